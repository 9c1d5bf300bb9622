import type { SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import type { FieldErrors } from '../../core/errors';
import type { Connector } from '../../connectors/definition';
import { fillPlaceholders, unreplaced } from '../../connectors/placeholders';
import { checkSsoSettings } from '../../saml/service-provider';
import { attributeProblem } from '../../saml/settings/attribute-rules';

/** The SAML settings a new application starts with: the connector's, filled with the variables; undefined without SAML. */
export function initialSso(connector: Connector, variables: Readonly<Record<string, string>>): SsoSettings | undefined {
  const { saml } = connector;
  if (saml === undefined) return undefined;
  const fill = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : fillPlaceholders(text, variables);
  const acsUrl = fill(saml.acsUrl);
  return compact<SsoSettings>({
    spEntityId: fill(saml.entityId) ?? '',
    acs: acsUrl === undefined ? [] : [{ url: acsUrl, isDefault: true }],
    loginUrl: fill(saml.loginUrl),
    nameId: saml.nameId,
    attributes: saml.attributes.map((attribute) => ({
      name: attribute.name,
      from: attribute.from,
      ...(attribute.constant === undefined ? {} : { constant: attribute.constant }),
      jit: attribute.jit === 'required',
      enabled: true,
    })),
    sign: 'both',
    requireSignedRequests: false,
    spCertificates: [],
  });
}

/** Fills placeholders that stand in settings already, when a variable got its value later. */
export function fillSso(sso: SsoSettings, variables: Readonly<Record<string, string>>): SsoSettings {
  return compact<SsoSettings>({
    ...sso,
    spEntityId: fillPlaceholders(sso.spEntityId, variables),
    acs: sso.acs.map((endpoint) => ({ ...endpoint, url: fillPlaceholders(endpoint.url, variables) })),
    loginUrl: sso.loginUrl === undefined ? undefined : fillPlaceholders(sso.loginUrl, variables),
  });
}

/** What keeps SAML settings from being used, as a sentence by field; empty when nothing does (M-048, A-32). */
export function ssoProblems(sso: SsoSettings): FieldErrors {
  const acs = sso.acs.map((endpoint) => endpoint.url).join(' ');
  return {
    ...checkSsoSettings(sso),
    ...unreplaced({
      spEntityId: sso.spEntityId,
      acs,
      ...(sso.loginUrl === undefined ? {} : { loginUrl: sso.loginUrl }),
    }),
  };
}

/** What is wrong with each attribute, in their order; undefined where nothing is. */
export function attributeProblems(sso: SsoSettings): (string | undefined)[] {
  return sso.attributes.map(attributeProblem);
}

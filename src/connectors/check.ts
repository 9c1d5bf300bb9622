import { isAttributeName } from '../core/attributes';
import { isSlug } from '../core/ids';
import { checkScim } from './check-scim';
import type { Connector, ConnectorSaml, ConnectorVariable } from './definition';
import { checkVariables, fillPlaceholders, findPlaceholders, GUIDE_FIELDS } from './placeholders';

/**
 * Looks for what a connector's definition says against itself: placeholders nobody fills, addresses that are none,
 * attributes that are sent and not sent, a requirement that can never be met.
 * @returns one sentence per contradiction; empty when the definition holds together
 */
export function checkConnector(connector: Connector): readonly string[] {
  return [
    ...checkIdentity(connector),
    ...checkKind(connector),
    ...checkPlaceholders(connector),
    ...(connector.saml === undefined ? [] : checkSaml(connector.saml, connector)),
    ...(connector.scim === undefined ? [] : checkScim(connector.scim, examplesOf(connector))),
    ...checkTexts(connector),
  ];
}

/** Tells whether a value read from a file looks like a connector at all, before its parts are checked. */
export function isConnectorLike(value: unknown): value is Connector {
  if (typeof value !== 'object' || value === null) return false;
  const parts = value as Record<string, unknown>;
  const texts = ['id', 'label', 'category', 'summary'].every((key) => typeof parts[key] === 'string');
  const flags = ['custom', 'bookmark', 'customScim'].every((key) => typeof parts[key] === 'boolean');
  const lists = ['variables', 'prerequisites', 'notes'].every((key) => Array.isArray(parts[key]));
  const guides = parts['guides'] as Record<string, unknown> | undefined;
  const hasGuides = Array.isArray(guides?.['sso']) && Array.isArray(guides['identityManagement']);
  return texts && flags && lists && hasGuides && isSamlLike(parts['saml']) && isScimLike(parts['scim']);
}

function isSamlLike(value: unknown): boolean {
  if (value === undefined) return true;
  const parts = (value ?? {}) as Record<string, unknown>;
  const nameId = parts['nameId'];
  return (
    Array.isArray(parts['attributes']) && Array.isArray(parts['give']) && typeof nameId === 'object' && nameId !== null
  );
}

function isScimLike(value: unknown): boolean {
  if (value === undefined) return true;
  const parts = (value ?? {}) as Record<string, unknown>;
  const baseUrl = parts['baseUrl'];
  const lists = ['can', 'users', 'groups', 'notSent', 'quirks'].every((key) => Array.isArray(parts[key]));
  return lists && typeof baseUrl === 'object' && baseUrl !== null;
}

function checkIdentity(connector: Connector): readonly string[] {
  const problems: string[] = [];
  if (!isSlug(connector.id))
    problems.push(`The id "${connector.id}" may hold lower case letters, digits and single hyphens only.`);
  for (const key of ['label', 'category', 'summary'] as const) {
    if (connector[key].trim() === '') problems.push(`The ${key} is empty.`);
  }
  return problems;
}

function checkKind(connector: Connector): readonly string[] {
  const { bookmark, customScim, saml, scim } = connector;
  const problems: string[] = [];
  if (bookmark && (saml !== undefined || scim !== undefined || customScim)) {
    problems.push('A bookmark has neither SAML nor SCIM.');
  }
  if (!bookmark && saml === undefined && scim === undefined) {
    problems.push('The connector has neither SAML nor SCIM and is no bookmark.');
  }
  if (saml !== undefined && scim === undefined && !customScim) {
    problems.push('A connector without prebuilt SCIM has to allow a custom SCIM integration.');
  }
  if (scim !== undefined && customScim && !connector.custom) {
    problems.push('A connector with prebuilt SCIM does not allow a custom SCIM integration.');
  }
  if (scim?.needsSso === true && saml === undefined) {
    problems.push('Identity Management needs SSO, but the connector has no SAML, so it could never be activated.');
  }
  return problems;
}

function checkPlaceholders(connector: Connector): readonly string[] {
  const problems: string[] = [];
  const names = connector.variables.map((variable) => variable.name);
  const used = new Set(filledTexts(connector).flatMap(findPlaceholders));
  for (const name of used) {
    if (!names.includes(name)) problems.push(`The placeholder ${name} is used but is not among the variables.`);
  }
  for (const name of repeated(names)) problems.push(`The variable ${name} is defined twice.`);
  for (const variable of connector.variables) {
    if (!used.has(variable.name)) problems.push(`The variable ${variable.name} is defined but never used.`);
    if (findPlaceholders(`{${variable.name}}`)[0] !== variable.name) {
      problems.push(`The variable name "${variable.name}" may hold upper case letters, digits and underscores only.`);
    }
    if (variable.label === '' || variable.help === '')
      problems.push(`The variable ${variable.name} needs a label and a help text.`);
    problems.push(...exampleProblems(variable));
  }
  return problems;
}

function exampleProblems(variable: ConnectorVariable): readonly string[] {
  const refused = checkVariables([variable], { [variable.name]: variable.example });
  return Object.values(refused).map((sentence) => `The example of ${variable.name} is refused: ${sentence}`);
}

function checkSaml(saml: ConnectorSaml, connector: Connector): readonly string[] {
  const problems: string[] = [];
  const values = examplesOf(connector);
  const addresses = { 'ACS URL': saml.acsUrl, 'login URL': saml.loginUrl };
  if (saml.from === 'sp-metadata' && (saml.entityId !== undefined || saml.acsUrl !== undefined)) {
    problems.push('The entity ID and ACS URL come from the metadata file, so the connector may not bring its own.');
  }
  if (saml.from === 'fields' && !connector.custom && (saml.entityId === undefined || saml.acsUrl === undefined)) {
    problems.push('A prebuilt connector with fields needs an entity ID and an ACS URL.');
  }
  for (const [what, text] of Object.entries(addresses)) {
    if (text !== undefined && !isHttps(fillPlaceholders(text, values)))
      problems.push(`The ${what} is not an https address.`);
  }
  if (!isAttributeName(saml.nameId.from))
    problems.push(`The NameID comes from ${String(saml.nameId.from)}, which is no property.`);
  for (const attribute of saml.attributes) {
    if (attribute.name.trim() === '') problems.push('A SAML attribute has no name.');
    if (!isAttributeName(attribute.from)) {
      problems.push(`The SAML attribute ${attribute.name} comes from ${String(attribute.from)}, which is no property.`);
    }
  }
  for (const name of repeated(saml.attributes.map((attribute) => attribute.name))) {
    problems.push(`The SAML attribute ${name} is proposed twice.`);
  }
  if (saml.give.length === 0 || repeated(saml.give).length > 0) {
    problems.push('The values to copy to the service provider have to be listed, each once.');
  }
  return problems;
}

function checkTexts(connector: Connector): readonly string[] {
  const { guides, saml, scim, customScim } = connector;
  const problems: string[] = [];
  if (saml !== undefined && guides.sso.length === 0) problems.push('The connector has SAML but no SSO guide.');
  if ((scim !== undefined || customScim) && guides.identityManagement.length === 0) {
    problems.push('The connector can be provisioned but has no Identity Management guide.');
  }
  if (!connector.custom && connector.prerequisites.length === 0) problems.push('The prerequisites are missing.');
  if ([...connector.prerequisites, ...connector.notes].some((sentence) => !sentence.endsWith('.'))) {
    problems.push('Prerequisites and notes are sentences and end with a full stop.');
  }
  for (const guide of [...guides.sso, ...guides.identityManagement]) {
    if (guide.title === '' || guide.steps.length === 0) problems.push('A guide needs a title and steps.');
    for (const [, field] of guide.steps.join('\n').matchAll(/\{([a-z][a-z-]*)\}/g)) {
      if (field !== undefined && !GUIDE_FIELDS.includes(field))
        problems.push(`The guide names {${field}}, which is nothing of ours.`);
    }
  }
  return problems;
}

function filledTexts(connector: Connector): readonly string[] {
  const { saml, scim, guides } = connector;
  const baseUrl = scim?.baseUrl.kind === 'template' ? scim.baseUrl.template : '';
  const addresses = [saml?.entityId, saml?.acsUrl, saml?.loginUrl].filter((text) => text !== undefined);
  const constants = saml?.attributes.map((attribute) => attribute.constant ?? '') ?? [];
  const steps = [...guides.sso, ...guides.identityManagement].flatMap((guide) => guide.steps.flatMap(onlyBraced));
  return [...addresses, ...constants, baseUrl, ...steps];
}

/** Steps may speak of a placeholder by its bare name ("replace YOURDOMAIN"); only one in braces asks to be filled. */
function onlyBraced(step: string): readonly string[] {
  return step.match(/\{[A-Z][A-Z0-9_]*\}/g) ?? [];
}

function examplesOf(connector: Connector): Readonly<Record<string, string>> {
  return Object.fromEntries(connector.variables.map((variable) => [variable.name, variable.example]));
}

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && findPlaceholders(text).length === 0;
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, place) => names.indexOf(name) !== place);
}

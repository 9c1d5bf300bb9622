import type { Request, Response } from 'express';
import type { GiveProps, SsoProps, SsoTyped } from '../../../../../views/admin/applications/sso/props';
import { SsoPage } from '../../../../../views/admin/applications/sso/page';
import { attributeProblems, ssoProblems } from '../../../../actions/applications/sso-settings';
import { previewAssertion } from '../../../../actions/sign-on/preview';
import type { ConnectorGuide } from '../../../../connectors/definition';
import { fillGuide } from '../../../../connectors/placeholders';
import { metadataUrlOf, ssoUrlOf, type Application, type SsoSettings } from '../../../../core/application';
import { daysLeft, signingCertificateOf } from '../../../../core/certificate';
import { compact } from '../../../../core/compact';
import { AppError, type FieldErrors } from '../../../../core/errors';
import { listCertificates } from '../../../../store/sign-on/certificates';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { frameOf, pathOf } from '../frame-props';
import { metadataCard, type TypedMetadata } from './metadata-card';
import { previewChoice } from './preview-choice';

/** What the SSO tab shows beside what is stored. */
export interface SsoView {
  /** As typed; what is stored when absent. */
  readonly sso?: SsoSettings;
  readonly typed?: SsoTyped;
  readonly deactivating?: boolean;
  readonly personId?: string;
  readonly errors?: FieldErrors;
  readonly message?: string;
  /** What was typed into the card that takes metadata in. */
  readonly metadata?: TypedMetadata;
}

/**
 * The SAML settings of an application.
 * @throws AppError not_found for applications without SAML
 */
export function ssoOf(application: Application): SsoSettings {
  if (application.sso !== undefined) return application.sso;
  throw new AppError('not_found', `${application.label} has no SAML sign-on.`);
}

/** SSO was never usable: saving complete settings activates it, as the guides say. */
export function isNew(application: Application): boolean {
  return application.ssoState === 'inactive' && Object.keys(ssoProblems(ssoOf(application))).length > 0;
}

/** Writes the SSO tab; with problems it answers 422. */
export async function showSso(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  view: SsoView = {},
): Promise<void> {
  const { context } = web;
  const sso = view.sso ?? ssoOf(application);
  const connector = context.connectors.get(application.connectorId);
  const choice = await previewChoice(web, application.id, view.personId ?? '');
  const preview =
    choice.chosenId === undefined
      ? { values: [], notes: [] }
      : await previewAssertion(context, application, sso, choice.chosenId);
  const errors = view.errors ?? {};
  const props = compact<SsoProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    sso,
    typed: view.typed,
    give: await giveOf(web, application),
    metadata: await metadataCard(web, application, view.metadata),
    preview: { ...choice, ...preview },
    guides: guidesOf(web, application, connector?.guides.sso ?? []),
    notes: [...(connector?.prerequisites ?? []), ...(connector?.notes ?? [])],
    pending: isNew(application) ? 'activate' : view.deactivating === true ? 'deactivate' : undefined,
    unsaved: view.sso !== undefined,
    errors,
    attributeErrors: errors['attributes'] === undefined ? [] : attributeProblems(sso),
    message: view.message,
  });
  const refused = view.message !== undefined || Object.keys(errors).length > 0;
  render(response, <SsoPage {...props} />, refused ? 422 : 200);
}

/** Fills a connector's guide with our addresses for the application and its variables. */
export function guidesOf(
  web: WebContext,
  application: Application,
  guides: readonly ConnectorGuide[],
): readonly ConnectorGuide[] {
  const { baseUrl } = web.context.config;
  const metadataUrl = metadataUrlOf(baseUrl, application.slug);
  const values = {
    'sso-url': ssoUrlOf(baseUrl, application.slug),
    'idp-entity-id': metadataUrl,
    'metadata-url': metadataUrl,
  };
  return guides.map((guide) => fillGuide(guide, values, application.variables));
}

/** What an application is given: our addresses for it and the certificate in use. */
export async function giveOf(web: WebContext, application: Application): Promise<GiveProps> {
  const { db, config, clock } = web.context;
  const certificates = await listCertificates(db, application.id);
  const certificate = signingCertificateOf(certificates, clock());
  const metadataUrl = metadataUrlOf(config.baseUrl, application.slug);
  return compact<GiveProps>({
    ssoUrl: ssoUrlOf(config.baseUrl, application.slug),
    entityId: metadataUrl,
    metadataUrl,
    certificate: certificate && {
      pem: certificate.pem,
      fingerprint: certificate.fingerprint,
      notAfter: certificate.notAfter,
      daysLeft: daysLeft(certificate, clock()),
      downloadUrl: pathOf(application, 'sso/certificate.pem'),
      pageUrl: pathOf(application, 'sso/certificate'),
      rotating: certificates.some((other) => other.state === 'next' && other !== certificate),
    },
  });
}

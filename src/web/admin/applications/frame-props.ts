import type { Request } from 'express';
import type { FrameProps, PlaceholderLeft } from '../../../../views/admin/applications/props';
import { scimOf } from '../../../connectors/functionality';
import { findPlaceholders } from '../../../connectors/placeholders';
import { metadataUrlOf, type Application } from '../../../core/application';
import { daysLeft, signingCertificateOf } from '../../../core/certificate';
import { compact } from '../../../core/compact';
import { getApplication } from '../../../store/applications';
import { listBoundGroupIds, listGrantedUserIds } from '../../../store/bindings';
import { listCertificates } from '../../../store/sign-on/certificates';
import { countActiveAccounts, countLinks } from '../../../store/provisioning/links';
import type { WebContext } from '../../web-context';

/**
 * The application that an address names by slug or id.
 * @throws AppError not_found
 */
export function applicationOf(web: WebContext, request: Request): Promise<Application> {
  const { id } = request.params;
  return getApplication(web.context.db, typeof id === 'string' ? id : '');
}

/** Where a tab of an application is: `/admin/applications/<slug>/<tab>`. */
export function pathOf(application: Pick<Application, 'slug'>, tab: string): string {
  return `/admin/applications/${application.slug}/${tab}`;
}

/** The address of an application's uploaded image; undefined without one. */
export function imageUrlOf(application: Pick<Application, 'slug' | 'hasImage'>): string | undefined {
  return application.hasImage ? `/apps/${application.slug}/image` : undefined;
}

/** Collects what the panel and the tabs around every page of an application say. */
export async function frameOf(web: WebContext, application: Application): Promise<FrameProps> {
  const { db, config, clock, connectors } = web.context;
  const { id, slug, sso } = application;
  const connector = connectors.get(application.connectorId);
  const certificate = sso === undefined ? undefined : signingCertificateOf(await listCertificates(db, id), clock());
  const links = await countLinks(db, id);
  const idmActive = application.idmState === 'active';
  return compact<FrameProps>({
    id,
    slug,
    label: application.label,
    connectorLabel: connector?.label ?? application.connectorId,
    imageUrl: imageUrlOf(application),
    bookmark: connector?.bookmark ?? application.bookmarkUrl !== undefined,
    hasSaml: sso !== undefined,
    hasIdm: connector !== undefined && scimOf(connector) !== undefined,
    ssoState: application.ssoState,
    idmState: application.idmState,
    certificate: certificate && {
      notAfter: certificate.notAfter,
      daysLeft: daysLeft(certificate, clock()),
    },
    showInPortal: application.showInPortal,
    people: (await listGrantedUserIds(db, id)).length,
    groups: (await listBoundGroupIds(db, id)).length,
    metadataUrl: sso && metadataUrlOf(config.baseUrl, slug),
    certificateUrl: certificate && pathOf(application, 'sso/certificate.pem'),
    launchUrl: application.ssoState === 'active' ? `/apps/${slug}` : undefined,
    attention: idmActive ? links.attention : 0,
    accountsLeft: await countActiveAccounts(db, id),
    placeholders: placeholdersLeft(application),
  });
}

/** The SSO fields of an application that still hold a placeholder, in the order of the form. */
function placeholdersLeft({ sso }: Pick<Application, 'sso'>): readonly PlaceholderLeft[] {
  if (sso === undefined) return [];
  const texts = [
    ['SP Entity ID', sso.spEntityId],
    ['ACS URL', sso.acs.map((endpoint) => endpoint.url).join(' ')],
    ['Login URL', sso.loginUrl ?? ''],
  ] as const;
  return texts
    .map(([field, text]) => ({ field, names: findPlaceholders(text) }))
    .filter(({ names }) => names.length > 0);
}

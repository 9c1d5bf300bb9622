import { metadataUrlOf, ssoUrlOf } from '../../core/application';
import { NAME_ID_FORMAT } from '../../saml/constants';
import { buildIdpMetadata } from '../../saml/metadata/idp-metadata';
import { findApplicationBySlug } from '../../store/applications';
import { listCertificates } from '../../store/sign-on/certificates';
import type { Deps } from '../deps';

/**
 * Writes our metadata for one application, with every certificate it may sign with.
 * @returns the XML, or undefined when no application with SAML has this slug
 */
export async function readIdpMetadata(deps: Pick<Deps, 'db' | 'config'>, slug: string): Promise<string | undefined> {
  const application = await findApplicationBySlug(deps.db, slug);
  if (application?.sso === undefined) return undefined;
  const certificates = await listCertificates(deps.db, application.id);
  const { baseUrl } = deps.config;
  return buildIdpMetadata({
    entityId: metadataUrlOf(baseUrl, slug),
    ssoUrl: ssoUrlOf(baseUrl, slug),
    certificates: certificates.map((certificate) => certificate.pem),
    nameIdFormats: [NAME_ID_FORMAT[application.sso.nameId.format]],
  });
}

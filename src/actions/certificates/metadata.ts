import { createHash } from 'node:crypto';
import { metadataUrlOf, sloUrlOf, ssoUrlOf, type Application } from '../../core/application';
import { publishedCertificates, signingCertificateOf } from '../../core/certificate';
import { NAME_ID_FORMAT } from '../../saml/constants';
import { buildIdpMetadata, endOfMetadata, type IdpMetadataInput } from '../../saml/metadata/idp-metadata';
import { findApplicationBySlug } from '../../store/applications';
import { listCertificates, type SigningCertificate } from '../../store/sign-on/certificates';
import type { Deps } from '../deps';
import { signingKeyOf } from './signing-key';

/** Our metadata for one application, as it is handed out. */
export interface IdpMetadata {
  readonly application: Application;
  readonly xml: string;
  /** The entity tag, with its quotes (RFC 9110 section 8.8.3). It changes when what is said changes. */
  readonly etag: string;
  /** The certificates in it. */
  readonly fingerprints: readonly string[];
}

const CACHE_HOURS = 1;
/** Signed documents by their tag: a flood of readers costs no signatures, and a random signature stays the same for a day. */
const signed = new Map<string, string>();
const MOST_SIGNED = 600;

/**
 * Writes our metadata for one application, with every certificate it may sign with.
 * @param kept for a copy that somebody keeps by hand: it says nothing of an end, because nobody would renew it in time
 * @returns undefined when no application with SAML has this slug
 */
export async function readIdpMetadata(
  deps: Pick<Deps, 'db' | 'config' | 'clock' | 'secrets'>,
  slug: string,
  kept = false,
): Promise<IdpMetadata | undefined> {
  const application = await findApplicationBySlug(deps.db, slug);
  const sso = application?.sso;
  if (application === undefined || sso === undefined) return undefined;
  const now = deps.clock();
  const certificates = await listCertificates(deps.db, application.id);
  const published = publishedCertificates(certificates, now);
  const { baseUrl } = deps.config;
  const input: IdpMetadataInput = {
    entityId: metadataUrlOf(baseUrl, slug),
    ssoUrl: ssoUrlOf(baseUrl, slug),
    sloUrl: sloUrlOf(baseUrl, slug),
    certificates: published.map(({ pem }) => pem),
    nameIdFormats: [NAME_ID_FORMAT[sso.nameId.format]],
    wantRequestsSigned: sso.wantRequestsSigned,
    ...(kept ? {} : { validUntil: endOfMetadata(now), cacheHours: CACHE_HOURS }),
  };
  const signer = sso.signMetadata === true ? signingCertificateOf(certificates, now) : undefined;
  return {
    application,
    ...written(deps, input, signer),
    fingerprints: published.map(({ fingerprint }) => fingerprint),
  };
}

/** An EC signature is random, so that two instances give different bytes for one document: its tag is a weak one. */
function written(
  deps: Pick<Deps, 'secrets'>,
  input: IdpMetadataInput,
  signer: SigningCertificate | undefined,
): Pick<IdpMetadata, 'xml' | 'etag'> {
  const unsigned = buildIdpMetadata(input);
  const digest = createHash('sha256')
    .update(unsigned)
    .update(signer?.fingerprint ?? '')
    .digest('base64url');
  const etag = `${signer?.algorithm === 'ec' ? 'W/' : ''}"${digest}"`;
  if (signer === undefined) return { xml: unsigned, etag };
  const xml = signed.get(digest) ?? buildIdpMetadata(input, signingKeyOf(deps, signer));
  if (signed.size >= MOST_SIGNED) signed.clear();
  signed.set(digest, xml);
  return { xml, etag };
}

import type { Application, SsoSettings } from '../../core/application';
import { invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { SamlError } from '../../saml/errors';
import { readSpMetadata, type SpMetadata } from '../../saml/metadata/sp-metadata';
import { getApplication } from '../../store/applications';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { configureSso } from './configure';

/**
 * Reads an SP's metadata without saving anything, for the admin to look at (M-051).
 * @throws AppError invalid with the reason and, where there is one, the line
 */
export function reviewSpMetadata(deps: Pick<Deps, 'clock'>, bytes: Buffer): SpMetadata {
  try {
    const metadata = readSpMetadata(bytes, deps.clock());
    if (metadata.acs.length === 0) {
      throw invalid({
        metadata: 'The metadata names no address that takes Responses by HTTP-POST. Nothing was changed.',
      });
    }
    return metadata;
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    throw invalid({ metadata: error.message });
  }
}

/** The settings an application gets from an SP's metadata: its identity, addresses and certificates; the rest stays. */
export function ssoFromMetadata(sso: SsoSettings, metadata: SpMetadata): SsoSettings {
  return {
    ...sso,
    spEntityId: metadata.entityId,
    acs: metadata.acs,
    spCertificates: metadata.certificates,
    requireSignedRequests: metadata.authnRequestsSigned && metadata.certificates.length > 0,
  };
}

/**
 * Takes over what an SP's metadata says and activates SSO.
 * @throws AppError invalid
 */
export async function applySpMetadata(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  bytes: Buffer,
): Promise<Application> {
  const metadata = reviewSpMetadata(deps, bytes);
  const before = await getApplication(deps.db, id);
  if (before.sso === undefined) throw invalid({ metadata: 'This application has no SAML sign-on.' });
  const sso = ssoFromMetadata(before.sso, metadata);
  const after = await configureSso(deps, actor, id, { sso, active: true });
  await transact(deps.db, (tx) =>
    record(
      deps,
      tx,
      actor,
      'sp_metadata_upload',
      { application: after },
      { changed: ['spEntityId', 'acs', 'spCertificates'] },
    ),
  );
  return after;
}

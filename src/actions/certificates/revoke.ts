import type { Application } from '../../core/application';
import { AppError, invalid } from '../../core/errors';
import { fold, type ApplicationId, type CertificateId } from '../../core/ids';
import { switchTo } from '../../core/rotation';
import { getApplication } from '../../store/applications';
import { deleteCertificate, listCertificates } from '../../store/sign-on/certificates';
import type { Actor } from '../deps';
import { record } from '../record';
import { insertKeyPair, newKeyPair, type KeyDeps } from './create';
import { certificateNamed, changeCertificates, saveChanged, type Rotation, type RotationDeps } from './rotation';

/** How a certificate is revoked: by which name it was confirmed, and what signs in its place. */
export interface Revocation {
  /** The application's label, typed. */
  readonly typed: string;
  /** For the one in use: the next certificate, or a key made now. */
  readonly replaceBy: 'next' | 'fresh';
}

/**
 * Ends the use of a certificate at once (SECURITY S11): its row and key are destroyed, it leaves the metadata, and for the
 * one in use another one signs from the same moment on. All of it or nothing happens.
 * @throws AppError invalid for the field `typed`, conflict when the certificate is gone
 */
export async function revokeCertificate(
  deps: RotationDeps & KeyDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
  { typed, replaceBy }: Revocation,
): Promise<Application> {
  const { label } = await getApplication(deps.db, applicationId);
  if (fold(typed) !== fold(label)) throw invalid({ typed: `Enter the name of the application: ${label}` });
  const before = await listCertificates(deps.db, applicationId);
  const target = before.find((certificate) => certificate.id === id);
  const kind = target?.algorithm === 'ec' ? 'ec-p256' : 'rsa-2048';
  const fresh = replaceBy === 'fresh' ? await newKeyPair(deps, label, kind) : undefined;
  return changeCertificates(deps, applicationId, async (rotation) => {
    const { tx, application } = rotation;
    const certificate = certificateNamed(rotation, id);
    await deleteCertificate(tx, id);
    const { fingerprint } = certificate;
    await record(deps, tx, actor, 'certificate_revoke', { application }, { fingerprint });
    if (certificate.state !== 'current') return application;
    if (fresh !== undefined) await insertKeyPair(deps, tx, actor, application, fresh);
    else await takeNext(deps, actor, rotation);
    return application;
  });
}

async function takeNext(deps: RotationDeps, actor: Actor, rotation: Rotation): Promise<void> {
  const { tx, application, certificates, now } = rotation;
  const next = certificates.find(({ state }) => state === 'next');
  if (next === undefined) {
    throw new AppError('conflict', 'There is no next certificate any more. Choose a new key in its place.');
  }
  const left = certificates.filter(({ state }) => state !== 'current');
  await saveChanged(tx, left, switchTo(left, next.id, now));
  const payload = { fingerprint: next.fingerprint, sentence: 'The one before it was revoked.' };
  await record(deps, tx, actor, 'certificate_switch', { application }, payload);
}

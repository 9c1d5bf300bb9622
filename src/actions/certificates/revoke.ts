import type { Application } from '../../core/application';
import { AppError, invalid } from '../../core/errors';
import { fold, type ApplicationId, type CertificateId } from '../../core/ids';
import { switchTo } from '../../core/rotation';
import { haveSameKey } from '../../saml/key-pair';
import { getApplication } from '../../store/applications';
import { deleteCertificate, listCertificates } from '../../store/sign-on/certificates';
import type { Actor } from '../deps';
import { record } from '../record';
import { insertKeyPair, newKeyPair, type KeyDeps } from './create';
import {
  certificateNamed,
  changeCertificates,
  expectInTime,
  saveChanged,
  type Rotation,
  type RotationDeps,
} from './rotation';

/** How a certificate is revoked: by which name it was confirmed, and what signs in its place. */
export interface Revocation {
  /** The application's label, typed. */
  readonly typed: string;
  /** For the one in use: the next certificate, or a key made now. */
  readonly replaceBy: 'next' | 'fresh';
}

/**
 * Ends the use of a certificate at once (SECURITY S11): its row and key are destroyed, it leaves the metadata, and for the
 * one in use another one signs from the same moment on. Others that were made for the same key go with it, since whoever
 * has the key has theirs. All of it or nothing happens.
 * @throws AppError invalid for the field `typed`, conflict when the certificate is gone or nothing may sign in its place
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
    const { pem, state } = certificateNamed(rotation, id);
    const gone = rotation.certificates.filter((other) => other.id === id || haveSameKey(other.pem, pem));
    if (state !== 'current' && gone.some((other) => other.state === 'current')) {
      const sentence = 'The certificate in use has the same key. Revoke that one, and this one goes with it.';
      throw new AppError('conflict', sentence);
    }
    for (const { id: other, fingerprint } of gone) {
      await deleteCertificate(tx, other);
      await record(deps, tx, actor, 'certificate_revoke', { application }, { fingerprint });
    }
    if (state !== 'current') return application;
    const certificates = rotation.certificates.filter((other) => !gone.includes(other));
    if (fresh !== undefined) await insertKeyPair(deps, tx, actor, application, fresh);
    else if (gone.some((other) => other.state === 'next')) {
      throw new AppError('conflict', 'The next certificate has the same key. Choose a new key in its place.');
    } else await takeNext(deps, actor, { ...rotation, certificates });
    return application;
  });
}

async function takeNext(deps: RotationDeps, actor: Actor, rotation: Rotation): Promise<void> {
  const { tx, application, certificates, now } = rotation;
  const next = certificates.find(({ state }) => state === 'next');
  if (next === undefined) {
    throw new AppError('conflict', 'There is no next certificate any more. Choose a new key in its place.');
  }
  expectInTime(next, now);
  await saveChanged(tx, certificates, switchTo(certificates, next.id, now));
  const payload = { fingerprint: next.fingerprint, sentence: 'The one before it was revoked.' };
  await record(deps, tx, actor, 'certificate_switch', { application }, payload);
}

import { AppError } from '../../core/errors';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { deleteCertificate } from '../../store/sign-on/certificates';
import type { Actor } from '../deps';
import { record } from '../record';
import { certificateNamed, changeCertificates, type RotationDeps } from './rotation';

/**
 * Takes a certificate that was in use before out of the metadata, earlier than the clock would, and destroys its key.
 * After this nobody can go back to it.
 * @throws AppError conflict when it is gone, or not one from before
 */
export async function finishCertificate(
  deps: RotationDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
): Promise<void> {
  await changeCertificates(deps, applicationId, async (rotation) => {
    const { state, fingerprint } = certificateNamed(rotation, id);
    if (state !== 'retiring') throw new AppError('conflict', 'This certificate was not in use before.');
    await deleteCertificate(rotation.tx, id);
    const payload = { fingerprint, sentence: 'It left the metadata before its time.' };
    await record(deps, rotation.tx, actor, 'certificate_retire', { application: rotation.application }, payload);
  });
}

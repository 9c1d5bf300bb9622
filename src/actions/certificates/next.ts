import type { Certificate } from '../../core/certificate';
import { AppError, invalid } from '../../core/errors';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { KEY_KINDS, readCertificate, type KeyKind } from '../../saml/key-pair';
import { readUploadedKey, type KeyUpload } from '../../saml/keys/uploaded-key';
import { getApplication } from '../../store/applications';
import { deleteCertificate, noteCertificateTest, saveCertificate } from '../../store/sign-on/certificates';
import type { Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { insertKeyPair, newKeyPair, type KeptAs, type KeyDeps, type KeyPair } from './create';
import { certificateNamed, changeCertificates, type RotationDeps } from './rotation';

/**
 * Makes a certificate to be the next one: it is published beside the one in use, and signs nothing yet.
 * @param kind one of `KEY_KINDS`
 * @throws AppError conflict when there is a next one already, invalid for another kind
 */
export async function createNextCertificate(
  deps: RotationDeps & KeyDeps,
  actor: Actor,
  applicationId: ApplicationId,
  kind: string,
): Promise<Certificate> {
  if (!isKeyKind(kind)) throw invalid({ kind: 'Choose one of the kinds of key.' });
  const { label } = await getApplication(deps.db, applicationId);
  return keepNext(deps, actor, applicationId, await newKeyPair(deps, label, kind), 'generated');
}

/**
 * Takes a certificate with its key that an admin brings as the next one. Nothing is kept of what is refused, and the
 * passphrase never.
 * @returns the certificate, and sentences about what the admin should know
 * @throws AppError invalid by field, conflict when there is a next one already
 */
export async function uploadNextCertificate(
  deps: RotationDeps & KeyDeps,
  actor: Actor,
  applicationId: ApplicationId,
  upload: KeyUpload,
): Promise<{ certificate: Certificate; warnings: readonly string[] }> {
  const { warnings, ...keyPair } = await readUploadedKey(upload, deps.clock());
  return { certificate: await keepNext(deps, actor, applicationId, keyPair, 'uploaded'), warnings };
}

async function keepNext(
  deps: RotationDeps & KeyDeps,
  actor: Actor,
  applicationId: ApplicationId,
  keyPair: KeyPair,
  origin: KeptAs['origin'],
): Promise<Certificate> {
  const { fingerprintSha256 } = readCertificate(keyPair.certificatePem);
  return changeCertificates(deps, applicationId, async ({ tx, application, certificates }) => {
    if (certificates.some(({ fingerprint }) => fingerprint === fingerprintSha256)) {
      throw invalid({ file: 'The application has this certificate already.' });
    }
    if (certificates.some(({ state }) => state === 'next')) {
      throw new AppError('conflict', 'There is a next certificate already. Discard it first, or switch to it.');
    }
    return insertKeyPair(deps, tx, actor, application, keyPair, { state: 'next', origin });
  });
}

function isKeyKind(text: string): text is KeyKind {
  return (KEY_KINDS as readonly string[]).includes(text);
}

/** Takes the next certificate away again, and destroys its key. One that is gone already is no fault. */
export async function discardNextCertificate(
  deps: RotationDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
): Promise<void> {
  await changeCertificates(deps, applicationId, async ({ tx, application, certificates }) => {
    const certificate = certificates.find((candidate) => candidate.id === id);
    if (certificate === undefined) return;
    if (certificate.state !== 'next') throw new AppError('conflict', 'This certificate is not the next one any more.');
    await deleteCertificate(tx, id);
    const payload = { fingerprint: certificate.fingerprint, sentence: 'It was discarded before it was used.' };
    await record(deps, tx, actor, 'certificate_retire', { application }, payload);
  });
}

/**
 * Keeps that an admin says the application has the next certificate, or takes that back.
 * @throws AppError conflict when it is not the next one any more
 */
export async function confirmCertificate(
  deps: RotationDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
  confirmed: boolean,
): Promise<void> {
  await changeCertificates(deps, applicationId, async (rotation) => {
    const { confirmedAt: _at, confirmedBy: _by, ...certificate } = certificateNamed(rotation, id);
    if (certificate.state !== 'next') throw new AppError('conflict', 'This certificate is not the next one any more.');
    const said = confirmed ? { confirmedAt: rotation.now, confirmedBy: actor.name } : {};
    await saveCertificate(rotation.tx, { ...certificate, ...said });
    const sentence = confirmed ? {} : { sentence: 'This was taken back: the application does not have it yet.' };
    const payload = { fingerprint: certificate.fingerprint, ...sentence };
    await record(deps, rotation.tx, actor, 'certificate_confirm', { application: rotation.application }, payload);
  });
}

/** Notes, in the transaction of the test's own event, that a test sign-on signed with a certificate passed. */
export async function noteTestedCertificate(deps: Pick<Deps, 'clock'>, tx: Tx, id: CertificateId): Promise<void> {
  await noteCertificateTest(tx, id, deps.clock());
}

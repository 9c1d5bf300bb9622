import { AppError, invalid } from '../../core/errors';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { goBackTo, planned, readinessOf, switchTo } from '../../core/rotation';
import { listMetadataReads } from '../../store/sign-on/metadata-reads';
import { listDueRotations, saveCertificate } from '../../store/sign-on/certificates';
import type { Actor } from '../deps';
import { record } from '../record';
import { EVERY_READER } from './board';
import {
  certificateNamed,
  changeCertificates,
  expectInTime,
  saveChanged,
  type Rotation,
  type RotationDeps,
} from './rotation';

const MOST_AHEAD_MS = 366 * 86_400_000;

/** What came of a wish to switch: done, done before by somebody else, or not done because the application may not know it. */
export type SwitchOutcome = 'done' | 'done-before' | 'not-ready';

/**
 * Takes the next certificate into use now; the one before it stays published for 14 days.
 * @param anyway switches although nothing shows that the application knows the certificate
 * @throws AppError conflict when the certificate is gone, not the next one, or not valid at this time
 */
export async function switchCertificate(
  deps: RotationDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
  anyway: boolean,
): Promise<SwitchOutcome> {
  return changeCertificates(deps, applicationId, async (rotation) => {
    const certificate = certificateNamed(rotation, id);
    if (certificate.state === 'current') return 'done-before';
    if (certificate.state !== 'next') throw new AppError('conflict', 'This certificate is not the next one any more.');
    expectInTime(certificate, rotation.now);
    const { ready } = await readinessIn(rotation, id);
    if (!ready && !anyway) return 'not-ready';
    const { tx, application, certificates, now } = rotation;
    await saveChanged(tx, certificates, switchTo(certificates, id, now));
    const note = ready ? {} : { sentence: 'Nothing showed that the application knows the certificate.' };
    await record(
      deps,
      tx,
      actor,
      'certificate_switch',
      { application },
      { fingerprint: certificate.fingerprint, ...note },
    );
    return 'done';
  });
}

/**
 * Goes back to a certificate that was in use before and is still published.
 * @throws AppError conflict when it is gone
 */
export async function goBackToCertificate(
  deps: RotationDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
): Promise<SwitchOutcome> {
  return changeCertificates(deps, applicationId, async (rotation) => {
    const certificate = certificateNamed(rotation, id);
    if (certificate.state === 'current') return 'done-before';
    if (certificate.state !== 'retiring') throw new AppError('conflict', 'This certificate was not in use before.');
    const { tx, application, certificates, now } = rotation;
    await saveChanged(tx, certificates, goBackTo(certificates, id, now));
    const payload = { fingerprint: certificate.fingerprint, sentence: 'This goes back to the certificate before.' };
    await record(deps, tx, actor, 'certificate_switch', { application }, payload);
    return 'done';
  });
}

/**
 * Plans the switch for a moment, or calls it off without one. It takes place by the clock, on every instance.
 * @param at milliseconds since the epoch, within a year from now and within the certificate's life
 * @param anyway plans it although nothing shows that the application knows the certificate
 * @throws AppError invalid for the fields `date` and `anyway`, conflict when the certificate is not the next one
 */
export async function planSwitch(
  deps: RotationDeps,
  actor: Actor,
  applicationId: ApplicationId,
  id: CertificateId,
  at: number | undefined,
  anyway = false,
): Promise<void> {
  await changeCertificates(deps, applicationId, async (rotation) => {
    if (at !== undefined && !anyway && !(await readinessIn(rotation, id)).ready) {
      throw invalid({
        anyway: 'Nothing shows that the application knows the certificate. Tick this to plan it anyway.',
      });
    }
    await planIn(deps, actor, rotation, id, at);
  });
}

/**
 * Plans the switch for every application whose next certificate it knows, and leaves the others as they are.
 * @returns how many were planned
 * @throws AppError invalid for the field `date`
 */
export async function planReadySwitches(
  deps: RotationDeps,
  actor: Actor,
  nexts: readonly { readonly applicationId: ApplicationId; readonly id: CertificateId }[],
  at: number,
): Promise<number> {
  let count = 0;
  for (const { applicationId, id } of nexts) {
    count += await changeCertificates(deps, applicationId, async (rotation) => {
      const next = rotation.certificates.find((candidate) => candidate.id === id && candidate.state === 'next');
      const fits = next !== undefined && at >= next.notBefore && at < next.notAfter;
      if (!fits || !(await readinessIn(rotation, id)).ready) return 0;
      await planIn(deps, actor, rotation, id, at);
      return 1;
    });
  }
  return count;
}

async function planIn(
  deps: RotationDeps,
  actor: Actor,
  rotation: Rotation,
  id: CertificateId,
  at: number | undefined,
): Promise<void> {
  const { tx, application, now } = rotation;
  const certificate = certificateNamed(rotation, id);
  if (certificate.state !== 'next') throw new AppError('conflict', 'This certificate is not the next one any more.');
  if (at !== undefined) {
    if (!(at > now)) throw invalid({ date: 'Choose a moment that is still to come.' });
    if (at > now + MOST_AHEAD_MS) throw invalid({ date: 'Choose a moment within a year.' });
    if (at < certificate.notBefore) throw invalid({ date: `The certificate is not valid yet then.` });
    if (at >= certificate.notAfter) throw invalid({ date: 'The certificate will have ended by then.' });
  }
  if (at === undefined && certificate.switchAt === undefined) return;
  await saveCertificate(tx, planned(certificate, at));
  const { fingerprint } = certificate;
  const payload = at === undefined ? { fingerprint, sentence: 'The plan was called off.' } : { fingerprint, at };
  await record(deps, tx, actor, 'certificate_schedule', { application }, payload);
}

async function readinessIn(rotation: Rotation, id: CertificateId): Promise<ReturnType<typeof readinessOf>> {
  const reads = await listMetadataReads(rotation.tx, rotation.application.id, EVERY_READER);
  return readinessOf(certificateNamed(rotation, id), reads);
}

/**
 * Makes permanent what the clock has done: dated switches and retirements. Every application is a transaction of its
 * own; what another instance has done already is left alone, and a fault with one holds up none of the others.
 * @returns how many applications were looked at
 * @throws Error with the last fault as its cause, after all had their turn
 */
export async function settleRotations(deps: RotationDeps): Promise<number> {
  const due = await listDueRotations(deps.db, deps.clock());
  let fault: unknown;
  for (const id of due) {
    try {
      await changeCertificates(deps, id, () => Promise.resolve());
    } catch (error) {
      // An application that was deleted between the list and its turn is none.
      if (!(error instanceof AppError)) fault = error;
    }
  }
  if (fault !== undefined) throw new Error('A rotation could not be settled.', { cause: fault });
  return due.length;
}

import type { Application } from '../../core/application';
import { AppError } from '../../core/errors';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { settle } from '../../core/rotation';
import { getApplication } from '../../store/applications';
import {
  deleteCertificate,
  listCertificates,
  lockCertificates,
  saveCertificate,
  type SigningCertificate,
} from '../../store/sign-on/certificates';
import { transact, type Tx } from '../../store/tx';
import { SYSTEM, type Deps } from '../deps';
import { record } from '../record';
import { forgetSigningKeys } from './signing-key';

/** An application's certificates inside the one transaction that may change them. */
export interface Rotation {
  readonly tx: Tx;
  readonly application: Application;
  /** As they stand by the clock, and as they are stored. */
  readonly certificates: readonly SigningCertificate[];
  readonly now: number;
}

/** What the actions on certificates work with. */
export type RotationDeps = Pick<Deps, 'db' | 'clock' | 'newId' | 'secrets'>;

/**
 * Changes an application's certificates: one change at a time, on every instance. What the clock has done since the last
 * change is stored and recorded first, so that `work` sees the truth.
 * @throws AppError not_found for an application that is gone, conflict for one without SAML
 */
export async function changeCertificates<T>(
  deps: RotationDeps,
  applicationId: ApplicationId,
  work: (rotation: Rotation) => Promise<T>,
): Promise<T> {
  const gone: CertificateId[] = [];
  const done = await transact(deps.db, async (tx) => {
    const before = await lockCertificates(tx, applicationId);
    const application = await getApplication(tx, applicationId);
    if (application.sso === undefined) throw new AppError('conflict', 'This application has no SAML sign-on.');
    const now = deps.clock();
    const certificates = await settleStored(deps, tx, application, before, now);
    const result = await work({ tx, application, certificates, now });
    const left = new Set((await listCertificates(tx, applicationId)).map(({ id }) => id));
    gone.push(...before.map(({ id }) => id).filter((id) => !left.has(id)));
    return result;
  });
  forgetSigningKeys(deps, gone);
  return done;
}

/** Stores and records what the clock has done. */
async function settleStored(
  deps: RotationDeps,
  tx: Tx,
  application: Application,
  before: readonly SigningCertificate[],
  now: number,
): Promise<readonly SigningCertificate[]> {
  const { certificates, switched, retired } = settle(before, now);
  if (switched !== undefined) {
    await saveChanged(tx, before, certificates);
    const payload = { fingerprint: switched.fingerprint, sentence: 'The switch was planned for this time.' };
    await record(deps, tx, SYSTEM, 'certificate_switch', { application }, payload);
  }
  for (const { id, fingerprint } of retired) {
    await deleteCertificate(tx, id);
    await record(deps, tx, SYSTEM, 'certificate_retire', { application }, { fingerprint });
  }
  return certificates;
}

/** Stores the certificates that differ from before; the current one last, so that there are never two. */
export async function saveChanged(
  tx: Tx,
  before: readonly SigningCertificate[],
  after: readonly SigningCertificate[],
): Promise<void> {
  const changed = after.filter((certificate) => !before.includes(certificate));
  const inOrder = [...changed].sort(
    (one, other) => Number(one.state === 'current') - Number(other.state === 'current'),
  );
  for (const certificate of inOrder) await saveCertificate(tx, certificate);
}

/**
 * Refuses a certificate that can't be taken into use, because its time has not come or is over.
 * @throws AppError conflict
 */
export function expectInTime({ notBefore, notAfter }: SigningCertificate, now: number): void {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  if (now < notBefore) {
    const sentence = `The next certificate is valid from ${day(notBefore)} on only. Plan the switch for a day after that.`;
    throw new AppError('conflict', sentence);
  }
  if (now < notAfter) return;
  throw new AppError('conflict', `The next certificate ended on ${day(notAfter)}. Discard it and create another one.`);
}

/**
 * Finds the certificate that a page named.
 * @throws AppError conflict when it has gone meanwhile
 */
export function certificateNamed({ certificates }: Rotation, id: CertificateId): SigningCertificate {
  const certificate = certificates.find((candidate) => candidate.id === id);
  if (certificate !== undefined) return certificate;
  throw new AppError('conflict', 'This certificate is gone: somebody has changed the certificates meanwhile.');
}

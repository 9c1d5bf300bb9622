import type { Certificate, CertificateState, KeyAlgorithm } from '../../core/certificate';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

interface CertificateRow {
  id: string;
  application_id: string;
  state: CertificateState;
  pem: string;
  private_key_sealed: string;
  fingerprint: string;
  not_before: unknown;
  not_after: unknown;
  algorithm: KeyAlgorithm;
  origin: Certificate['origin'];
  created_at: unknown;
  switch_at: unknown;
  retire_at: unknown;
  confirmed_at: unknown;
  confirmed_by: string | null;
  tested_at: unknown;
}

/** A certificate and its sealed private key, for signing. */
export interface SigningCertificate extends Certificate {
  readonly sealedPrivateKey: string;
}

function read(row: CertificateRow): SigningCertificate {
  return compact<SigningCertificate>({
    id: row.id as CertificateId,
    applicationId: row.application_id as ApplicationId,
    state: row.state,
    pem: row.pem,
    fingerprint: row.fingerprint,
    notBefore: whole(row.not_before),
    notAfter: whole(row.not_after),
    algorithm: row.algorithm,
    origin: row.origin,
    createdAt: whole(row.created_at),
    switchAt: wholeOrNone(row.switch_at),
    retireAt: wholeOrNone(row.retire_at),
    confirmedAt: wholeOrNone(row.confirmed_at),
    confirmedBy: textOrNone(row.confirmed_by),
    testedAt: wholeOrNone(row.tested_at),
    sealedPrivateKey: row.private_key_sealed,
  });
}

/** Adds a certificate with its sealed private key. */
export async function insertCertificate(tx: Tx, certificate: SigningCertificate): Promise<void> {
  await tx('certificates').insert({
    id: certificate.id,
    application_id: certificate.applicationId,
    state: certificate.state,
    pem: certificate.pem,
    private_key_sealed: certificate.sealedPrivateKey,
    fingerprint: certificate.fingerprint,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
    algorithm: certificate.algorithm,
    origin: certificate.origin,
    created_at: certificate.createdAt,
    switch_at: certificate.switchAt ?? null,
    retire_at: certificate.retireAt ?? null,
    confirmed_at: certificate.confirmedAt ?? null,
    confirmed_by: certificate.confirmedBy ?? null,
    tested_at: certificate.testedAt ?? null,
  });
}

/** Lists an application's certificates, the one in use first. */
export async function listCertificates(reader: Reader, applicationId: ApplicationId): Promise<SigningCertificate[]> {
  const rows: CertificateRow[] = await reader('certificates').where({ application_id: applicationId }).orderBy('id');
  const order: readonly CertificateState[] = ['current', 'next', 'retiring'];
  return rows.map(read).sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/**
 * Lists an application's certificates for a change of them: until the transaction ends nobody else changes them, on any
 * instance, so that exactly one is the current one.
 */
export async function lockCertificates(tx: Tx, applicationId: ApplicationId): Promise<SigningCertificate[]> {
  await tx('applications').select('id').where({ id: applicationId }).forNoKeyUpdate();
  return listCertificates(tx, applicationId);
}

/** Lists the certificates of every application. */
export async function listAllCertificates(reader: Reader): Promise<SigningCertificate[]> {
  const rows: CertificateRow[] = await reader('certificates').orderBy(['application_id', 'id']);
  return rows.map(read);
}

/** Lists applications with a switch or a retirement whose time has come. */
export async function listDueRotations(reader: Reader, now: number): Promise<ApplicationId[]> {
  const rows: { application_id: string }[] = await reader('certificates')
    .distinct('application_id')
    .where((due) => void due.where('state', 'next').where('switch_at', '<=', now))
    .orWhere((due) => void due.where('state', 'retiring').where('retire_at', '<=', now));
  return rows.map((row) => row.application_id as ApplicationId);
}

/** Stores a certificate's place in the rotation and what is known of it. The certificate itself never changes. */
export async function saveCertificate(tx: Tx, certificate: Certificate): Promise<void> {
  await tx('certificates')
    .where({ id: certificate.id })
    .update({
      state: certificate.state,
      switch_at: certificate.switchAt ?? null,
      retire_at: certificate.retireAt ?? null,
      confirmed_at: certificate.confirmedAt ?? null,
      confirmed_by: certificate.confirmedBy?.slice(0, 256) ?? null,
      tested_at: certificate.testedAt ?? null,
    });
}

/** Notes that a test sign-on signed with a certificate passed; nothing happens when it is gone. */
export async function noteCertificateTest(tx: Tx, id: CertificateId, now: number): Promise<void> {
  await tx('certificates').where({ id }).update({ tested_at: now });
}

/** Deletes a certificate and destroys its key. */
export async function deleteCertificate(tx: Tx, id: CertificateId): Promise<void> {
  await tx('certificates').where({ id }).delete();
}

/** Finds the certificate an application signs with now. */
export async function findCurrentCertificate(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<SigningCertificate | undefined> {
  const row: CertificateRow | undefined = await reader('certificates')
    .where({ application_id: applicationId, state: 'current' })
    .first();
  return row && read(row);
}

/**
 * Gets the certificate an application signs with now.
 * @throws AppError internal when it has none
 */
export async function getCurrentCertificate(reader: Reader, applicationId: ApplicationId): Promise<SigningCertificate> {
  const certificate = await findCurrentCertificate(reader, applicationId);
  if (certificate === undefined) throw new AppError('internal', 'This application has no signing certificate.');
  return certificate;
}

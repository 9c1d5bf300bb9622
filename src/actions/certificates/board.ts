import type { Application } from '../../core/application';
import { daysLeft, signingCertificateOf, type Certificate, type CertificateState } from '../../core/certificate';
import { compact } from '../../core/compact';
import type { ApplicationId, CertificateId } from '../../core/ids';
import { readinessOf, settle, type Readiness } from '../../core/rotation';
import { SamlError } from '../../saml/errors';
import { readCertificate } from '../../saml/key-pair';
import { listApplications } from '../../store/applications';
import { listAllCertificates, listCertificates } from '../../store/sign-on/certificates';
import { listMetadataReads, type MetadataRead } from '../../store/sign-on/metadata-reads';
import type { Deps } from '../deps';

/** A certificate of ours in every detail that a page shows. The key is not among them. */
export interface CertificateDetail extends Certificate {
  readonly daysLeft: number;
  readonly sha1: string;
  readonly keyWords: string;
  readonly subject: string;
}

/** The rotation of one application. */
export interface RotationState {
  readonly current?: CertificateDetail;
  readonly next?: CertificateDetail;
  /** Those before, the one that was used last first. */
  readonly retiring: readonly CertificateDetail[];
  /** What tells that the application knows the next one. */
  readonly readiness?: Readiness<MetadataRead>;
  /** Who has read the metadata, the last one first. */
  readonly readers: readonly MetadataRead[];
}

/** What a certificate is for: our signatures, or the application's own for its requests or for what is encrypted for it. */
export type CertificateUse = 'signing' | 'requests' | 'encryption';

/** A row of the board of all certificates. */
export interface BoardRow {
  readonly applicationId: ApplicationId;
  readonly label: string;
  readonly slug: string;
  readonly ssoActive: boolean;
  readonly use: CertificateUse;
  readonly state: CertificateState;
  readonly fingerprint: string;
  readonly notAfter: number;
  readonly daysLeft: number;
  /** For our signing certificate: the next one, when it is planned, and whether the application knows it. */
  readonly next?: { readonly id: CertificateId; readonly switchAt?: number; readonly readiness: Readiness };
}

/** More readers than are kept of an application: a flood of strangers can't push the application's own read out of sight. */
export const EVERY_READER = 1_000;

/** Readers that the page lists. */
const LISTED_READERS = 20;

/** Reads how an application's rotation stands by the clock. */
export async function readRotation(
  deps: Pick<Deps, 'db' | 'clock'>,
  application: Pick<Application, 'id'>,
): Promise<RotationState> {
  const now = deps.clock();
  const { certificates } = settle(await listCertificates(deps.db, application.id), now);
  const readers = await listMetadataReads(deps.db, application.id, EVERY_READER);
  const next = certificates.find(({ state }) => state === 'next');
  const current = signingCertificateOf(certificates, now);
  return compact<RotationState>({
    current: current && detailOf(current, now),
    next: next && detailOf(next, now),
    retiring: certificates
      .filter(({ state }) => state === 'retiring')
      .sort((one, other) => (other.retireAt ?? 0) - (one.retireAt ?? 0))
      .map((certificate) => detailOf(certificate, now)),
    readiness: next && readinessOf(next, readers),
    readers: readers.slice(0, LISTED_READERS),
  });
}

/**
 * Lists every certificate that sign-ons rest on: the one each application's sign-ons are signed with, and the
 * application's own. What ends first comes first.
 */
export async function readCertificateBoard(deps: Pick<Deps, 'db' | 'clock'>): Promise<BoardRow[]> {
  const now = deps.clock();
  const certificates = new Map<ApplicationId, Certificate[]>();
  for (const certificate of await listAllCertificates(deps.db)) {
    const others = certificates.get(certificate.applicationId) ?? [];
    certificates.set(certificate.applicationId, [...others, certificate]);
  }
  const rows: BoardRow[] = [];
  for (const application of await listApplications(deps.db)) {
    if (application.sso === undefined) continue;
    rows.push(...(await oursOf(deps, application, certificates.get(application.id) ?? [], now)));
    rows.push(...theirsOf(application, now));
  }
  return rows.sort((one, other) => one.notAfter - other.notAfter || one.label.localeCompare(other.label, 'en'));
}

async function oursOf(
  deps: Pick<Deps, 'db'>,
  application: Application,
  stored: readonly Certificate[],
  now: number,
): Promise<BoardRow[]> {
  const { certificates } = settle(stored, now);
  const current = certificates.find(({ state }) => state === 'current');
  if (current === undefined) return [];
  const next = certificates.find(({ state }) => state === 'next');
  const row = { ...placeOf(application), use: 'signing', state: 'current' } as const;
  const { fingerprint, notAfter } = current;
  const facts = { fingerprint, notAfter, daysLeft: daysLeft(current, now) };
  if (next === undefined) return [{ ...row, ...facts }];
  const readiness = readinessOf(next, await listMetadataReads(deps.db, application.id, EVERY_READER));
  return [{ ...row, ...facts, next: compact({ id: next.id, switchAt: next.switchAt, readiness }) }];
}

function theirsOf(application: Application, now: number): BoardRow[] {
  const { spCertificates = [], encryption } = application.sso ?? {};
  const uses: [CertificateUse, string][] = [
    ...spCertificates.map((pem): [CertificateUse, string] => ['requests', pem]),
    ...(encryption === undefined ? [] : [['encryption', encryption.certificate] as [CertificateUse, string]]),
  ];
  return uses.flatMap(([use, pem]): BoardRow[] => {
    try {
      const { fingerprintSha256: fingerprint, notAfter } = readCertificate(pem);
      const facts = { fingerprint, notAfter, daysLeft: daysLeft({ notAfter }, now) };
      return [{ ...placeOf(application), use, state: 'current', ...facts }];
    } catch (error) {
      if (error instanceof SamlError) return [];
      throw error;
    }
  });
}

function placeOf(application: Application): Pick<BoardRow, 'applicationId' | 'label' | 'slug' | 'ssoActive'> {
  const { id, label, slug, ssoState } = application;
  return { applicationId: id, label, slug, ssoActive: ssoState === 'active' };
}

function detailOf(certificate: Certificate & { sealedPrivateKey?: string }, now: number): CertificateDetail {
  const { sealedPrivateKey: _key, ...shown } = certificate;
  const { fingerprintSha1, keyWords, subject } = readCertificate(certificate.pem);
  return { ...shown, daysLeft: daysLeft(certificate, now), sha1: fingerprintSha1, keyWords, subject };
}

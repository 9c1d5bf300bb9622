import type { Certificate } from './certificate';
import type { CertificateId } from './ids';

/** How long a certificate stays in the metadata after its use, and can be gone back to (milliseconds). */
export const RETIRE_MS = 14 * 86_400_000;

/** What the clock has done to an application's certificates. */
export interface Settled<C extends Certificate> {
  readonly certificates: readonly C[];
  /** The next certificate whose date has come: it is the current one now. */
  readonly switched?: C;
  /** Those whose time in the metadata is over: their keys are to be destroyed. */
  readonly retired: readonly C[];
}

/**
 * Says how an application's certificates stand by the clock: a dated switch has taken place once its time has come, and
 * what was to leave the metadata has left it. The rows may not know it yet.
 * @param now milliseconds since the epoch
 */
export function settle<C extends Certificate>(certificates: readonly C[], now: number): Settled<C> {
  const due = certificates.find(({ state, switchAt }) => state === 'next' && switchAt !== undefined && switchAt <= now);
  const turned = due === undefined ? certificates : switchTo(certificates, due.id, now);
  const isOver = ({ state, retireAt }: C): boolean => state === 'retiring' && retireAt !== undefined && retireAt <= now;
  const switched = due && turned.find(({ id }) => id === due.id);
  return {
    certificates: turned.filter((certificate) => !isOver(certificate)),
    retired: turned.filter(isOver),
    ...(switched === undefined ? {} : { switched }),
  };
}

/** Takes the next certificate into use; the one before it can be gone back to for 14 days. */
export function switchTo<C extends Certificate>(certificates: readonly C[], id: CertificateId, now: number): C[] {
  return certificates.map((certificate) => {
    if (certificate.id === id) return inState(certificate, { state: 'current' });
    if (certificate.state !== 'current') return certificate;
    return inState(certificate, { state: 'retiring', retireAt: now + RETIRE_MS });
  });
}

/**
 * Goes back to a certificate that was in use before. The one in use becomes the next again, without a date, so that
 * nothing switches by itself; where another one is next already, it retires.
 */
export function goBackTo<C extends Certificate>(certificates: readonly C[], id: CertificateId, now: number): C[] {
  const hasNext = certificates.some(({ state }) => state === 'next');
  return certificates.map((certificate) => {
    if (certificate.id === id) return inState(certificate, { state: 'current' });
    if (certificate.state !== 'current') return certificate;
    return inState(certificate, hasNext ? { state: 'retiring', retireAt: now + RETIRE_MS } : { state: 'next' });
  });
}

/** Plans the switch to the next certificate, or calls it off. */
export function planned<C extends Certificate>(certificate: C, switchAt: number | undefined): C {
  return inState(certificate, { state: 'next', ...(switchAt === undefined ? {} : { switchAt }) });
}

function inState<C extends Certificate>(
  certificate: C,
  place: Pick<Certificate, 'state'> & Partial<Pick<Certificate, 'switchAt' | 'retireAt'>>,
): C {
  const { switchAt: _date, retireAt: _end, ...rest } = certificate;
  return { ...rest, ...place } as C;
}

/** A program that has fetched our metadata of an application. */
export interface MetadataReader {
  readonly clientIp?: string;
  readonly userAgent?: string;
  /** SHA-256 of the certificates it saw last. */
  readonly fingerprints: readonly string[];
  readonly lastAt: number;
}

/** What tells that an application knows a certificate. */
export interface Readiness<R extends MetadataReader = MetadataReader> {
  readonly ready: boolean;
  /** It has read the metadata since, and saw the certificate. */
  readonly read?: R;
  /** An admin said so. */
  readonly confirmed?: { readonly at: number; readonly by: string };
  /** A test sign-on that was signed with it passed. */
  readonly testedAt?: number;
}

/**
 * Judges whether an application knows a certificate, so that a switch to it fails nobody: it has read it, or an admin
 * said so. Metadata that was opened in a browser proves nothing: that was a person. Neither does a test that passed: it
 * shows that the key signs well, and goes beside, but the application was not asked.
 */
export function readinessOf<R extends MetadataReader>(certificate: Certificate, readers: readonly R[]): Readiness<R> {
  const { fingerprint, createdAt, confirmedAt, confirmedBy = '', testedAt } = certificate;
  const read = readers
    .filter((reader) => reader.lastAt >= createdAt && reader.fingerprints.includes(fingerprint) && !isBrowser(reader))
    .sort((one, other) => other.lastAt - one.lastAt)[0];
  return {
    ready: read !== undefined || confirmedAt !== undefined,
    ...(read === undefined ? {} : { read }),
    ...(confirmedAt === undefined ? {} : { confirmed: { at: confirmedAt, by: confirmedBy } }),
    ...(testedAt === undefined ? {} : { testedAt }),
  };
}

/** Tells whether a reader is a person's browser, by the words that every browser calls itself by. */
export function isBrowser({ userAgent }: Pick<MetadataReader, 'userAgent'>): boolean {
  return userAgent !== undefined && /^Mozilla\/5\.0 .*(?:\(KHTML, like Gecko\)|Gecko\/\d)/.test(userAgent);
}

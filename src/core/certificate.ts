import type { ApplicationId, CertificateId } from './ids';

/** A signing certificate's place in a rotation: published ahead, in use, or still published after use. */
export type CertificateState = 'next' | 'current' | 'retiring';

/** RSA of 2,048 bits or more, or ECDSA on P-256. */
export type KeyAlgorithm = 'rsa' | 'ec';

/** A signing certificate of one application. Its private key is kept apart, sealed. */
export interface Certificate {
  readonly id: CertificateId;
  readonly applicationId: ApplicationId;
  readonly state: CertificateState;
  readonly pem: string;
  /** SHA-256 of the DER form, as upper-case hex pairs with colons. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly algorithm: KeyAlgorithm;
  /** Made here, or brought by an admin. */
  readonly origin: 'generated' | 'uploaded';
  readonly createdAt: number;
  /** For `next`: when it is taken into use by the clock. */
  readonly switchAt?: number;
  /** For `retiring`: when it leaves the metadata. */
  readonly retireAt?: number;
  /** An admin said that the application has it: when, and who. */
  readonly confirmedAt?: number;
  readonly confirmedBy?: string;
  /** A test sign-on that was signed with it was accepted: when. */
  readonly testedAt?: number;
}

const DAY = 86_400_000;

/** Whole days until a certificate ends; negative when it has. */
export function daysLeft(certificate: Pick<Certificate, 'notAfter'>, now: number): number {
  return Math.floor((certificate.notAfter - now) / DAY);
}

/** The days that are left of something, for sentences: "14 days", "1 day", "less than a day". */
export function daysInWords(left: number): string {
  if (left === 0) return 'less than a day';
  return `${left} ${left === 1 ? 'day' : 'days'}`;
}

/**
 * Picks the certificate to sign with: the next one once its date has come, so that a dated switch takes place on time
 * on every instance, else the current one.
 * @param now milliseconds since the epoch
 */
export function signingCertificateOf<C extends Pick<Certificate, 'state' | 'switchAt'>>(
  certificates: readonly C[],
  now: number,
): C | undefined {
  const due = certificates.find(({ state, switchAt }) => state === 'next' && switchAt !== undefined && switchAt <= now);
  return due ?? certificates.find(({ state }) => state === 'current');
}

/**
 * The certificates an SP may see a signature of, in the order of our metadata: the one in use first, for applications
 * that take the first and no other; those past their retirement are left out.
 */
export function publishedCertificates<C extends Certificate>(certificates: readonly C[], now: number): C[] {
  const order: readonly CertificateState[] = ['current', 'next', 'retiring'];
  const inUse = signingCertificateOf(certificates, now);
  const place = (certificate: C): number => (certificate === inUse ? -1 : order.indexOf(certificate.state));
  return certificates
    .filter(({ retireAt }) => retireAt === undefined || retireAt > now)
    .sort((one, other) => place(one) - place(other));
}

/** Days before the end at which admins are told; 0 stands for a certificate that has ended. */
export const NOTICE_STEPS = [60, 30, 14, 7, 1, 0] as const;

/** One of the days at which admins are told that a certificate ends. */
export type NoticeStep = (typeof NOTICE_STEPS)[number];

/**
 * Tells which notice is due for a certificate: the nearest step reached, so that 20 days left is the notice of 30 days.
 * @param left whole days, as `daysLeft` counts them: 0 on the last day, which is still step 1; negative once it has ended
 * @returns undefined while more than 60 days are left
 */
export function noticeStepOf(left: number): NoticeStep | undefined {
  if (left < 0) return 0;
  return NOTICE_STEPS.filter((step) => step > 0 && left <= step).at(-1);
}

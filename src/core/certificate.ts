import type { ApplicationId, CertificateId } from './ids';

/** A signing certificate's place in a rotation: published ahead, in use, or still published after use. */
export type CertificateState = 'next' | 'current' | 'retiring';

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
}

const DAY = 86_400_000;

/** Whole days until a certificate ends; negative when it has. */
export function daysLeft(certificate: Pick<Certificate, 'notAfter'>, now: number): number {
  return Math.floor((certificate.notAfter - now) / DAY);
}

import { X509Certificate } from 'node:crypto';
import type { SsoSettings } from './application';

/** A certificate that an application gave us. */
export interface SpCertificate {
  /** It signs the application's requests with it, or we encrypt with it for the application. */
  readonly use: 'requests' | 'encryption';
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** SHA-256 of the DER form, as upper-case hex pairs with colons. */
  readonly fingerprint: string;
}

/**
 * Lists the certificates in an application's SAML settings, each once. One that can't be read has no end: whoever saved
 * it was told what is wrong with it.
 */
export function spCertificatesOf(sso: SsoSettings): SpCertificate[] {
  const listed = [
    ...sso.spCertificates.map((pem) => read(pem, 'requests')),
    ...(sso.encryption === undefined ? [] : [read(sso.encryption.certificate, 'encryption')]),
  ];
  const known = new Map<string, SpCertificate>();
  for (const one of listed) if (one !== undefined && !known.has(one.fingerprint)) known.set(one.fingerprint, one);
  return [...known.values()];
}

function read(pem: string, use: SpCertificate['use']): SpCertificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    const endsAt = Date.parse(certificate.validTo);
    return Number.isNaN(endsAt) ? undefined : { use, endsAt, fingerprint: certificate.fingerprint256 };
  } catch {
    return undefined;
  }
}

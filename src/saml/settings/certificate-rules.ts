import { X509Certificate, type KeyObject } from 'node:crypto';
import { isSendable } from './text-rules';

const MOST = 20;

/**
 * What is wrong with a pasted certificate before its key is looked at: it has to be one certificate and nothing else,
 * since what is stored is shown again, and a private key pasted with it would lie open.
 */
export function pastedProblem(pem: string): string | undefined {
  if (/PRIVATE KEY/i.test(pem)) {
    return 'This holds a private key. Paste the certificate alone, and have the application make a new key: this one has been seen.';
  }
  if ((pem.match(/-----BEGIN /g) ?? []).length > 1)
    return 'This holds several blocks. Paste one certificate at a time.';
  if (!isSendable(pem)) return 'The certificate holds a character that belongs to no text. Paste it again.';
  if (!hasTimes(pem)) return 'The certificate does not say when it begins and ends in a way that can be read.';
  return undefined;
}

/** What is wrong with the certificates that the application's signatures are checked with. */
export function certificatesProblem(certificates: readonly string[]): string | undefined {
  if (certificates.length > MOST) return `At most ${MOST} certificates of the application can be kept.`;
  for (const pem of certificates) {
    const problem = pastedProblem(pem);
    if (problem !== undefined) return problem;
    const type = publicKeyIn(pem)?.asymmetricKeyType;
    if (type === undefined) return "A certificate can't be read. Paste it whole, with its BEGIN and END lines.";
    if (type !== 'rsa' && type !== 'ec') {
      return 'A certificate has a key that can’t be used: signatures are checked with RSA and EC keys.';
    }
  }
  return undefined;
}

/** Only of a certificate; what is none is refused by whoever looks at its key. */
function hasTimes(pem: string): boolean {
  try {
    const { validFrom, validTo } = new X509Certificate(pem);
    return !Number.isNaN(Date.parse(validFrom)) && !Number.isNaN(Date.parse(validTo));
  } catch {
    return true;
  }
}

function publicKeyIn(pem: string): KeyObject | undefined {
  try {
    return new X509Certificate(pem).publicKey;
  } catch {
    return undefined;
  }
}

import type { CertificateId } from '../../core/ids';
import { prepareSigningKey, type SigningKey } from '../../saml/response/response';
import { unseal } from '../../store/seal';
import type { SigningCertificate } from '../../store/sign-on/certificates';
import type { Deps } from '../deps';

const prepared = new WeakMap<Buffer, Map<string, SigningKey>>();
const MOST = 2_000;

/**
 * Opens the private key of a certificate for signing. A key is unsealed and parsed once per process, since reading it
 * costs as much as several signatures.
 */
export function signingKeyOf(deps: Pick<Deps, 'secrets'>, certificate: SigningCertificate): SigningKey {
  const { sealingKey } = deps.secrets;
  const keys = prepared.get(sealingKey) ?? new Map<string, SigningKey>();
  prepared.set(sealingKey, keys);
  const known = keys.get(certificate.id);
  if (known !== undefined) return known;
  const privateKeyPem = unseal(sealingKey, `certificate:${certificate.id}`, certificate.sealedPrivateKey).reveal();
  const key = prepareSigningKey({ privateKeyPem, certificatePem: certificate.pem });
  if (keys.size >= MOST) keys.clear();
  keys.set(certificate.id, key);
  return key;
}

/** Forgets the opened keys of certificates that are gone: a revoked key is not even kept in memory. */
export function forgetSigningKeys(deps: Pick<Deps, 'secrets'>, ids: readonly CertificateId[]): void {
  for (const id of ids) prepared.get(deps.secrets.sealingKey)?.delete(id);
}

/** Tells whether the key of a certificate is open in this process. */
export function isSigningKeyOpen(deps: Pick<Deps, 'secrets'>, id: CertificateId): boolean {
  return prepared.get(deps.secrets.sealingKey)?.has(id) === true;
}

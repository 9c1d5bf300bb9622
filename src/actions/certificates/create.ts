import type { Application } from '../../core/application';
import type { CertificateId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import { makeKeyPair, readCertificate } from '../../saml/key-pair';
import { insertCertificate } from '../../store/sign-on/certificates';
import { seal } from '../../store/seal';
import type { Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/** Three years: long enough to forget, so expiry is announced; short enough that keys change. */
const VALID_DAYS = 3 * 365;

/** A key pair in PEM form, before it is sealed. */
export interface KeyPair {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Makes an RSA key and a self-signed certificate for an application. Slow, so it happens outside a transaction. */
export async function newKeyPair(deps: Pick<Deps, 'clock'>, label: string): Promise<KeyPair> {
  return makeKeyPair({ commonName: `Passo ${label}`.slice(0, 64), now: deps.clock(), validDays: VALID_DAYS });
}

/** Keeps an application's key pair as the one in use, its private key sealed. */
export async function insertKeyPair(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  application: Application,
  keyPair: KeyPair,
): Promise<void> {
  const id = deps.newId<CertificateId>();
  const facts = readCertificate(keyPair.certificatePem);
  await insertCertificate(tx, {
    id,
    applicationId: application.id,
    state: 'current',
    pem: keyPair.certificatePem,
    fingerprint: facts.fingerprintSha256,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    algorithm: 'rsa',
    origin: 'generated',
    createdAt: deps.clock(),
    sealedPrivateKey: seal(deps.secrets.sealingKey, `certificate:${id}`, new SecretText(keyPair.privateKeyPem)),
  });
  await record(deps, tx, actor, 'certificate_create', { application }, { fingerprint: facts.fingerprintSha256 });
}

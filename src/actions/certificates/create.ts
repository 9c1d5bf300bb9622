import type { Application } from '../../core/application';
import type { Certificate, KeyAlgorithm } from '../../core/certificate';
import type { CertificateId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import { makeKeyPair, readCertificate, type KeyKind } from '../../saml/key-pair';
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
  /** RSA unless told. */
  readonly algorithm?: KeyAlgorithm;
}

/** How a key pair is kept; without it, as the one in use, made here. */
export interface KeptAs {
  readonly state: Extract<Certificate['state'], 'current' | 'next'>;
  readonly origin: Certificate['origin'];
}

/** What inserting a key pair needs. */
export type KeyDeps = Pick<Deps, 'clock' | 'newId' | 'secrets'>;

/** Makes a key and a self-signed certificate for an application. Slow, so it happens outside a transaction. */
export async function newKeyPair(
  deps: Pick<Deps, 'clock'>,
  label: string,
  kind: KeyKind = 'rsa-2048',
): Promise<KeyPair> {
  const commonName = `Passo ${label}`.slice(0, 64);
  const pair = await makeKeyPair({ commonName, now: deps.clock(), validDays: VALID_DAYS, kind });
  return { ...pair, algorithm: kind === 'ec-p256' ? 'ec' : 'rsa' };
}

/** Keeps an application's key pair, by default as the one in use, its private key sealed. */
export async function insertKeyPair(
  deps: KeyDeps,
  tx: Tx,
  actor: Actor,
  application: Application,
  keyPair: KeyPair,
  keptAs: KeptAs = { state: 'current', origin: 'generated' },
): Promise<Certificate> {
  const id = deps.newId<CertificateId>();
  const facts = readCertificate(keyPair.certificatePem);
  const certificate: Certificate = {
    id,
    applicationId: application.id,
    ...keptAs,
    pem: keyPair.certificatePem,
    fingerprint: facts.fingerprintSha256,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    algorithm: keyPair.algorithm ?? 'rsa',
    createdAt: deps.clock(),
  };
  const sealedPrivateKey = seal(deps.secrets.sealingKey, `certificate:${id}`, new SecretText(keyPair.privateKeyPem));
  await insertCertificate(tx, { ...certificate, sealedPrivateKey });
  await record(deps, tx, actor, 'certificate_create', { application }, { fingerprint: facts.fingerprintSha256 });
  return certificate;
}

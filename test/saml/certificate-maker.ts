import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { KeyPair } from '../../src/saml/key-pair';

/** Kinds of key that the product makes no certificates for, or takes none of. */
export type MadeKey = 'P-256' | 'P-384' | 'ed25519' | 'rsa-1024' | 'rsa-2048' | 'rsa-exponent-1';

const OID = {
  ecdsaSha256: '06082a8648ce3d040302',
  rsaSha256: '06092a864886f70d01010b0500',
  ed25519: '06032b6570',
  commonName: '0603550403',
} as const;

/**
 * A self-signed certificate of any kind of key, written by hand as DER (RFC 5280 section 4.1).
 * @param end its end as UTCTime has it, which need not be a time at all
 */
export function makeCertificate(kind: MadeKey, end = '400101000000Z'): KeyPair {
  const { privateKey, publicKey } = keysOf(kind);
  const spki =
    kind === 'rsa-exponent-1' ? withExponentOne(publicKey) : publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = der(0x30, Buffer.from(algorithmOf(kind), 'hex'));
  const name = der(
    0x30,
    der(0x31, der(0x30, Buffer.concat([Buffer.from(OID.commonName, 'hex'), der(0x0c, Buffer.from('Test'))]))),
  );
  const day = (text: string): Buffer => der(0x17, Buffer.from(text));
  const body = der(
    0x30,
    Buffer.concat([
      der(0xa0, der(0x02, Buffer.from([2]))),
      der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      algorithm,
      name,
      der(0x30, Buffer.concat([day('200101000000Z'), day(end)])),
      name,
      spki,
    ]),
  );
  const signature = sign(kind === 'ed25519' ? null : 'sha256', body, privateKey);
  const whole = der(0x30, Buffer.concat([body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature]))]));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function keysOf(kind: MadeKey): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === 'P-256' || kind === 'P-384') return generateKeyPairSync('ec', { namedCurve: kind });
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa-1024' ? 1024 : 2048 });
}

function algorithmOf(kind: MadeKey): string {
  if (kind === 'ed25519') return OID.ed25519;
  return kind.startsWith('rsa') ? OID.rsaSha256 : OID.ecdsaSha256;
}

/** The same modulus with the exponent 1, with which encryption would change nothing. */
function withExponentOne(key: KeyObject): Buffer {
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url');
  const numbers = der(
    0x30,
    Buffer.concat([der(0x02, Buffer.concat([Buffer.from([0]), modulus])), der(0x02, Buffer.from([1]))]),
  );
  const algorithm = der(0x30, Buffer.from('06092a864886f70d0101010500', 'hex'));
  return der(0x30, Buffer.concat([algorithm, der(0x03, Buffer.concat([Buffer.from([0]), numbers]))]));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

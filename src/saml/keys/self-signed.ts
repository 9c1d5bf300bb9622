import { sign, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

const { asn1, util } = forge;
const { Class, Type } = asn1;
type Asn1 = forge.asn1.Asn1;

const OID = {
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
};

/** DER of KeyUsage with digitalSignature alone: a BIT STRING of one bit. */
const DIGITAL_SIGNATURE = '\x03\x02\x07\x80';

/** UTCTime ends with 2049 (RFC 5280 section 4.1.2.5). */
const UTC_TIME_END = Date.UTC(2050, 0, 1);

/** What a self-signed certificate says. Times are milliseconds since the epoch. */
export interface SelfSignedInput {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly commonName: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Positive, at most 20 octets, in hex (RFC 5280 section 4.1.2.2). */
  readonly serialHex: string;
}

/**
 * Writes and signs an X.509 version 3 certificate for an RSA or EC key (RFC 5280 section 4.1): for signing alone, not a
 * certification authority, its name in UTF-8 so that every letter may stand in it. EC certificates need this: the
 * library that writes RSA ones knows no EC keys.
 * @returns PEM
 */
export function selfSign(input: SelfSignedInput): string {
  const algorithm = algorithmOf(input.privateKey);
  const name = sequence([
    node(Type.SET, [sequence([oid(OID.commonName), text(Type.UTF8, util.encodeUtf8(input.commonName))])]),
  ]);
  const spki = input.publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence([
    asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [text(Type.INTEGER, '\x02')]),
    text(Type.INTEGER, util.hexToBytes(input.serialHex)),
    algorithm,
    name,
    sequence([time(input.notBefore), time(input.notAfter)]),
    name,
    asn1.fromDer(spki.toString('binary')),
    asn1.create(Class.CONTEXT_SPECIFIC, 3, true, [
      sequence([
        extension(OID.basicConstraints, asn1.toDer(sequence([])).getBytes()),
        extension(OID.keyUsage, DIGITAL_SIGNATURE),
      ]),
    ]),
  ]);
  const signature = sign('sha256', Buffer.from(asn1.toDer(body).getBytes(), 'binary'), input.privateKey);
  const whole = sequence([body, algorithm, text(Type.BITSTRING, `\0${signature.toString('binary')}`)]);
  const base64 = Buffer.from(asn1.toDer(whole).getBytes(), 'binary').toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** RSA algorithms carry a NULL, those of EC nothing (RFC 4055 section 5, RFC 5758 section 3.2). */
function algorithmOf(key: KeyObject): Asn1 {
  if (key.asymmetricKeyType === 'ec') return sequence([oid(OID.ecdsaWithSha256)]);
  return sequence([oid(OID.rsaWithSha256), text(Type.NULL, '')]);
}

function extension(id: string, der: string): Asn1 {
  return sequence([oid(id), text(Type.BOOLEAN, '\xff'), text(Type.OCTETSTRING, der)]);
}

function time(at: number): Asn1 {
  const date = new Date(Math.floor(at / 1000) * 1000);
  return at < UTC_TIME_END
    ? text(Type.UTCTIME, String(asn1.dateToUtcTime(date)))
    : text(Type.GENERALIZEDTIME, String(asn1.dateToGeneralizedTime(date)));
}

function sequence(parts: Asn1[]): Asn1 {
  return node(Type.SEQUENCE, parts);
}

function node(type: forge.asn1.Type, parts: Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, type, true, parts);
}

function oid(id: string): Asn1 {
  return text(Type.OID, asn1.oidToDer(id).getBytes());
}

function text(type: forge.asn1.Type, bytes: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, type, false, bytes);
}

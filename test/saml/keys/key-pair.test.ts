import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_KINDS, makeKeyPair, readCertificate } from '../../../src/saml/key-pair';
import { installed, responseXml, withFolder, xmlsecVerifies } from '../response-support';
import { NOW } from '../support';

const DAY = 86_400_000;
const NAME = 'Passo Bücher & 本 “Straße”';
const openssl = (args: string[], input?: string): { status: number | null; stdout: string } => {
  const { status, stdout } = spawnSync('openssl', args, {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout };
};

describe.each(KEY_KINDS)('M-054: a key of kind %s and its certificate', (kind) => {
  const made = makeKeyPair({ commonName: NAME, now: NOW, validDays: 1095, kind });

  it('belong together, are self-signed, and say what was asked for', async () => {
    const { certificatePem, privateKeyPem } = await made;
    const certificate = new X509Certificate(certificatePem);
    const key = createPrivateKey(privateKeyPem);
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect([certificate.subject, certificate.issuer]).toEqual([`CN=${NAME}`, `CN=${NAME}`]);
    expect(certificate.ca).toBe(false);
    expect(Date.parse(certificate.validFrom)).toBe(NOW - 300_000);
    expect(Date.parse(certificate.validTo)).toBe(NOW + 1095 * DAY);
    const words = { 'rsa-2048': 'RSA, 2,048 bits', 'rsa-3072': 'RSA, 3,072 bits', 'ec-p256': 'ECDSA on P-256' };
    expect(readCertificate(certificatePem).keyWords).toBe(words[kind]);
    const signed = sign('sha256', Buffer.from('words'), key);
    expect(verify('sha256', Buffer.from('words'), certificate.publicKey, signed)).toBe(true);
  });

  const withOpenssl = installed('openssl') ? it : it.skip;
  withOpenssl('is taken by OpenSSL: name, extensions and signature', async () => {
    const { certificatePem } = await made;
    const read = openssl(
      ['x509', '-noout', '-text', '-nameopt', 'utf8,sep_multiline', '-certopt', 'no_pubkey'],
      certificatePem,
    );
    expect(read.status).toBe(0);
    expect(read.stdout).toContain(NAME);
    expect(read.stdout).toContain('Version: 3');
    expect(read.stdout).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(read.stdout).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    withFolder((folder) => {
      const file = join(folder, 'c.pem');
      writeFileSync(file, certificatePem);
      const at = String(Math.floor(NOW / 1000));
      const check = openssl(['verify', '-check_ss_sig', '-attime', at, '-CAfile', file, file]);
      expect(check.stdout).toContain(': OK');
    });
  });

  const withXmlsec = installed('xmlsec1') ? it : it.skip;
  withXmlsec('signs what xmlsec1 verifies with the certificate', async () => {
    const pair = await made;
    const xml = responseXml(pair);
    expect(xmlsecVerifies(xml, pair.certificatePem, 'Response')).toBe(true);
    expect(xmlsecVerifies(xml, pair.certificatePem, 'Assertion')).toBe(true);
    const other = await makeKeyPair({ commonName: 'other', now: NOW, validDays: 1, kind });
    expect(xmlsecVerifies(xml, other.certificatePem, 'Response')).toBe(false);
  });
});

it('a certificate that ends after 2049 has a date that everybody reads the same', async () => {
  const end = Date.UTC(2061, 4, 6, 7, 8, 9);
  const { certificatePem } = await makeKeyPair({
    commonName: 'late',
    now: end - 20_000 * DAY,
    validDays: 20_000,
    kind: 'ec-p256',
  });
  expect(readCertificate(certificatePem).notAfter).toBe(end);
});

it('two keys made at once have different serial numbers and keys', async () => {
  const make = (): Promise<{ certificatePem: string }> =>
    makeKeyPair({ commonName: 'x', now: NOW, validDays: 1, kind: 'ec-p256' });
  const [one, two] = (await Promise.all([make(), make()])).map(
    ({ certificatePem }) => new X509Certificate(certificatePem),
  );
  expect(one?.serialNumber).not.toBe(two?.serialNumber);
  expect(one?.publicKey.equals(two?.publicKey as NonNullable<typeof two>['publicKey'])).toBe(false);
});

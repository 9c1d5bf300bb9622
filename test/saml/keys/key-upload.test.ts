import { spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../src/core/errors';
import { SecretText } from '../../../src/core/secret-text';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { readUploadedKey, type KeyUpload, type UploadedKeyPair } from '../../../src/saml/keys/uploaded-key';
import { selfSign } from '../../../src/saml/keys/self-signed';
import { installed } from '../response-support';

const DAY = 86_400_000;
const NOW = Date.now();
const PASSPHRASE = 'a passphrase of this run';
const withOpenssl = installed('openssl') ? describe : describe.skip;

let folder: string;
let rsa: KeyPair;
let ec: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'passo-keys-'));
  const make = (kind: 'rsa-2048' | 'ec-p256'): Promise<KeyPair> =>
    makeKeyPair({ commonName: 'Höfe & Söhne', now: NOW, validDays: 365, kind });
  [rsa, ec, other] = await Promise.all([make('rsa-2048'), make('ec-p256'), make('rsa-2048')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (
  file: string | Buffer,
  more: { keyFile?: string | Buffer; passphrase?: string } = {},
): Promise<UploadedKeyPair> =>
  readUploadedKey(
    {
      file: Buffer.from(file),
      ...(more.keyFile === undefined ? {} : { keyFile: Buffer.from(more.keyFile) }),
      passphrase: new SecretText(more.passphrase ?? ''),
    } satisfies KeyUpload,
    NOW,
  );
const refusal = async (work: Promise<unknown>): Promise<Record<string, string>> => {
  const thrown: unknown = await work.then(
    () => 'accepted',
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error(`Not refused: ${String(thrown)}`);
  expect(thrown.code).toBe('invalid');
  return { ...thrown.fields };
};
const expectPair = (found: UploadedKeyPair, pair: KeyPair): void => {
  const certificate = new X509Certificate(found.certificatePem);
  expect(certificate.fingerprint256).toBe(new X509Certificate(pair.certificatePem).fingerprint256);
  expect(certificate.checkPrivateKey(createPrivateKey(found.privateKeyPem))).toBe(true);
};
const encrypted = (pair: KeyPair, passphrase = PASSPHRASE): string =>
  String(
    createPrivateKey(pair.privateKeyPem).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }),
  );
/** A certificate of any key and any times. */
const certify = (keys: ReturnType<typeof generateKeyPairSync>, from = NOW - DAY, until = NOW + 365 * DAY): string =>
  selfSign({ ...keys, commonName: 'any', notBefore: from, notAfter: until, serialHex: '41' });
const pemOf = (keys: ReturnType<typeof generateKeyPairSync>): string =>
  String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));

describe('PEM', () => {
  it.each([
    ['certificate first', () => rsa.certificatePem + rsa.privateKeyPem],
    ['key first', () => rsa.privateKeyPem + rsa.certificatePem],
    [
      'words between, Windows line ends',
      () => `Bag\n${rsa.certificatePem}\nof: words\n${rsa.privateKeyPem}`.replaceAll('\n', '\r\n'),
    ],
    ['a chain around it', () => other.certificatePem + ec.certificatePem + rsa.privateKeyPem + rsa.certificatePem],
  ])('is read: %s', async (_, text) => {
    const found = await read(text());
    expectPair(found, rsa);
    expect(found).toMatchObject({ algorithm: 'rsa', warnings: [] });
  });

  it('may be two files, the certificate as DER, the key in any of the usual forms', async () => {
    const der = new X509Certificate(rsa.certificatePem).raw;
    const key = createPrivateKey(rsa.privateKeyPem);
    expectPair(await read(der, { keyFile: rsa.privateKeyPem }), rsa);
    expectPair(await read(der, { keyFile: key.export({ type: 'pkcs8', format: 'der' }) }), rsa);
    expectPair(await read(rsa.certificatePem, { keyFile: key.export({ type: 'pkcs1', format: 'der' }) }), rsa);
    expectPair(await read(rsa.certificatePem, { keyFile: String(key.export({ type: 'pkcs1', format: 'pem' })) }), rsa);
    const sec1 = createPrivateKey(ec.privateKeyPem).export({ type: 'sec1', format: 'pem' });
    const found = await read(ec.certificatePem, { keyFile: String(sec1) });
    expectPair(found, ec);
    expect(found.algorithm).toBe('ec');
  });

  it('may be encrypted; the passphrase is asked for, and a wrong one is said to be wrong', async () => {
    const text = rsa.certificatePem + encrypted(rsa);
    expectPair(await read(text, { passphrase: PASSPHRASE }), rsa);
    expect(await refusal(read(text))).toEqual({ passphrase: 'The private key is encrypted. Enter its passphrase.' });
    expect(await refusal(read(text, { passphrase: 'wrong' }))).toEqual({
      passphrase: 'The passphrase does not open the private key.',
    });
    const spoken = 'Pässwörter → 本';
    expectPair(await read(ec.certificatePem + encrypted(ec, spoken), { passphrase: spoken }), ec);
  });
});

describe('what is refused, each with a sentence', () => {
  it('nothing, half of it, and noise', async () => {
    expect(await refusal(read('words'))).toEqual({
      file: 'The file holds neither a certificate nor a private key that can be read.',
    });
    expect(await refusal(read(''))).toEqual({
      file: 'The file holds neither a certificate nor a private key that can be read.',
    });
    expect(await refusal(read(rsa.certificatePem))).toHaveProperty(
      'keyFile',
      expect.stringContaining('no private key'),
    );
    expect(await refusal(read(rsa.privateKeyPem))).toEqual({ file: 'There is no certificate in what you chose.' });
    expect(await refusal(read(rsa.certificatePem.replace('MII', '####')))).toHaveProperty('file');
    expect(await refusal(read(rsa.certificatePem.slice(0, 200) + rsa.privateKeyPem))).toHaveProperty('file');
    expect(await refusal(read(Buffer.alloc(300 * 1024, 0x30)))).toEqual({
      file: 'The file is too large for a certificate and its key.',
    });
    expect(await refusal(read(Buffer.alloc(100_000, 0x30)))).toHaveProperty('file');
  });

  it('S10: a key that belongs to another certificate', async () => {
    expect(await refusal(read(rsa.certificatePem + other.privateKeyPem))).toEqual({
      file: 'The private key does not belong to the certificate. Choose the two that were made together.',
    });
    expect(await refusal(read(rsa.certificatePem + ec.privateKeyPem))).toHaveProperty('file');
  });

  it('S10: weak, huge, broken and uncommon keys', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(await refusal(read(certify(weak) + pemOf(weak)))).toEqual({
      file: 'The RSA key has 1,024 bits. It needs at least 2,048 to be safe.',
    });
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    expect(await refusal(read(certify(curve) + pemOf(curve)))).toEqual({
      file: 'The key is on another curve. EC keys have to be on P-256.',
    });
    const small = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
    expect((await read(certify(small) + pemOf(small))).algorithm).toBe('rsa');
  });

  it('an expired certificate; one that begins later or ends soon is taken with a warning', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const old = certify(keys, NOW - 10 * DAY, NOW - 1000);
    expect((await refusal(read(old + pemOf(keys))))['file']).toMatch(
      /^The certificate has expired: it ended on \d{4}-/,
    );
    const later = await read(certify(keys, NOW + 5 * DAY) + pemOf(keys));
    expect(later.warnings).toEqual([expect.stringContaining('Don’t switch to it before')]);
    const soon = await read(certify(keys, NOW - DAY, NOW + 59 * DAY) + pemOf(keys));
    expect(soon.warnings).toEqual([expect.stringContaining('in less than 60 days')]);
    expect((await read(certify(keys, NOW - DAY, NOW + 61 * DAY) + pemOf(keys))).warnings).toEqual([]);
  });
});

withOpenssl('what OpenSSL writes', () => {
  const run = (args: string[], input?: string): Buffer => {
    const done = spawnSync('openssl', args, { ...(input === undefined ? {} : { input }) });
    if (done.status !== 0) throw new Error(`openssl ${args[0] ?? ''}: ${done.stderr.toString()}`);
    return done.stdout;
  };
  const pkcs12 = (pair: KeyPair, more: string[], passphrase = PASSPHRASE): Buffer => {
    const file = join(folder, 'in.pem');
    const words = join(folder, 'words');
    writeFileSync(file, pair.privateKeyPem + pair.certificatePem);
    writeFileSync(words, `${passphrase}\n`);
    const chain = join(folder, 'chain.pem');
    writeFileSync(chain, other.certificatePem);
    const out = join(folder, 'out.p12');
    const args = ['pkcs12', '-export', '-in', file, '-certfile', chain, '-name', 'Höfe', '-passout', `file:${words}`];
    run([...args, '-out', out, ...more]);
    return readFileSync(out);
  };

  it.each([
    ['AES-256 (today’s default)', []],
    ['AES-128, SHA-512', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512', '-iter', '100000']],
    ['triple DES', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['the old RC2 for certificates', ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40']],
    ['certificates in the clear', ['-certpbe', 'NONE']],
    ['no checksum', ['-nomac']],
  ])('PKCS #12: %s', async (_, more) => {
    for (const pair of [rsa, ec]) {
      const file = pkcs12(pair, more);
      expectPair(await read(file, { passphrase: PASSPHRASE }), pair);
      expect(await refusal(read(file, { passphrase: 'wrong' }))).toEqual({
        passphrase: 'The passphrase does not open the private key.',
      });
      expect(await refusal(read(file))).toEqual({ passphrase: 'The private key is encrypted. Enter its passphrase.' });
    }
  });

  it.each([[[]], [['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES']]])(
    'PKCS #12 with letters beyond ASCII in the passphrase, and without any (%j)',
    async (more) => {
      expectPair(await read(pkcs12(rsa, more, 'Pässe → 本'), { passphrase: 'Pässe → 本' }), rsa);
      expectPair(await read(pkcs12(ec, more, '')), ec);
    },
  );

  it('a key with the encryption in a header', async () => {
    const key = run(['rsa', '-aes256', '-traditional', '-passout', `pass:${PASSPHRASE}`], rsa.privateKeyPem).toString();
    expect(key).toContain('Proc-Type: 4,ENCRYPTED');
    expectPair(await read(rsa.certificatePem + key, { passphrase: PASSPHRASE }), rsa);
    expect(await refusal(read(rsa.certificatePem + key))).toHaveProperty('passphrase');
    expect(await refusal(read(rsa.certificatePem + key, { passphrase: 'wrong' }))).toHaveProperty('passphrase');
  });

  it('S10: a certificate for encipherment alone, and one for certificates alone', async () => {
    const made = (usage: string): string => {
      const key = join(folder, 'key.pem');
      writeFileSync(key, rsa.privateKeyPem);
      const args = ['req', '-x509', '-new', '-key', key, '-subj', '/CN=x', '-days', '90', '-addext'];
      return run([...args, `keyUsage=critical,${usage}`]).toString() + rsa.privateKeyPem;
    };
    const words = 'The certificate is not for signing: its key usage leaves out digital signatures.';
    expect(await refusal(read(made('keyEncipherment')))).toEqual({ file: words });
    expect(await refusal(read(made('keyCertSign,cRLSign')))).toEqual({ file: words });
    expect((await read(made('digitalSignature,keyEncipherment'))).algorithm).toBe('rsa');
  });

  it('a derivation of endless rounds is refused at once', async () => {
    const file = pkcs12(rsa, [
      '-keypbe',
      'PBE-SHA1-3DES',
      '-certpbe',
      'PBE-SHA1-3DES',
      '-iter',
      '2000000',
      '-macalg',
      'sha1',
    ]);
    const begin = Date.now();
    expect(await refusal(read(file, { passphrase: PASSPHRASE }))).toHaveProperty('file');
    expect(Date.now() - begin).toBeLessThan(2_000);
  });

  it('many encrypted keys in one file cost no more than one upload may', async () => {
    const args = ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-iter', '1500000', '-passout', `pass:${PASSPHRASE}`];
    const slow = run(args, other.privateKeyPem).toString();
    const once = rsa.certificatePem + slow + rsa.privateKeyPem;
    expectPair(await read(once, { passphrase: PASSPHRASE }), rsa);
    const refused = await refusal(read(slow.repeat(40) + once, { passphrase: PASSPHRASE }));
    expect(refused['file']).toContain('encrypted in a way that can’t be read here');
  });

  it('damaged files are refused with a sentence, whatever is damaged', async () => {
    const file = pkcs12(rsa, []);
    for (let place = 0; place < file.length; place += 23) {
      const damaged = Buffer.from(file);
      damaged[place] = (damaged[place] ?? 0) ^ 0x55;
      const outcome = await read(damaged, { passphrase: PASSPHRASE }).then(
        (pair) => new X509Certificate(pair.certificatePem).checkPrivateKey(createPrivateKey(pair.privateKeyPem)),
        (error: unknown) => error instanceof AppError && error.code === 'invalid',
      );
      expect([place, outcome]).toEqual([place, true]);
    }
  });
});

import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { readEnv } from '../../src/config/env';
import { readSecrets } from '../../src/config/secrets';

describe('what the operator sets', () => {
  test('without any setting Passo runs on this machine, on SQLite, and reaches this machine', () => {
    expect(readConfig({}, '/srv/passo')).toMatchObject({
      baseUrl: 'http://localhost:8080',
      host: '127.0.0.1',
      database: { kind: 'sqlite', file: '/srv/passo/data/passo.sqlite' },
      encryptionKeyFile: '/srv/passo/certs/encryption.key',
      allowedPrivateRanges: ['127.0.0.0/8', '::1'],
      trustProxy: 0,
    });
  });

  test('A2: under a public address no private one may be reached unless the operator says so', () => {
    expect(readConfig({ baseUrl: 'https://sso.example.com' }, '/srv').allowedPrivateRanges).toEqual([]);
    const set = readConfig(
      { baseUrl: 'https://sso.example.com', allowedPrivateRanges: '10.1.0.0/16, fd00::/8' },
      '/srv',
    );
    expect(set.allowedPrivateRanges).toEqual(['10.1.0.0/16', 'fd00::/8']);
    expect(readConfig({ allowedPrivateRanges: '10.0.0.1' }, '/srv').allowedPrivateRanges).toEqual(['10.0.0.1']);
  });

  test.each([
    [{ port: 'eighty' }, /PASSO_PORT is "eighty"/],
    [{ port: '70000' }, /whole number from 0 to 65535/],
    [{ baseUrl: 'sso.example.com' }, /PASSO_BASE_URL/],
    [{ baseUrl: 'ftp://sso.example.com' }, /begin with https/],
    [{ baseUrl: 'https://sso.example.com/passo' }, /nothing after them/],
    [{ baseUrl: 'https://user:x@sso.example.com' }, /nothing after them/],
    [{ databaseUrl: 'mysql://x' }, /postgres:\/\//],
    [{ allowedPrivateRanges: '10.0.0.0/99' }, /10\.0\.0\.0\/99/],
    [{ allowedPrivateRanges: 'intranet' }, /intranet/],
    [{ logLevel: 'loud' }, /PASSO_LOG_LEVEL/],
    [{ trustProxy: 'true' }, /PASSO_TRUST_PROXY/],
    [{ securityContact: 'ask Sam' }, /PASSO_SECURITY_CONTACT is "ask Sam"/],
    [{ securityContact: 'https://x.example/\nContact: mailto:evil@x.example' }, /PASSO_SECURITY_CONTACT/],
    [{ autoMigrate: 'no' }, /PASSO_AUTO_MIGRATE is "no". It should be true or false/],
    [{ eventStream: 'syslog://collector' }, /PASSO_EVENT_STREAM should be stdout/],
    [{ eventStream: 'syslog+tls://user:secret@collector' }, /without a path or a password/],
    [{ eventStream: 'https://collector:443' }, /PASSO_EVENT_STREAM/],
    [{ eventStream: 'syslog://collector:70000' }, /PASSO_EVENT_STREAM/],
  ])('%j is refused with a sentence', (env, sentence) => {
    expect(() => readConfig(env, '/srv')).toThrow(sentence);
  });

  test.each([
    ['stdout', { kind: 'stdout' }],
    ['syslog://10.0.0.5:601', { kind: 'syslog', host: '10.0.0.5', port: 601, tls: false }],
    ['syslog+tls://[fd00::5]', { kind: 'syslog', host: 'fd00::5', port: 6514, tls: true }],
  ])('events are handed on to %s', (eventStream, read) => {
    expect(readConfig({ eventStream }, '/srv').eventStream).toEqual(read);
  });

  test('M-019: the public address is one setting, without its slash', () => {
    expect(readConfig({ baseUrl: 'https://SSO.example.com/' }, '/srv').baseUrl).toBe('https://sso.example.com');
  });

  test('a file that holds the database address must be there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'passo-env-'));
    expect(() => readEnv({ PASSO_DATABASE_URL_FILE: join(folder, 'none') })).toThrow(/PASSO_DATABASE_URL_FILE/);
    rmSync(folder, { recursive: true });
  });
});

describe('A4: the key-encryption key', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'passo-key-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is made once, for its owner alone, and read again', () => {
    const file = join(folder, 'certs', 'encryption.key');
    const first = readSecrets(undefined, file, true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readSecrets(undefined, file, false).sealingKey.equals(first.sealingKey)).toBe(true);
    expect(first.sealingKey.toString('base64')).not.toBe(readFileSync(file, 'utf8').trim());
  });

  test('is never made anew beside a database that was sealed with another one', () => {
    const file = join(folder, 'encryption.key');
    expect(() => readSecrets(undefined, file, false)).toThrow(/is missing, and the database was sealed with it/);
    expect(existsSync(file)).toBe(false);
  });

  /** A file system that answers so when a folder is to be synced. */
  const failFolders = (code: string): jest.SpyInstance => {
    const real = fs.fsyncSync;
    return jest.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
      if (!fs.fstatSync(handle).isDirectory()) return real(handle);
      throw Object.assign(new Error(`${code}: fsync`), { code });
    });
  };

  test.each(['EINVAL', 'EPERM'])('a folder that can’t be synced (%s) keeps nobody from the first start', (code) => {
    const file = join(folder, code, 'encryption.key');
    const sync = failFolders(code);
    try {
      const first = readSecrets(undefined, file, true);
      expect(sync).toHaveBeenCalled();
      expect(readSecrets(undefined, file, false).sealingKey.equals(first.sealingKey)).toBe(true);
      expect(readdirSync(join(folder, code))).toEqual(['encryption.key']);
    } finally {
      sync.mockRestore();
    }
  });

  test('a disk that fails is no such folder', () => {
    const sync = failFolders('EIO');
    try {
      expect(() => readSecrets(undefined, join(folder, 'failing', 'k'), true)).toThrow('EIO');
    } finally {
      sync.mockRestore();
    }
  });

  test('of another length is refused', () => {
    expect(() => readSecrets('c2hvcnQ=', join(folder, 'k'), true)).toThrow(/32 bytes in base64/);
  });
});

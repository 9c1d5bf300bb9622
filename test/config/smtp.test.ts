import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { readEnv, unknownVariables } from '../../src/config/env';
import { readMail, readSmtpLogin } from '../../src/config/smtp';

const FROM = 'passo@fernhill.example';

describe('the mail server', () => {
  test('none is set: no mail', () => {
    expect(readMail(undefined, FROM)).toBeUndefined();
    expect(readSmtpLogin(undefined)).toBeUndefined();
    expect(readConfig({}, '/srv')).not.toHaveProperty('mail');
  });

  test.each([
    ['smtps://mail.example', 'mail.example', 465, 'tls'],
    ['smtps://mail.example:2465', 'mail.example', 2465, 'tls'],
    ['smtp://mail.example', 'mail.example', 587, 'starttls'],
    ['smtp://mail.example:25?tls=off', 'mail.example', 25, 'none'],
    ['smtp://10.0.0.5:25', '10.0.0.5', 25, 'starttls'],
    ['smtp://localhost:1025', 'localhost', 1025, 'none'],
    ['smtp://127.0.0.1:1025', '127.0.0.1', 1025, 'none'],
    ['smtp://[::1]:1025', '::1', 1025, 'none'],
    ['smtp://127.0.0.1:1025?tls=required', '127.0.0.1', 1025, 'starttls'],
    ['smtp://127.evil.example', '127.evil.example', 587, 'starttls'],
    ['smtp://localhost.evil.example', 'localhost.evil.example', 587, 'starttls'],
  ])('%s: encryption is required everywhere but on this machine', (url, host, port, security) => {
    expect(readMail(url, FROM)).toMatchObject({ host, port, security });
  });

  test.each([
    ['smtp.example.com'],
    ['http://mail.example'],
    ['smtp://'],
    ['smtp://mail.example/path'],
    ['smtp://mail.example#x'],
    ['smtp://mail example'],
    ['smtp://mail.example\r\n.evil'],
    ['smtp://mail.example?tls=maybe'],
    ['smtp://mail.example?rejectUnauthorized=false'],
    ['smtps://mail.example?tls=off'],
    ['smtp://mail.example:99999'],
  ])('%j is refused with a sentence', (url) => {
    let read;
    try {
      read = readMail(url, FROM);
    } catch (error) {
      expect((error as Error).message).toContain('PASSO_SMTP_URL');
      return;
    }
    // The parser of addresses takes line breaks out: what is left must be a plain host.
    expect(read?.host).toMatch(/^[a-z0-9.]+$/);
  });

  test('a login is never sent unprotected to another machine', () => {
    expect(() => readMail('smtp://u:p@mail.example?tls=off', FROM)).toThrow(/unprotected/);
    expect(readMail('smtp://u:p@127.0.0.1:25', FROM)).toMatchObject({ security: 'none' });
  });

  test('the login is decoded, and half of one is refused', () => {
    expect(readSmtpLogin('smtps://sam%40fernhill.example:p%23%2F%25@mail.example')).toEqual({
      user: 'sam@fernhill.example',
      password: 'p#/%',
    });
    expect(() => readSmtpLogin('smtps://sam@mail.example')).toThrow(/a user and a password, or neither/);
    expect(() => readSmtpLogin('smtps://sam:%@mail.example')).toThrow(/%25/);
  });

  test('A4: the password stands in no configuration and in no sentence about a wrong address', () => {
    const password = randomBytes(12).toString('hex');
    const config = readConfig({ smtpUrl: `smtps://mailer:${password}@mail.example`, mailFrom: FROM }, '/srv');
    expect(config.mail).toEqual({
      host: 'mail.example',
      port: 465,
      security: 'tls',
      from: { name: 'Passo', address: FROM },
    });
    expect(JSON.stringify(config)).not.toContain(password);
    expect(JSON.stringify(config)).not.toContain('mailer');
    for (const url of [
      `http://u:${password}@mail.example`,
      `smtp://u:${password}@`,
      `smtp://u:${password}#@mail.example`,
      `smtp://u:${password}@mail.example/x`,
      `smtp://u:${password}@mail.example?tls=off`,
      `smtp://u:${password}%@mail.example`,
      `smtp://:${password}@mail.example`,
    ]) {
      let sentence = '';
      try {
        readMail(url, FROM);
        readSmtpLogin(url);
      } catch (error) {
        sentence = (error as Error).message;
      }
      expect(sentence).toContain('PASSO_SMTP_URL');
      expect(sentence).not.toContain(password);
    }
  });

  test('A4: a file can hold the address with its password', () => {
    const folder = mkdtempSync(join(tmpdir(), 'passo-env-'));
    const file = join(folder, 'smtp');
    writeFileSync(file, 'smtps://u:p@mail.example\n');
    expect(readEnv({ PASSO_SMTP_URL_FILE: file }).smtpUrl).toBe('smtps://u:p@mail.example');
    expect(readEnv({ PASSO_SMTP_URL_FILE: file, PASSO_SMTP_URL: 'smtps://b' }).smtpUrl).toBe('smtps://b');
    expect(() => readEnv({ PASSO_SMTP_URL_FILE: join(folder, 'none') })).toThrow(/PASSO_SMTP_URL_FILE/);
    expect(unknownVariables({ PASSO_SMTP_URL_FILE: file, PASSO_MAIL_FORM: FROM })).toEqual(['PASSO_MAIL_FORM']);
    rmSync(folder, { recursive: true });
  });
});

describe('the sender', () => {
  test.each([
    [FROM, 'Passo', FROM],
    ['Fernhill Sign-in <passo@fernhill.example>', 'Fernhill Sign-in', FROM],
    ['"Fernhill, Ltd" <passo@fernhill.example>', 'Fernhill, Ltd', FROM],
    [' <passo@fernhill.example> ', 'Passo', FROM],
  ])('%j is read', (text, name, address) => {
    expect(readMail('smtps://mail.example', text)?.from).toEqual({ name, address });
  });

  test.each([
    ['passo'],
    ['a@b, c@d'],
    ['A <a@b> <c@d>'],
    ['a@b\r\nBcc: c@d'],
    ['A\r\nBcc: c@d <a@b>'],
    ['a b@c'],
    ['@b'],
    ['a@'],
  ])('%j is refused', (text) => {
    expect(() => readMail('smtps://mail.example', text)).toThrow(/PASSO_MAIL_FROM/);
  });

  test('is asked for as soon as a mail server is set', () => {
    expect(() => readMail('smtps://mail.example', undefined)).toThrow(/PASSO_MAIL_FROM is missing/);
  });
});

describe('the port of the metrics', () => {
  test('is off until set, and on this machine unless told otherwise', () => {
    expect(readConfig({}, '/srv')).not.toHaveProperty('metrics');
    expect(readConfig({ metricsPort: '9464' }, '/srv').metrics).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(readConfig({ metricsPort: '9464', metricsHost: '0.0.0.0' }, '/srv').metrics?.host).toBe('0.0.0.0');
  });

  test.each(['0', '-1', '70000', 'on'])('%s is refused', (metricsPort) => {
    expect(() => readConfig({ metricsPort }, '/srv')).toThrow(/PASSO_METRICS_PORT/);
  });
});

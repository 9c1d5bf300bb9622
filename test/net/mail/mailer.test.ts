import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { makeMailer, type Mailer } from '../../../src/net/mail/mailer';
import { configOf, loopbackCertificate, messageOf, startScripted, startSmtp, type TestSmtp } from './smtp';

const LIMITS = { answerMs: 400, wholeMs: 1_500 };
const { key, cert } = loopbackCertificate();

let server: TestSmtp | undefined;
let mailer: Mailer | undefined;
afterEach(async () => {
  mailer?.close();
  await server?.close();
  server = undefined;
});

/** A part of a sentence, for comparisons. */
const saying = (part: string): string => expect.stringContaining(part) as string;

const header = (raw: string, name: string): string[] =>
  raw
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) => line.slice(name.length + 1).trim());

describe('a message that the server takes', () => {
  test('has text and HTML, one recipient, a lasting Message-ID and no holiday replies', async () => {
    server = await startSmtp();
    mailer = makeMailer(configOf(server.port), undefined, { limits: LIMITS });
    expect(await mailer.send(messageOf())).toEqual({ kind: 'sent' });
    const [got] = server.received;
    expect(got?.from).toBe('passo@fernhill.example');
    expect(got?.to).toEqual(['sam@fernhill.example']);
    expect(header(got!.raw, 'From')).toEqual(['"Fernhill Sign-in" <passo@fernhill.example>']);
    expect(header(got!.raw, 'Message-ID')).toEqual(['<01jtesttesttesttesttesttes@fernhill.example>']);
    expect(header(got!.raw, 'Auto-Submitted')).toEqual(['auto-generated']);
    expect(got!.raw).toContain('Content-Type: text/plain');
    expect(got!.raw).toContain('Content-Type: text/html');
  });

  test.each([
    ['Hello\r\nBcc: eve@evil.example'],
    ['Hello\nBcc: eve@evil.example\n\nbody'],
    ['Hello\rX-Evil: 1'],
    ['Hello\u2028Bcc: eve@evil.example'],
    ['Hello\u0000\u0085Bcc: eve@evil.example'],
    [`Ünï ${'ä'.repeat(500)}\r\nBcc: eve@evil.example`],
  ])('a hostile subject %j begins no header', async (subject) => {
    server = await startSmtp();
    mailer = makeMailer(configOf(server.port), undefined, { limits: LIMITS });
    expect(await mailer.send(messageOf({ subject }))).toEqual({ kind: 'sent' });
    const [got] = server.received;
    expect(got?.to).toEqual(['sam@fernhill.example']);
    expect(header(got!.raw, 'Bcc')).toEqual([]);
    expect(header(got!.raw, 'X-Evil')).toEqual([]);
    expect(header(got!.raw, 'Subject')).toHaveLength(1);
  });

  test('a text with single dots and end-of-message marks arrives whole', async () => {
    server = await startSmtp();
    mailer = makeMailer(configOf(server.port), undefined, { limits: LIMITS });
    const text = 'one\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n.two\n';
    expect(await mailer.send(messageOf({ text }))).toEqual({ kind: 'sent' });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]!.raw).toContain('MAIL FROM:<eve@evil.example>');
  });
});

describe('A4: a server with a login', () => {
  const password = randomBytes(12).toString('hex');
  const auth = (right: string): SMTPServerOptions => ({
    authOptional: false,
    secure: true,
    key,
    cert,
    onAuth: (given, _session, done) =>
      given.password === right
        ? done(null, { user: given.username ?? '' })
        : done(new Error(`no entry for ${given.username} with ${given.password}`)),
  });

  test('is signed in to over TLS', async () => {
    server = await startSmtp(auth(password));
    mailer = makeMailer(
      configOf(server.port, { security: 'tls' }),
      { user: 'mailer', password },
      { limits: LIMITS, ca: cert },
    );
    expect(await mailer.send(messageOf())).toEqual({ kind: 'sent' });
    expect(server.received[0]).toMatchObject({ user: 'mailer', secure: true });
  });

  test('that repeats the password in its refusal: the sentence holds stars instead', async () => {
    server = await startSmtp(auth('another'));
    mailer = makeMailer(
      configOf(server.port, { security: 'tls' }),
      { user: 'mailer', password },
      { limits: LIMITS, ca: cert },
    );
    const outcome = await mailer.send(messageOf());
    expect(outcome).toMatchObject({
      kind: 'failed',
      sentence: saying('does not accept Passo’s user name'),
    });
    expect(JSON.stringify(outcome)).toContain('no entry for mailer with ******');
    expect(JSON.stringify(outcome)).not.toContain(password);
    expect(server.received).toHaveLength(0);
  });

  test('that offers no sign-in gets no mail without it', async () => {
    server = await startScripted({ EHLO: '250 test', AUTH: '503 no' });
    mailer = makeMailer(configOf(server.port), { user: 'mailer', password }, { limits: LIMITS });
    expect(await mailer.send(messageOf())).toMatchObject({
      kind: 'failed',
      sentence: saying('user name'),
    });
  });
});

describe('TLS', () => {
  test('STARTTLS is used, and the certificate checked', async () => {
    server = await startSmtp({ disabledCommands: [], key, cert });
    mailer = makeMailer(configOf(server.port, { security: 'starttls' }), undefined, { limits: LIMITS, ca: cert });
    expect(await mailer.send(messageOf())).toEqual({ kind: 'sent' });
    expect(server.received[0]?.secure).toBe(true);
  });

  test('a server without STARTTLS gets nothing', async () => {
    server = await startSmtp();
    mailer = makeMailer(configOf(server.port, { security: 'starttls' }), undefined, { limits: LIMITS });
    expect(await mailer.send(messageOf())).toMatchObject({
      kind: 'failed',
      sentence: saying('no encryption'),
    });
    expect(server.received).toHaveLength(0);
  });

  test.each([
    ['not trusted', 'is not trusted here', loopbackCertificate(), false],
    ['for another name', 'for another name', loopbackCertificate({ name: 'mail.other.example' }), true],
    ['expired', 'has expired', loopbackCertificate({ ended: true }), true],
  ])('a certificate that is %s: nothing is sent', async (_what, words, pair, trusted) => {
    for (const security of ['tls', 'starttls'] as const) {
      const options = security === 'tls' ? { secure: true } : { disabledCommands: [] };
      server = await startSmtp({ ...options, key: pair.key, cert: pair.cert });
      const ca = trusted ? { ca: pair.cert } : {};
      mailer = makeMailer(configOf(server.port, { security }), undefined, { limits: LIMITS, ...ca });
      expect(await mailer.send(messageOf())).toMatchObject({
        kind: 'failed',
        sentence: saying(words),
      });
      expect(server.received).toHaveLength(0);
      await server.close();
    }
  });

  test('smtps:// to a port that speaks plainly says so', async () => {
    server = await startSmtp();
    mailer = makeMailer(configOf(server.port, { security: 'tls' }), undefined, { limits: LIMITS });
    expect(await mailer.send(messageOf())).toMatchObject({ kind: 'failed' });
  });
});

describe('a server that does not take it', () => {
  test.each([
    [{ RCPT: '550 5.1.1 no such mailbox.' }, 'refused', 'does not take the recipient: 550 5.1.1 no such mailbox.'],
    [{ RCPT: '450 greylisted' }, 'failed', 'does not take the recipient just now: 450 greylisted.'],
    [{ END: '554 looks like spam' }, 'refused', 'does not take the message: 554 looks like spam.'],
    [{ END: '451 disk full' }, 'failed', 'does not take the message just now'],
    [{ MAIL: '550 not your domain' }, 'failed', 'does not take mail from passo@fernhill.example: 550 not your domain.'],
    [{ GREET: '421 too busy' }, 'failed', 'turned Passo away: 421 too busy.'],
    [{ GREET: '554 blocked' }, 'failed', 'turned Passo away'],
    [{ GREET: 'drop' }, 'failed', 'broke the connection off'],
    [{ GREET: 'hang' }, 'failed', 'did not answer in time'],
    [{ DATA: 'drop' }, 'failed', 'broke the connection off'],
    [{ DATA: 'hang' }, 'failed', 'did not answer in time'],
    [{ END: 'drop' }, 'failed', 'broke the connection off'],
    [{ END: 'hang' }, 'failed', 'did not answer in time'],
    [{ RCPT: `550 <b>\u0007${'x'.repeat(5_000)}` }, 'refused', 'xxx…'],
  ] as const)('%.80j', async (script, kind, words) => {
    server = await startScripted(script);
    mailer = makeMailer(configOf(server.port), undefined, { limits: LIMITS });
    const outcome = await mailer.send(messageOf());
    expect(outcome).toMatchObject({ kind, sentence: saying(words) });
    expect(JSON.stringify(outcome).length).toBeLessThan(500);
    expect(JSON.stringify(outcome)).not.toContain('\\u0007');
  });

  test('that is not there', async () => {
    const gone = await startSmtp();
    await gone.close();
    mailer = makeMailer(configOf(gone.port), undefined, { limits: LIMITS });
    expect(await mailer.send(messageOf())).toEqual({
      kind: 'failed',
      sentence: 'The mail server 127.0.0.1 takes no connections at this port.',
    });
  });

  test('that drips is left after the time for a whole message', async () => {
    const drip = createServer((socket) => {
      socket.on('error', () => undefined);
      const timer = setInterval(() => socket.write('220-still here\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => drip.listen(0, '127.0.0.1', resolve));
    const { port } = drip.address() as AddressInfo;
    mailer = makeMailer(configOf(port), undefined, { limits: { answerMs: 400, wholeMs: 700 } });
    const began = Date.now();
    expect(await mailer.send(messageOf())).toMatchObject({ kind: 'failed' });
    expect(Date.now() - began).toBeLessThan(3_000);
    await new Promise((resolve) => drip.close(resolve));
  });

  test('closing breaks off what is under way', async () => {
    server = await startScripted({ DATA: 'hang' });
    mailer = makeMailer(configOf(server.port), undefined);
    const sending = mailer.send(messageOf());
    setTimeout(() => mailer?.close(), 100);
    expect(await sending).toMatchObject({ kind: 'failed' });
  });
});

test.each([['a@b, eve@evil.example'], ['<eve@evil.example>'], ['sam@fernhill.example>\r\nRCPT TO:<eve@evil.example']])(
  'a hostile recipient %j reaches nobody',
  async (to) => {
    server = await startSmtp();
    mailer = makeMailer(configOf(server.port), undefined, { limits: LIMITS });
    expect(await mailer.send(messageOf({ to }))).toMatchObject({ kind: 'refused' });
    expect(server.received).toEqual([]);
  },
);

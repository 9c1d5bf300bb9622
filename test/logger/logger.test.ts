import { randomBytes } from 'node:crypto';
import { makeLogger } from '../../src/logger';
import { SecretText } from '../../src/core/secret-text';

const SECRET = `s3cr${randomBytes(9).toString('hex')}`;

function collect(isTerminal = false, level = 'debug'): { log: ReturnType<typeof makeLogger>; lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    log: makeLogger(level, { isTerminal, destination: { write: (line: string) => void lines.push(line) } }),
  };
}

function circular(): object {
  const ring: { inner?: unknown; token: string } = { token: SECRET };
  ring.inner = ring;
  return ring;
}

const pem = (what: string): string => `-----BEGIN ${what}PRIVATE KEY-----\n${SECRET}\n-----END ${what}PRIVATE KEY-----`;
const driverError = Object.assign(new Error('null value'), {
  code: '23502',
  detail: `Failing row contains (${SECRET}).`,
  parameters: [SECRET],
});

describe('A4: no secret is in a line, wherever it was put', () => {
  const places: readonly (readonly [string, unknown])[] = [
    ['a field', { password: SECRET }],
    ['a field of any case', { newPassword: SECRET, API_KEY: SECRET, tokenKey: SECRET }],
    ['deep inside', { a: { b: [{ c: { clientSecret: SECRET } }] } }],
    ['headers', { headers: { authorization: `Bearer ${SECRET}`, cookie: `passo=${SECRET}`, 'set-cookie': [SECRET] } }],
    ['a form body', { body: { SAMLResponse: SECRET, RelayState: SECRET, _csrf: SECRET } }],
    ['a body as text', { body: `username=sam&password=${SECRET}&SAMLRequest=${SECRET}` }],
    ['a body as JSON', { body: JSON.stringify({ password: SECRET, nested: { token: SECRET } }) }],
    ['an address', { url: `https://x.example/login?token=${SECRET}&code=${SECRET}` }],
    ['an address with a login', { at: `postgres://passo:${SECRET}@db/passo` }],
    ['a key of ours', { given: `passo_${SECRET}${SECRET}` }],
    ['a private key', { text: pem('') + pem('RSA ') }],
    ['a private key that is cut off', { text: `-----BEGIN PRIVATE KEY-----\n${SECRET}` }],
    ['an assertion', { text: `<saml:Assertion ID="x"><saml:NameID>${SECRET}</saml:NameID></saml:Assertion>` }],
    ['a long token', { text: SECRET.repeat(6) }],
    ['the path of a link', { path: `/password/${SECRET}${'a'.repeat(40)}` }],
    ['the sentence of an error', { err: new Error(`Authorization: Bearer ${SECRET} was refused`) }],
    [
      'the cause of an error',
      { err: new Error('x', { cause: new Error('y', { cause: new Error(`token=${SECRET}`) }) }) },
    ],
    ['several errors', { err: new AggregateError([new Error(`password: ${SECRET}`)], 'all failed') }],
    ['what a driver hangs on an error', { err: driverError }],
    ['an error under another name', { fault: Object.assign(new Error('x'), { headers: { token: SECRET } }) }],
    ['a bare error', Object.assign(new Error(`password=${SECRET}`), { response: SECRET })],
    ['bytes', { key: Buffer.from(SECRET), body: new Uint8Array(Buffer.from(SECRET)) }],
    ['a map', { fields: new Map([['password', SECRET]]) }],
    ['a ring', circular()],
    ['a text of the program', { secret: new SecretText(SECRET), list: [new SecretText(SECRET)] }],
  ];

  test.each(places)('%s', (_name, given) => {
    for (const isTerminal of [false, true]) {
      const { log, lines } = collect(isTerminal);
      log.error(given as object);
      log.child(given instanceof Error ? { given } : (given as object)).warn('from a child');
      log.info(`with password=${SECRET} in the sentence, %s`, `token: ${SECRET}`);
      expect(lines).toHaveLength(3);
      expect(lines.join('')).not.toContain(SECRET);
      expect(lines.join('')).not.toContain(Buffer.from(SECRET).toString('hex'));
    }
  });

  test('what is no secret stays', () => {
    const { log, lines } = collect();
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:5432');
    const err = Object.assign(new Error('status code: 503', { cause }), { code: 'X1' });
    log.error(
      { err, app: 'robin', user_id: '01J0', event_id: '01J1', request_id: 'r-1', tokenKind: 'bearer' },
      'failed',
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{ level: 'error', msg: 'failed', app: 'robin', user_id: '01J0', event_id: '01J1', request_id: 'r-1' },
      tokenKind: 'bearer',
      err: { type: 'Error', code: 'X1', message: 'status code: 503', cause: { message: cause.message } },
    });
    expect(lines[0]).toContain('logger.test.ts');
  });
});

test('a line is one JSON object with its time in UTC and its level as a word', () => {
  const { log, lines } = collect();
  log.warn({ app: 'line\nbreak' }, 'two\nlines');
  expect(lines[0]).toMatch(/^[^\n]*\n$/);
  const line = JSON.parse(lines[0] ?? '') as Record<string, string>;
  expect(Object.keys(line).sort()).toEqual(['app', 'level', 'msg', 'time']);
  expect(line).toMatchObject({ level: 'warn', msg: 'two\nlines' });
  expect(new Date(line['time'] ?? '').toISOString()).toBe(line['time']);
});

test('a line is never large, whatever is given', () => {
  const { log, lines } = collect();
  log.info({ text: 'a b '.repeat(100_000), list: Array.from({ length: 10_000 }, (_, index) => index) }, 'large');
  expect(lines[0]?.length).toBeLessThan(10_000);
});

test('at a terminal a line reads as words, and strangers can’t steer it', () => {
  const { log, lines } = collect(true);
  log.error({ app: '\u001b[2Jrobin', err: new Error('no\u0007 way') }, 'sign-on \u001b]0;x\u0007refused');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d \S*ERROR\S* sign-on /);
  expect(lines[0]).toContain('robin');
  const [level, ...steering] =
    (lines[0] ?? '').match(/\p{Cc}[^\p{Cc}]*/gu)?.filter((part) => !part.startsWith('\n')) ?? [];
  expect(level).toContain('ERROR');
  expect(steering.map((part) => part.slice(1, 4))).toEqual(['[0m']);
});

test('less serious lines are left out', () => {
  const { log, lines } = collect(false, 'error');
  log.warn('not written');
  expect(lines).toEqual([]);
});

import type { Outcome } from '../../src/scim/outcome';
import { readOutcome } from '../../src/scim/read-outcome';
import { readRetryAfter } from '../../src/scim/retry-after';
import { ERROR_SCHEMA } from '../../src/scim/schemas';
import type { ScimAnswer, ScimRequest, ScimSilence } from '../../src/scim/transport';

const NOW = Date.UTC(2026, 0, 1, 14, 30);
const PATCH: ScimRequest = {
  method: 'PATCH',
  path: '/Users/7',
  body: { Operations: [{ op: 'replace', path: 'userName', value: 'x' }] },
};

function answer(status: number, rest: Partial<ScimAnswer> = {}): ScimAnswer {
  return { kind: 'answer', status, headers: {}, json: undefined, tookMs: 12, ...rest };
}

function error(status: number, scimType?: string, detail?: string): ScimAnswer {
  return answer(status, { json: { schemas: [ERROR_SCHEMA], status: String(status), scimType, detail } });
}

function silence(reason: ScimSilence['reason'], detail: string, tookMs = 40): ScimSilence {
  return { kind: 'silence', reason, detail, tookMs };
}

function read(came: ScimAnswer | ScimSilence, request: ScimRequest = PATCH, knownId = true): Outcome<string> {
  const context = { label: 'Robin', host: 'api.robin.example', now: NOW, knownId };
  return readOutcome(request, came, context, () => ({ value: 'fine' }));
}

const html = { headers: { 'content-type': 'text/html' }, text: '<!doctype html><title>Sign in</title>' };
const fault = 'Robin did not understand this change. This is likely a fault of the connector.';

describe('an answer or a silence becomes an outcome with a sentence', () => {
  const table: [string, ScimAnswer | ScimSilence, string, string][] = [
    ['401', error(401), 'unauthorized', 'Robin refused the Token Key.'],
    ['403', error(403), 'unauthorized', 'The Token Key may not update users in Robin.'],
    ['401 with a page', answer(401, html), 'unauthorized', 'Robin refused the Token Key.'],
    ['404 on a known id', error(404), 'gone', 'This account was removed in Robin.'],
    ['404 without a body', answer(404), 'gone', 'This account was removed in Robin.'],
    [
      '404 as a web page says nothing about the account',
      answer(404, html),
      'not-scim',
      'Robin answered with a web page instead of data. Is the Base URL right?',
    ],
    [
      '404 of a gateway in plain text',
      answer(404, { text: '404 page not found' }),
      'not-scim',
      'Robin has no SCIM service at this address. Is the Base URL right?',
    ],
    ['409', error(409), 'conflict', 'Robin says this username already belongs to another account.'],
    [
      '400 uniqueness',
      error(400, 'uniqueness'),
      'conflict',
      'Robin says this username already belongs to another account.',
    ],
    ['400 mutability', error(400, 'mutability'), 'rejected', 'Robin does not allow the username to change.'],
    [
      '400 invalidValue',
      error(400, 'invalidValue', 'Too\nlong'),
      'rejected',
      'Robin did not accept the username. It says: Too long',
    ],
    ['400 invalidPath', error(400, 'invalidPath'), 'rejected', fault],
    ['400 invalidSyntax', error(400, 'invalidSyntax'), 'rejected', fault],
    [
      '422',
      error(422, undefined, 'No seat left'),
      'rejected',
      'Robin refused this change (422). It says: No seat left',
    ],
    ['413', error(413), 'rejected', 'Robin says the request is too large.'],
    ['412', error(412), 'retry', 'In Robin, somebody else changed this at the same moment.'],
    ['423', error(423), 'retry', 'Robin has locked this at the moment (423).'],
    ['428', error(428), 'rejected', 'Robin wants to be told the version of what is changed, and gives none.'],
    [
      '400 for a field that is empty',
      error(400, 'invalidValue', '"department" is required.'),
      'rejected',
      'Robin requires Department, and it is empty for this person.',
    ],
    [
      '400 for a field that was sent',
      error(400, 'invalidValue', 'userName is required to be short'),
      'rejected',
      'Robin did not accept the username. It says: userName is required to be short',
    ],
    ['405', error(405), 'unsupported', fault],
    ['501', error(501), 'unsupported', fault],
    ['429', answer(429), 'retry', 'Robin asks to slow down.'],
    ['500', answer(500), 'retry', 'Robin has a problem of its own (500).'],
    ['503 with a page', answer(503, html), 'retry', 'Robin has a problem of its own (503).'],
    ['302', answer(302), 'not-scim', 'Robin answered with a redirect instead of data. Is the Base URL right?'],
    [
      '200 with a page',
      answer(200, html),
      'not-scim',
      'Robin answered with a web page instead of data. Is the Base URL right?',
    ],
    [
      'no name',
      silence('dns', 'no such host'),
      'unreachable',
      "Passo can't reach Robin at api.robin.example (no such host).",
    ],
    ['time-out', silence('timeout', 'no answer', 10_004), 'unreachable', 'Robin did not answer within 10 seconds.'],
  ];
  test.each(table)('%s', (_, came, kind, sentence) => expect(read(came)).toMatchObject({ kind, sentence }));

  const GROUP: ScimRequest = { method: 'PATCH', path: '/Groups/7?excludedAttributes=members', body: {} };
  test.each([
    [413, 'The group is too large for one request.'],
    [404, 'This group was removed in Robin.'],
    [403, 'The Token Key may not update groups in Robin.'],
    [409, 'Robin says this name already belongs to another group.'],
  ])('a %i about a group speaks of the group', (status, sentence) => {
    expect(read(error(status), GROUP)).toMatchObject({ sentence });
  });

  test('a request that was never sent, for want of a token, can not have acted', () => {
    const unsent: ScimSilence = { ...silence('timeout', 'no answer in time'), unsent: true };
    expect(read(unsent).exchange.mayHaveActed).toBe(false);
  });

  test('a 404 where no id was asked for means there is no SCIM service', () => {
    expect(read(error(404), { method: 'POST', path: '/Users', body: {} }, false).kind).toBe('not-scim');
  });

  test('a 429 with a time is said by the clock', () => {
    const outcome = read(answer(429, { headers: { 'retry-after': '120' } }));
    expect(outcome).toMatchObject({ sentence: 'Robin asks to slow down until 14:32 UTC.', retryAfterMs: 120_000 });
  });

  test('whether the SP may have acted is told apart', () => {
    const acted = (came: ScimAnswer | ScimSilence, request = PATCH): boolean =>
      read(came, request).exchange.mayHaveActed;
    expect(acted(silence('timeout', ''))).toBe(true);
    expect(acted(silence('broken', ''))).toBe(true);
    expect(acted(silence('dns', ''))).toBe(false);
    expect(acted(silence('refused-address', ''))).toBe(false);
    expect(acted(answer(500))).toBe(true);
    expect(acted(error(409))).toBe(false);
    expect(acted(silence('timeout', ''), { method: 'GET', path: '/Users/7' })).toBe(false);
  });

  test('the record of an exchange holds no password, and of the SP its words in one short line', () => {
    const body = { password: 's3cret', Operations: [{ op: 'replace', path: 'password', value: 's3cret' }] };
    const { exchange } = read(error(400, undefined, `a\u202e\n${'x'.repeat(2000)}`), { ...PATCH, body });
    expect(JSON.stringify(exchange)).not.toContain('s3cret');
    expect(exchange.detail).toHaveLength(300);
    expect(exchange.detail).toMatch(/^a x/);
  });

  test.each([[null], [{ detail: 7, scimType: {} }], ['text'], [[1]]])(
    'an error body of any shape is survived: %p',
    (json) => {
      expect(read(answer(400, { json })).kind).toBe('rejected');
    },
  );
});

describe('R9 Retry-After (RFC 9110 section 10.2.3)', () => {
  const rows: [string | undefined, number | undefined][] = [
    ['120', 120_000],
    ['0', 0],
    [' 5 ', 5000],
    ['Thu, 01 Jan 2026 14:31:00 GMT', 60_000],
    ['Thu, 01 Jan 2026 14:00:00 GMT', 0],
    ['99999999', 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
    ['-5', undefined],
    ['1e3', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026-01-01', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  test.each(rows)('%p waits %p ms', (header, expected) => expect(readRetryAfter(header, NOW)).toBe(expected));
});

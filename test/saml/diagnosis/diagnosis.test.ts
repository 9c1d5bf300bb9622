import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, diagnosedCodes, type ExchangeFacts, type Surroundings } from '../../../src/saml/diagnosis/diagnosis';
import { differenceOf, nearestOf } from '../../../src/saml/diagnosis/nearest';
import { ACS, NOW, SP } from '../support';

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');
const OTHER = Array.from({ length: 32 }, () => 'CD').join(':');

const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  label: 'Robin',
  certificates: [{ fingerprint: FINGERPRINT, notAfter: NOW + 1 }],
  others: [{ label: 'Interact', entityId: 'https://interact.example/sp' }],
  exchanges: [],
  ...changes,
});

const exchange = (changes: Partial<ExchangeFacts> = {}): ExchangeFacts => ({
  kind: 'sign-on',
  startedBy: 'sp',
  at: NOW,
  userName: 'Noor Abadi',
  ...changes,
});

describe('in what two addresses differ', () => {
  it.each([
    [ACS, `${ACS}/`, 'only in the last /'],
    [ACS, ACS.replace('https', 'http'), 'only in http and https'],
    [ACS, ACS.toUpperCase(), 'only in capital letters'],
    [ACS, ` ${ACS}`, 'only in white space at the beginning or the end'],
    [ACS, ACS.replace('://', '://www.'), 'only in “www.”'],
    [ACS, ACS.replace('.net', '.net:8443'), 'only in the port'],
    [ACS, `${ACS}?tenant=1`, 'only in what follows the “?”'],
    [ACS, ACS.replace('sp.example.net', 'sp.example.com'), 'in the host name: sp.example.net and sp.example.com'],
    [ACS, `${ACS}/other`, 'in the path'],
    [ACS, 'urn:robin', undefined],
    ['urn:robin:', 'urn:robin', undefined],
  ])('%s and %s', (one, other, words) => {
    expect(differenceOf(one, other)).toBe(words);
    expect(
      differenceOf(other, one)?.replace('sp.example.com and sp.example.net', 'sp.example.net and sp.example.com'),
    ).toBe(words);
  });

  it('names the nearest of several', () => {
    const allowed = ['https://other.example/acs', `${ACS}/`, `${ACS}2`, 'urn:x'];
    expect(nearestOf(ACS, allowed)).toBe(`${ACS}/`);
    expect(nearestOf(`${ACS}2b`, allowed)).toBe(`${ACS}2`);
    expect(nearestOf(ACS, [])).toBeUndefined();
  });

  it('takes no longer for long hostile texts', () => {
    const start = performance.now();
    for (const text of [
      '/'.repeat(200_000),
      `http://${'a'.repeat(200_000)}`,
      `http://${'1:'.repeat(100_000)}`,
      ' '.repeat(200_000),
    ]) {
      differenceOf(text, `${text}x`);
      nearestOf(
        text,
        Array.from({ length: 100 }, (_, place) => `${text.slice(0, 2_048)}${place}`),
      );
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('a diagnosis', () => {
  const clock = (issued: number): string =>
    diagnose(
      exchange({
        code: 'request_expired',
        facts: { issued: new Date(issued).toISOString(), now: new Date(NOW).toISOString() },
      }),
      around(),
    ).sentence;

  it('says by how much a clock is wrong', () => {
    expect(clock(NOW - 12 * 60_000)).toContain('12 minutes old');
    expect(clock(NOW + 7 * 60_000)).toContain('the clock of Robin is 7 minutes ahead');
    expect(clock(NOW - 5 * 3_600_000)).toContain('5 hours old');
    expect(clock(NOW - 86_400_000 * 400)).toContain('400 days old');
  });

  it('knows the entity ID of another application', () => {
    const facts = { asked: 'https://interact.example/sp', allowed: SP };
    expect(diagnose(exchange({ code: 'unknown_issuer', facts }), around()).sentence).toContain('comes from Interact');
  });

  it('tells which certificate a request names', () => {
    const request = (fingerprint: string): string =>
      `<a><ds:X509Certificate>SHA-256 ${fingerprint}</ds:X509Certificate></a>`;
    const sentence = (xml: string, changes: Partial<Surroundings> = {}): string =>
      diagnose(exchange({ code: 'signature_invalid', request: xml }), around(changes)).sentence;
    expect(sentence(request(OTHER))).toMatch(
      /signed with the certificate CD:CD.*not among the one certificate \(AB:AB/,
    );
    expect(sentence(request(FINGERPRINT))).toContain('changed on the way');
    expect(sentence('<a/>')).toContain('fits none of the one certificate (AB:AB');
    const ended = [{ fingerprint: FINGERPRINT, notAfter: NOW - 1 }];
    expect(sentence('<a/>', { certificates: ended })).toContain('One of them ended on 2026-11-22');
  });

  it('tells a loop from ordinary answers', () => {
    const times = (...seconds: number[]): ExchangeFacts[] =>
      seconds.map((second) => exchange({ at: NOW + second * 1000 })).reverse();
    const judged = (list: ExchangeFacts[]): string[] =>
      list.map((one) => diagnose(one, around({ exchanges: list })).sentence);
    expect(judged(times(0, 5, 10))).toEqual(['Answered.', 'Answered.', 'Answered.']);
    for (const sentence of judged(times(0, 5, 10, 15))) expect(sentence).toContain('asked 4 times within a minute');
    expect(new Set(judged(times(0, 30, 60, 90, 120)))).toEqual(new Set(['Answered.']));
    const others = times(0, 5, 10, 15).map((one, place) => ({ ...one, userName: `Person ${place}` }));
    expect(new Set(judged(others))).toEqual(new Set(['Answered.']));
  });

  it('has words of its own for every reason a message is refused for', () => {
    const source = readFileSync(join(__dirname, '../../../src/saml/errors.ts'), 'utf8');
    const type = /export type SamlErrorCode =([^;]+);/.exec(source)?.[1] ?? '';
    const codes = [...type.matchAll(/'([a-z_]+)'/g)].map(([, code]) => code);
    const access = ['user_suspended', 'password_expired', 'sso_inactive', 'user_not_in_group'];
    expect(codes.length).toBeGreaterThan(15);
    expect(diagnosedCodes()).toEqual(expect.arrayContaining([...codes, ...access]));
  });

  it.each(diagnosedCodes().map((code) => [code]))('says something whole of %s, whatever is known', (code) => {
    for (const facts of [undefined, {}, { asked: '', allowed: '' }, { asked: 'x'.repeat(3_000), allowed: 'y' }]) {
      const one = exchange({ code, sentence: 'It was refused.', ...(facts === undefined ? {} : { facts }) });
      const { sentence, answered } = diagnose(one, around());
      expect(answered).toBe(false);
      expect(sentence).toMatch(/^[A-Z].*[.”)]$/s);
      expect(sentence).not.toMatch(/undefined|NaN|Invalid Date|“”/);
      expect(sentence.length).toBeLessThan(1_000);
    }
  });

  it('keeps the sentence of a reason it does not know', () => {
    expect(diagnose(exchange({ code: 'new_reason', sentence: 'Odd.' }), around()).sentence).toBe('Odd.');
  });
});

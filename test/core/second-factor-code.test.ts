import {
  fromBase32,
  hotp,
  matchingStep,
  otpauthAddress,
  readCode,
  readRecoveryCode,
  recoveryCode,
  timeStepOf,
  toBase32,
} from '../../src/core/second-factor/code';

const SECRET = Buffer.from('12345678901234567890', 'ascii');

describe('RFC 4226 appendix D', () => {
  test.each(['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'])(
    'the code at its place is %s',
    (code) => {
      expect([...Array(10).keys()].map((counter) => hotp(SECRET, counter))).toContain(code);
    },
  );
  test('in this order', () => {
    expect(hotp(SECRET, 0)).toBe('755224');
    expect(hotp(SECRET, 9)).toBe('520489');
  });
});

describe('RFC 6238 appendix B, SHA-1', () => {
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i seconds the code is %s', (seconds, code) => {
    expect(hotp(SECRET, timeStepOf(seconds * 1000), 8)).toBe(code);
  });
});

describe('RFC 6238 section 5.2: the window, and each step once', () => {
  const now = 1_800_000_000_000;
  const step = timeStepOf(now);
  const at = (off: number): string => hotp(SECRET, step + off);
  test.each([
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ])('a code %i steps away: %s', (off, taken) => {
    expect(matchingStep(SECRET, at(off), now, undefined)).toBe(taken ? step + off : undefined);
  });
  test('W10: a step that was used, and every one before it, counts no more', () => {
    expect(matchingStep(SECRET, at(0), now, step)).toBeUndefined();
    expect(matchingStep(SECRET, at(-1), now, step)).toBeUndefined();
    expect(matchingStep(SECRET, at(1), now, step)).toBe(step + 1);
  });
  test('the last millisecond of a step and the first of the next', () => {
    const begins = step * 30_000;
    expect(timeStepOf(begins)).toBe(step);
    expect(timeStepOf(begins - 1)).toBe(step - 1);
    expect(matchingStep(SECRET, hotp(SECRET, 0), 0, undefined)).toBe(0);
  });
  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６x', "1' or 1=1", '12345\u0000'])(
    '%j is no code',
    (typed) => {
      expect(readCode(typed)).toBeUndefined();
    },
  );
  test.each(['123 456', ' 123456 ', '123-456', '１２３４５６'])('%j is 123456', (typed) => {
    expect(readCode(typed)).toBe('123456');
  });
});

test.each(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'])('RFC 4648 section 10: %j goes there and back', (text) => {
  const expected = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  };
  expect(toBase32(Buffer.from(text))).toBe(expected[text as keyof typeof expected]);
  expect(fromBase32(toBase32(Buffer.from(text))).toString()).toBe(text);
});

test('the address for apps keeps names from becoming part of it', () => {
  const address = new URL(otpauthAddress('ABC', 'A:B&secret=X', 'dele?x=1#y'));
  expect(address.protocol).toBe('otpauth:');
  expect(address.searchParams.get('secret')).toBe('ABC');
  expect(address.searchParams.get('issuer')).toBe('A B&secret=X');
  expect(decodeURIComponent(address.pathname).split(':')).toHaveLength(2);
});

test('recovery codes: twelve letters in three groups, read however they are typed', () => {
  let drawn = 0;
  const code = recoveryCode((below) => (drawn += 7) % below);
  expect(code).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/);
  const letters = code.replaceAll('-', '');
  expect(readRecoveryCode(code)).toBe(letters);
  expect(readRecoveryCode(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(letters);
  expect(readRecoveryCode(code.slice(1))).toBeUndefined();
  expect(readRecoveryCode(`${code.slice(0, -1)}!`)).toBeUndefined();
});

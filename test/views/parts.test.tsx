import fc from 'fast-check';
import { render } from 'preact-render-to-string';
import { initialsOf } from '../../views/parts/avatar';
import { AppLogo } from '../../views/parts/app-logo';
import { Field } from '../../views/parts/field';
import { safeHref, withQuery } from '../../views/parts/safe-href';
import { dayOf, exactTime, relative } from '../../views/parts/time';
import { counted, listed } from '../../views/parts/words';
import { Document } from '../../views/layout/document';
import { PLAIN } from './samples/props';

describe('safeHref', () => {
  test.each([
    '/admin/users?q=a&page=2',
    '/',
    '?q=a',
    '#f-username',
    'https://robin.example/acs?x=1',
    'HTTP://robin.example',
    'https://[2001:db8::1]:8443/x',
  ])('keeps %j', (url) => expect(safeHref(url)).toBe(url));

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x',
    '//evil.example/x',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'https:evil.example',
    'https://',
    'https://a b.example',
    'evil.example',
    '',
  ])('leaves out %j', (url) => expect(safeHref(url)).toBeUndefined());

  test('leaves out an absent address', () => expect(safeHref(undefined)).toBeUndefined());

  test('gives nothing a browser would run or send to another host by path, whatever comes', () => {
    const pieces = fc.constantFrom(
      'java',
      'script',
      ':',
      '/',
      '\\',
      '\t',
      '\n',
      ' ',
      'data',
      'http',
      's',
      '#',
      '?',
      'a',
      '.',
      '@',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const url = safeHref(parts.join(''));
        if (url === undefined) return;
        const resolved = new URL(url, 'https://passo.example/');
        expect(['http:', 'https:']).toContain(resolved.protocol);
        if (/^[/?#]/.test(url)) expect(resolved.host).toBe('passo.example');
      }),
      { numRuns: 2_000 },
    );
  });
});

test('withQuery leaves out what is empty and escapes the rest', () => {
  expect(withQuery('/x', { q: 'a&b=c', state: undefined, page: 2, name: '' })).toBe('/x?q=a%26b%3Dc&page=2');
  expect(withQuery('/x', { q: '' })).toBe('/x');
});

test.each([
  [0, 'now'],
  [30_000, '30 s ago'],
  [59 * 60_000, '59 min ago'],
  [5 * 3_600_000, '5 h ago'],
  [3 * 86_400_000, '3 d ago'],
  [-120_000, 'in 2 min'],
])('a moment %d ms ago is "%s"', (away, words) => {
  const now = Date.UTC(2026, 10, 22, 14);
  expect(relative(now - away, now)).toBe(words);
});

test('a moment of last year is a date, with the exact time by UTC', () => {
  const at = Date.UTC(2025, 0, 3, 4, 5, 6);
  expect(relative(at, Date.UTC(2026, 0, 1))).toBe('3 January 2025');
  expect(dayOf(at)).toBe('3 January 2025');
  expect(exactTime(at)).toBe('2025-01-03 04:05:06 UTC');
});

test('numbers and names read as sentences do', () => {
  expect(counted(1, 'person', 'people')).toBe('1 person');
  expect(counted(1310, 'person', 'people')).toBe('1,310 people');
  expect(listed([])).toBe('');
  expect(listed(['A'])).toBe('A');
  expect(listed(['A', 'B', 'C'])).toBe('A, B and C');
});

test('letters of a name survive any script and an empty name', () => {
  expect(initialsOf('Priya Anand Kaul')).toBe('PK');
  expect(initialsOf('😀 x')).toBe('😀X');
  expect(initialsOf('')).toBe('?');
});

test('a password is never written into the page, even when it is handed over by mistake', () => {
  expect(render(<Field name="password" label="Password" type="password" value="hunter2 hunter2" />)).not.toContain(
    'hunter2',
  );
});

test('a logo is a letter unless its picture has a safe address', () => {
  expect(render(<AppLogo label="Robin" id="A1" image="javascript:alert(1)" />)).toContain('>R</span>');
  expect(render(<AppLogo label="Robin" id="A1" image="/apps/robin/image" />)).toContain('<img');
});

test('the title says first that there is a problem', () => {
  const html = render(
    <Document chrome={PLAIN} title="Sign in" problem>
      <main />
    </Document>,
  );
  expect(html).toContain('<title>Problem: Sign in · Passo</title>');
});

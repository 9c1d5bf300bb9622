import { render } from 'preact-render-to-string';
import { inLanguage } from '../../src/words/catalog';
import { Document } from '../../views/layout/document';
import { LanguageChoice } from '../../views/layout/language-choice';
import { CopyField } from '../../views/parts/copy-field';
import { ErrorSummary } from '../../views/parts/error-summary';
import { Field } from '../../views/parts/field';
import { Named, namedText, NAME_PLACE } from '../../views/parts/reading/named';
import { dayOf, relative, Time } from '../../views/parts/time';
import { PLAIN } from './samples/props';

const NOW = Date.UTC(2027, 4, 10, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('UX 26: times in the language of the reader', () => {
  test.each([
    [0, 'now', 'jetzt'],
    [20 * SECOND, '20 s ago', 'vor 20 Sek.'],
    [4 * MINUTE + 59 * SECOND, '4 min ago', 'vor 4 Min.'],
    [23 * HOUR, '23 h ago', 'vor 23 Std.'],
    [DAY, '1 d ago', 'vor 1 Tag'],
    [6 * DAY, '6 d ago', 'vor 6 Tagen'],
    [7 * DAY, '3 May 2027', '3. Mai 2027'],
    [-2 * HOUR, 'in 2 h', 'in 2 Std.'],
    [-400 * DAY, '13 June 2028', '13. Juni 2028'],
  ])('%i ms ago', (away, english, german) => {
    expect(relative(NOW - away, NOW)).toBe(english);
    expect(relative(NOW - away, NOW, 'de')).toBe(german);
  });

  test('the day is that of UTC in both, whatever the clock of the machine says', () => {
    expect([dayOf(Date.UTC(2027, 2, 1) - 1, 'en'), dayOf(Date.UTC(2027, 2, 1) - 1, 'de')]).toEqual([
      '28 February 2027',
      '28. Februar 2027',
    ]);
  });
});

describe('UX 26: parts speak the language of their page', () => {
  const parts = (
    <>
      <ErrorSummary errors={{ name: 'x' }} />
      <Field name="name" label="x" required={false} />
      <Field name="secret" label="x" type="password" />
      <CopyField id="c" label="x" value="x" />
      <Time at={NOW - HOUR} now={NOW} />
    </>
  );
  const chrome = { ...PLAIN, ...inLanguage('de') };

  test('German for a German reader', () => {
    const html = render(
      <Document chrome={chrome} title="x" problem>
        {parts}
      </Document>,
    );
    expect(html).toContain('<html lang="de"');
    for (const text of ['Zum Inhalt springen', 'Es gibt ein Problem', '(freiwillig)', 'data-other="Verbergen"']) {
      expect(html).toContain(text);
    }
    expect(html).toMatch(/Kopieren<.*vor 1 Std\./s);
  });

  test('English on a page of admins, whoever reads it', () => {
    const html = render(
      <Document chrome={chrome} title="x" problem lang="en">
        {parts}
      </Document>,
    );
    expect(html).toContain('<html lang="en"');
    for (const text of [
      'Skip to content',
      'There is a problem',
      '(optional)',
      'data-other="Hide"',
      'Copy<',
      '1 h ago',
    ]) {
      expect(html).toContain(text);
    }
  });

  test('a name stands apart, and one that looks like a place for a name is no place', () => {
    const text = `vor ${NAME_PLACE} nach ${NAME_PLACE}`;
    expect(render(<Named text={text} name="شركة" />)).toBe('vor <bdi>شركة</bdi> nach <bdi>شركة</bdi>');
    expect(render(<Named text={text} name={`<i>${NAME_PLACE}`} />)).toBe(
      `vor <bdi>&lt;i>${NAME_PLACE}</bdi> nach <bdi>&lt;i>${NAME_PLACE}</bdi>`,
    );
    expect(namedText({ text, name: NAME_PLACE })).toBe(text);
    expect(render(<Named text="kein Name" name="x" />)).toBe('kein Name');
  });

  test.each([
    ['/login', '/login?lang=de'],
    ['/login?next=%2F', '/login?next=%2F&amp;lang=de'],
    ['javascript:alert(1)//', undefined],
  ])('the other language is a link from %s', (here, href) => {
    const html = render(<LanguageChoice current="en" here={here} />);
    expect(html).toContain('<span aria-current="true">English</span>');
    expect(/ href="([^"]*)"/.exec(html)?.[1]).toBe(href);
    expect(html).toContain('lang="de" hreflang="de"');
  });
});

import { chooseLanguage, languageToWriteIn } from '../../src/core/languages';

describe('UX 26: the language of a reader', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en-GB,en;q=0.9,de;q=0.8', 'en'],
    ['en;q=0.3, de;q=0.31', 'de'],
    ['fr, nl;q=0.9, de;q=0.2', 'de'],
    ['fr, *', 'en'],
    ['DE-CH', 'de'],
    ['de;q=0', 'en'],
    ['de;q=0.000, en;q=0.001', 'en'],
    ['de ; Q=0.5 , en ; q=0.4', 'de'],
    // Two wishes of one weight: the first one counts.
    ['de, en', 'de'],
    ['en, de', 'en'],
  ])('%j says %s', (accepted, language) => {
    expect(chooseLanguage(undefined, accepted)).toBe(language);
  });

  test.each([
    'de;q=Infinity',
    'de;q=1e9',
    'de;q=0x1',
    'de;q=-1',
    'de;q=NaN',
    'de;q=',
    'de;q=2',
    'de;q=1.0000',
    'de;q=0.1234',
    'constructor',
    '__proto__',
    'den',
    ';;;===,,,',
    `${'x,'.repeat(600)}de`,
  ])('what is no wish is left out: %j', (accepted) => {
    expect(chooseLanguage(undefined, accepted)).toBe('en');
    expect(chooseLanguage('de', accepted)).toBe('de');
  });

  test('mails go out in what was chosen, else in what the record says', () => {
    expect(languageToWriteIn({})).toBe('en');
    expect(languageToWriteIn({ preferredLanguage: 'de_AT' })).toBe('de');
    expect(languageToWriteIn({ preferredLanguage: 'fr' })).toBe('en');
    expect(languageToWriteIn({ language: 'en', preferredLanguage: 'de' })).toBe('en');
  });

  test('a header of a megabyte costs no more than a short one', () => {
    const start = performance.now();
    for (const part of ['de;q=0.1,', ';', ',', 'a-'.repeat(50)]) {
      chooseLanguage(undefined, part.repeat(1_000_000 / part.length));
    }
    expect(performance.now() - start).toBeLessThan(100);
  });
});

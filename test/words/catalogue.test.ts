import { join } from 'node:path';
import { readRepository } from '../support/architecture/source-files';
import { de } from '../../src/words/de';
import { en } from '../../src/words/en';

type Entry = { readonly path: readonly string[]; readonly value: unknown };
type Sentence = (parameters: unknown) => unknown;

/** Every text, list of texts and function of a catalogue with the way to it. */
function entriesOf(value: unknown, path: readonly string[] = []): Entry[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(inner, [...path, key]));
}

/** What a function is given: numbers of both kinds, a name, and nothing where nobody knows. */
const GIVEN: readonly unknown[] = [0, 1, 2, 1234, 'Nordwind', undefined];

/** The texts an entry may become, and the names of what it says them of. */
function readingsOf(value: unknown): { texts: string[]; parameters: string[] } {
  if (typeof value === 'string') return { texts: [value], parameters: [] };
  if (Array.isArray(value)) return { texts: value as string[], parameters: [] };
  const parameters = new Set<string>();
  const texts = GIVEN.flatMap((given) => {
    const asked = new Proxy({}, { get: (_, key) => (parameters.add(String(key)), given) });
    try {
      return [(value as Sentence)(asked)].flat() as string[];
    } catch {
      return [];
    }
  });
  return { texts, parameters: [...parameters].sort() };
}

const english = entriesOf(en);
const german = new Map(entriesOf(de).map(({ path, value }) => [path.join('.'), value]));
const rows = english.map(({ path, value }) => {
  const name = path.join('.');
  return { name, path, value, ours: readingsOf(value), theirs: readingsOf(german.get(name)), other: german.get(name) };
});
const all = rows.flatMap(({ name, ours, theirs }) => [
  ...ours.texts.map((text) => ({ name, text, language: 'en' })),
  ...theirs.texts.map((text) => ({ name, text, language: 'de' })),
]);
const broken = (rule: (row: { name: string; text: string; language: string }) => boolean): string[] =>
  all.filter(rule).map(({ name, text, language }) => `${language} ${name}: ${text}`);

/** Words that are the same in both languages. */
const SAME = new Set([
  'Problem: ',
  'Problem',
  'Organisation',
  'Name',
  'Code',
  'Website',
  'Passkey',
  'Passkeys',
  'English',
  'Identity Management',
]);
/** Entries that are reached by a name that is made: by the code of an error, by what is wrong, by a property. */
const REACHED = [
  /^errors\.\w+\.(?:badge|title)$/,
  /^sentences\.password_(?:long|alike|common|personal)$/,
  /^secondFactor\.kinds\./,
  /^profile\.fields\./,
];

describe('UX 26: the catalogue', () => {
  test('has every entry in both languages, of the same kind and of the same things', () => {
    expect(rows.length).toBeGreaterThan(200);
    expect([...german.keys()]).toEqual(expect.arrayContaining(rows.map(({ name }) => name)));
    expect(german.size).toBe(rows.length);
    const unlike = rows.filter(
      ({ value, other, ours, theirs }) =>
        typeof value !== typeof other ||
        ours.parameters.join() !== theirs.parameters.join() ||
        (Array.isArray(value) && value.length !== (other as unknown[]).length),
    );
    expect(unlike.map(({ name }) => name)).toEqual([]);
  });

  test('says something everywhere, and nothing that a program left in it', () => {
    const empty = rows.filter(({ ours, theirs }) =>
      [ours, theirs].some(({ texts }) => texts.length === 0 || texts.some((text) => typeof text !== 'string')),
    );
    expect(empty.map(({ name }) => name)).toEqual([]);
    // A state of a sign-out may have no more to say than its word.
    expect(broken(({ name, text }) => text.trim() === '' && !/^signOut\.states\./.test(name))).toEqual([]);
    expect(broken(({ text }) => /NaN|\[object|\$\{|\s\s/.test(text))).toEqual([]);
  });

  test('keeps its German free of English, and polite', () => {
    const left = rows.filter(
      ({ ours, theirs }) =>
        ours.texts.join() === theirs.texts.join() && ours.texts.some((text) => /\p{L}/u.test(text) && !SAME.has(text)),
    );
    expect(left.map(({ name, ours }) => `${name}: ${ours.texts[0] ?? ''}`)).toEqual([]);
    const foreign = /\b(?:the|your|you|and|with|from|this|that|sign|please|they|their|have)\b/i;
    const quoted = /„[^“]*“|Single Sign-on/g;
    expect(broken(({ text, language }) => language === 'de' && foreign.test(text.replace(quoted, '')))).toEqual([]);
    expect(
      broken(({ text, language }) => language === 'de' && /\b(?:du|dein\w*|dir|dich|euch|euer)\b/i.test(text)),
    ).toEqual([]);
  });

  test('sets quotes and apostrophes as print does', () => {
    expect(broken(({ text }) => /["'`´]|\.\.\.|--/.test(text))).toEqual([]);
    const count = (text: string, letter: string): number => text.split(letter).length - 1;
    const unpaired = ({ text, language }: { text: string; language: string }): boolean =>
      language === 'en'
        ? count(text, '“') !== count(text, '”')
        : count(text, '„') !== count(text, '“') || /[”]/.test(text);
    expect(broken(unpaired)).toEqual([]);
    expect(broken(({ text, language }) => language === 'en' && text.includes('„'))).toEqual([]);
  });

  test('counts one and many in the words of the language', () => {
    const { sentences, security } = de;
    expect(sentences.too_many_tries({ minutes: 1 })).toContain('eine Minute,');
    expect(sentences.too_many_tries({ minutes: 3 })).toContain('3 Minuten,');
    expect(security.othersSignedOut({ count: 1 })).not.toBe(security.othersSignedOut({ count: 2 }).replace('2', '1'));
    expect(de.portal.countedSignIn({ count: 1310 })).toContain('1.310');
    expect(en.portal.countedSignIn({ count: 1310 })).toContain('1,310');
  });

  test('holds nothing that no page says', () => {
    const sources = readRepository(join(__dirname, '../..')).filter(
      ({ path }) => /^(?:src|views)\/.*\.tsx?$/.test(path) && !path.startsWith('src/words/'),
    );
    const words = sources.map(({ text }) => new Set(text.match(/[A-Za-z_][\w-]*/g)));
    const unused = rows.filter(({ path }) => {
      // Sentences are named alone; everything else is reached by its way.
      const way = path[0] === 'sentences' ? path.slice(1) : path;
      return (
        !REACHED.some((made) => made.test(path.join('.'))) &&
        !words.some((known) => way.every((name) => known.has(name)))
      );
    });
    expect(unused.map(({ name }) => name)).toEqual([]);
  });
});

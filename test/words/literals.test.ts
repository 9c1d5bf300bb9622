import { join } from 'node:path';
import ts from 'typescript';
import { parse } from '../support/architecture/imports';
import { readRepository, type RepositoryFile } from '../support/architecture/source-files';

/**
 * Pages that people other than admins read, and the frames and parts that stand on them. `shell.tsx` frames the pages of
 * admins and of the API, which are English.
 */
const PAGES = [/^views\/(?:gate|portal|sso)\//, /^views\/layout\/(?!(?:admin|shell)\.tsx)/];
/**
 * The product's name, in the letters of its mark; signs without words; what SAML and its files are called in every
 * language.
 */
const NAMES =
  /^(?:pa|sso|(?:· )?Passo|Metadata URL|IdP Entity ID|SSO IdP URL|Fingerprint \(SHA-256\)|certificate\.pem|[^\p{L}]*)$/u;
/** Attributes that are read out or shown. */
const READ =
  /^(?:label|title|lead|help|text|placeholder|alt|summary|caption|button|note|badge|aria-label|aria-description|data-th)$/;

/** Texts that stand in a page itself: between tags, and in attributes that people read. */
function literalsOf(file: RepositoryFile): string[] {
  const found: string[] = [];
  const add = (text: string): void => {
    const plain = text.replace(/\s+/g, ' ').trim();
    if (!NAMES.test(plain)) found.push(`${file.path}: ${plain}`);
  };
  const texts = (node: ts.Node): void => {
    if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return;
    if (ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText())) return;
    if (ts.isCallExpression(node) || ts.isElementAccessExpression(node)) return;
    if (ts.isStringLiteralLike(node)) add(node.text);
    else if (ts.isTemplateExpression(node))
      [node.head, ...node.templateSpans.map(({ literal }) => literal)].forEach(({ text }) => add(text));
    else ts.forEachChild(node, texts);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) add(node.text);
    if (ts.isJsxAttribute(node) && node.initializer !== undefined && READ.test(node.name.getText()))
      texts(node.initializer);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && node.expression !== undefined)
      texts(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

/** Errors whose sentence is written where they are thrown, and not in the catalogue. */
function ownSentences(file: RepositoryFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const plain = ts.isNewExpression(node) && node.expression.getText() === 'AppError';
    const [code] = plain ? (node.arguments ?? []) : [];
    if (plain && !(code !== undefined && ts.isStringLiteralLike(code) && code.text === 'internal'))
      found.push(node.getText());
    if (ts.isCallExpression(node) && /^(?:invalid|notFound)$/.test(node.expression.getText()))
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found.map((text) => `${file.path}: ${text.replace(/\s+/g, ' ').slice(0, 120)}`);
}

/** What people who are no admins run into. */
const REACHED = [
  /^src\/web\/(?:portal|sso|middleware)\//,
  /^src\/web\/(?:error-page|forms|safe-path|reader)\.tsx?$/,
  /^src\/actions\/(?:sessions|sign-on|logout)\//,
  /^src\/actions\/second-factor\/(?!reset)/,
  /^src\/actions\/portal\/(?!decide-access|organisation)/,
  /^src\/actions\/users\/(?:forgotten|passwords|language)\.ts$/,
  /^src\/net\/password-hash\.ts$/,
];
/** What an image gets, which nobody reads, and what is said of a message that admins bring. */
const UNREAD = /notFound\('This (?:image|icon)'\)$|^src\/web\/error-page\.tsx: new AppError\('invalid', error\.message/;

const files = readRepository(join(__dirname, '../..'));
const among = (patterns: readonly RegExp[]): RepositoryFile[] =>
  files.filter(({ path }) => /\.tsx?$/.test(path) && patterns.some((pattern) => pattern.test(path)));

describe('UX 26: what people read comes from the catalogue', () => {
  test('no page of theirs holds words of its own', () => {
    expect(among(PAGES).length).toBeGreaterThan(15);
    expect(among(PAGES).flatMap(literalsOf)).toEqual([]);
  });

  test('no error that reaches them brings its own sentence', () => {
    expect(among(REACHED).length).toBeGreaterThan(40);
    expect(
      among(REACHED)
        .flatMap(ownSentences)
        .filter((line) => !UNREAD.test(line)),
    ).toEqual([]);
  });

  test.each([
    '<h1>Sign in</h1>',
    '<p>{many ? "Sign out all" : words.one}</p>',
    '<Card title="Devices" />',
    '<input placeholder={`Find ${what}`} />',
    '<a aria-label={on ? words.on : "Off"}>{words.x}</a>',
  ])('words in a page are found: %s', (page) => {
    expect(literalsOf({ path: 'views/gate/x.tsx', text: `export const X = () => ${page};` })).toHaveLength(1);
  });

  test.each(["throw new AppError('invalid', 'Too long.')", "throw invalid({ name: 'Too long.' })"])(
    'a sentence in an error is found: %s',
    (text) => {
      expect(ownSentences({ path: 'src/web/portal/x.ts', text })).toHaveLength(1);
    },
  );

  test.each([
    '<h1 class={at === "start" ? "a" : "b"}>{words.title}</h1>',
    '<p>{state === "open" ? words.open : words.shut}</p>',
    '<b>{words[kind === "x" ? "one" : "two"]}</b>',
    '<b>{words.of({ what: "x" })}</b>',
  ])('choices that nobody reads are let through: %s', (page) => {
    expect(literalsOf({ path: 'views/gate/x.tsx', text: `export const X = () => ${page};` })).toEqual([]);
  });
});

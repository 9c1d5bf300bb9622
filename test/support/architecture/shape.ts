import { posix } from 'node:path';
import { isProductSource, type RepositoryFile } from './source-files';

const MOST_LINES = 400;
const MOST_FILES = 20;
const MOST_README_LINES = 30;
/** Data, not logic: a long list is the honest form of it. */
const DATA = [/^src\/connectors\/catalog\//, /^src\/dev\/[^/]*(?:data|seed)[^/]*(?:\/|\.ts$)/];
const isData = (path: string): boolean => DATA.some((pattern) => pattern.test(path));
const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path);
const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** Files of code longer than 400 lines; data and browser assets are excepted. */
export function longFiles(files: readonly RepositoryFile[]): string[] {
  return files
    .filter(({ path }) => isCode(path) && !isData(path) && !path.startsWith('views/assets/'))
    .filter(({ text }) => lineCount(text) > MOST_LINES)
    .map(({ path, text }) => `${path} has ${lineCount(text)} lines`);
}

/** Folders of the product and its tests with more than 20 files of code. */
export function crowdedFolders(files: readonly RepositoryFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of files.filter((file) => isCode(file.path) && !isData(file.path))) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > MOST_FILES).map(([folder, count]) => `${folder} has ${count} files`);
}

/**
 * Every folder directly below src has a README.md, and a folder further down has one of its own or is named in that
 * of a folder above it. No README below src is longer than 30 lines.
 */
export function readmeProblems(files: readonly RepositoryFile[]): string[] {
  const text = new Map(files.map((file) => [file.path, file.text]));
  const sources = files.filter(({ path }) => path.startsWith('src/') && isCode(path));
  const folders = new Set(sources.flatMap(({ path }) => foldersOf(posix.dirname(path))));
  const missing = [...folders]
    .filter((folder) => !isExplained(folder, text))
    .map((folder) => `${folder} has no README.md`);
  const long = files
    .filter(({ path }) => path.startsWith('src/') && path.endsWith('/README.md'))
    .filter((file) => lineCount(file.text) > MOST_README_LINES)
    .map((file) => `${file.path} has ${lineCount(file.text)} lines`);
  return [...missing, ...long];
}

function foldersOf(folder: string): string[] {
  return folder === 'src' || folder === '.' ? ['src'] : [folder, ...foldersOf(posix.dirname(folder))];
}

function isExplained(folder: string, text: ReadonlyMap<string, string>): boolean {
  if (text.has(`${folder}/README.md`)) return true;
  const names = folder.split('/').slice(2);
  const name = names.at(-1);
  if (name === undefined) return false;
  const above = names.map(
    (_, index) =>
      `${folder
        .split('/')
        .slice(0, index + 2)
        .join('/')}/README.md`,
  );
  return above.some((path) => new RegExp(`\\b${name}\\b`).test(text.get(path) ?? ''));
}

const VIEW_RULES: readonly [RegExp, string][] = [
  [/dangerouslySetInnerHTML/, 'writes raw HTML'],
  [/[\s{]style\s*=\s*["'{]/, 'has a style attribute, which the content security policy blocks'],
  [/\son[A-Z]?[a-z]+\s*=\s*["'{]/, 'has an inline event handler, which the content security policy blocks'],
  [/<script(?![^>]*\b(?:src|nonce)=)/, 'has an inline script without a nonce'],
];

/** What views may not contain. */
export function viewProblems(files: readonly RepositoryFile[]): string[] {
  return files
    .filter(({ path }) => /^(?:views\/.*|src\/.*)\.tsx$/.test(path))
    .flatMap(({ path, text }) => VIEW_RULES.filter(([rule]) => rule.test(text)).map(([, what]) => `${path} ${what}`));
}

const MARKS: readonly [RegExp, string][] = [
  [/\b(?:TODO|FIXME|XXX)\b/, 'leaves work for later'],
  [/@ts-(?:ignore|nocheck|expect-error)|eslint-disable/, 'silences a checker'],
];

/** Marks of unfinished or silenced code in the product, and default exports outside the catalog. */
export function houseProblems(files: readonly RepositoryFile[]): string[] {
  return files.filter(isProductSource).flatMap(({ path, text }) => {
    const marks = MARKS.filter(([rule]) => rule.test(text)).map(([, what]) => `${path} ${what}`);
    const unnamed = !isData(path) && /^export default\b/m.test(text);
    return unnamed ? [...marks, `${path} has a default export`] : marks;
  });
}

/** Files that name a package registry, and a lock file that carries download addresses. */
export function registryProblems(files: readonly RepositoryFile[]): string[] {
  const registry = new RegExp(['registry\\.(?:npmjs', 'yarnpkg|npmmirror)\\.'].join('|'));
  return files.flatMap(({ path, text }) => {
    if (path === 'package-lock.json' && /"resolved":\s*"https?:/.test(text)) return [`${path} has download addresses`];
    return registry.test(text) && path !== 'test/support/architecture/shape.ts' ? [`${path} names a registry`] : [];
  });
}

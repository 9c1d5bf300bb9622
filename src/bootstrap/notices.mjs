import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// Writes THIRD-PARTY-NOTICES: the packages that are delivered with Passo and their licences, from what is installed.
// With --print it goes to the output instead.

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const FILE = 'THIRD-PARTY-NOTICES';
const TEXTS = /^(?:licen[sc]e|copying|notice)(?:[.-].*)?$/i;
const RULE = '-'.repeat(80);

/** The packages that run with Passo. Those for one machine alone are left out: their package for all is there. */
function packages() {
  const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const found = new Map();
  for (const [folder, entry] of Object.entries(locked)) {
    if (folder === '' || entry.dev || entry.devOptional || entry.os || entry.cpu || entry.link) continue;
    const at = join(ROOT, folder);
    const { name, version, license, licenses } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    const said = license ?? licenses?.[0];
    found.set(`${name} ${version}`, {
      title: `${name} ${version}`,
      license: (typeof said === 'object' ? said.type : said) ?? entry.license ?? 'see below',
      text: textOf(at),
    });
  }
  return [...found.values()].sort((one, other) => (one.title < other.title ? -1 : 1));
}

/** What a package says of its licence: its files, or that part of its description. */
function textOf(folder) {
  const names = readdirSync(folder).sort();
  const files = names.filter((name) => TEXTS.test(name) && !/\.[cm]?[jt]s$/.test(name));
  if (files.length > 0) return files.map((name) => plain(readFileSync(join(folder, name), 'utf8'))).join('\n\n');
  const description = names.find((name) => /^readme(?:\.|$)/i.test(name));
  const text = description === undefined ? '' : plain(readFileSync(join(folder, description), 'utf8'));
  const [, part = ''] = /^#+ *licen[sc]e:?[^\n]*\n([\s\S]*?)(?=^#+ |$(?![\s\S]))/im.exec(text) ?? [];
  return part.trim() === '' ? 'The package holds no text of its licence.' : part.trim();
}

function plain(text) {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

/** Packages with the same text stand together. */
function written() {
  const byText = new Map();
  for (const one of packages()) byText.set(one.text, [...(byText.get(one.text) ?? []), one]);
  const parts = [...byText].map(([text, those]) =>
    [RULE, ...those.map(({ title, license }) => `${title} (${license})`), '', text, ''].join('\n'),
  );
  return [
    'Passo is delivered with the packages below. They belong to their authors, and each is used under its own licence.',
    'Passo itself is under the licence in LICENSE. This file is written by: npm run notices',
    '',
    ...parts,
  ].join('\n');
}

if (!existsSync(join(ROOT, 'node_modules'))) {
  process.stderr.write('Nothing is installed: npm ci\n');
  process.exit(1);
}
if (process.argv.includes('--print')) process.stdout.write(written());
else writeFileSync(join(ROOT, FILE), written());

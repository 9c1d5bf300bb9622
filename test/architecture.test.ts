import { join } from 'node:path';
import { brokenImports, OPTIONAL_PACKAGES, PACKAGES } from './support/architecture/import-rules';
import { brokenPurity, RANDOM_EXCEPTIONS } from './support/architecture/purity';
import * as shape from './support/architecture/shape';
import { isProductSource, readRepository, type RepositoryFile } from './support/architecture/source-files';

const root = join(__dirname, '..');
const files = readRepository(root);
const product = files.filter(isProductSource);
const manifest = JSON.parse(files.find(({ path }) => path === 'package.json')?.text ?? '{}') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
};

describe('the repository', () => {
  test('there are sources to check', () => expect(product.length).toBeGreaterThan(10));
  test('imports follow the table of folders and packages', () => expect(product.flatMap(brokenImports)).toEqual([]));
  test('pure folders use no clock, chance or globals, and only config/env.ts reads the environment', () => {
    expect(product.flatMap(brokenPurity)).toEqual([]);
  });
  test('no file of code is longer than 400 lines', () => expect(shape.longFiles(files)).toEqual([]));
  test('no folder holds more than 20 files of code', () => expect(shape.crowdedFolders(files)).toEqual([]));
  test('every folder below src is explained by a README of at most 30 lines', () => {
    expect(shape.readmeProblems(files)).toEqual([]);
  });
  test('views hold no raw HTML, style attribute, inline handler or bare script', () => {
    expect(shape.viewProblems(files)).toEqual([]);
  });
  test('no marks of unfinished or silenced code, no default exports', () => {
    expect(shape.houseProblems(files)).toEqual([]);
  });
  test('no file names a package registry', () => expect(shape.registryProblems(files)).toEqual([]));
  test('the bootstrap scripts need nothing installed', () => {
    const scripts = files.filter(({ path }) => /^src\/bootstrap\/.*\.mjs$/.test(path));
    const imported = scripts.flatMap(({ text }) => [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]));
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((name) => !/^(?:node:|\.\/)/.test(name ?? ''))).toEqual([]);
  });
  test('the package table names exactly what is installed for production', () => {
    expect(Object.keys(PACKAGES).sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });
  test('packages that are not installed for production are optional, and tested in the versions that are named', () => {
    const { peerDependencies, peerDependenciesMeta, devDependencies } = manifest;
    expect(Object.keys(OPTIONAL_PACKAGES).sort()).toEqual(Object.keys(peerDependencies).sort());
    for (const [name, version] of Object.entries(peerDependencies)) {
      expect([devDependencies[name], peerDependenciesMeta[name]]).toEqual([version, { optional: true }]);
    }
  });
  test('every exception for random values names a reason', () => {
    for (const reason of Object.values(RANDOM_EXCEPTIONS)) expect(reason.length).toBeGreaterThan(20);
  });
});

const plant = (path: string, text: string): RepositoryFile => ({ path, text });

describe('planted violations are found', () => {
  test.each([
    ['src/provisioning/plan.ts', `import knex from 'knex';`],
    ['src/provisioning/plan.ts', `import { request } from 'node:http';`],
    ['src/provisioning/plan.ts', `import { readFileSync } from 'fs';`],
    ['src/provisioning/plan.ts', `import type { UserRow } from '../store/users';`],
    ['src/core/user.ts', `import { describe } from '../events/describe';`],
    ['src/core/user.ts', `export { describe } from '../events/describe';`],
    ['src/core/user.ts', `export const load = () => import('../events/describe');`],
    ['src/core/user.ts', `export type D = import('../events/describe').D;`],
    ['src/connectors/check.ts', `import { readXml } from '../saml/xml';`],
    ['src/connectors/check.ts', `import { type A, readXml } from '../saml/xml';`],
    ['src/store/users.ts', `import { buildPatch } from '../scim/patch';`],
    ['src/saml/response.ts', `import { SignedXml } from 'xml-crypto';`],
    ['src/saml/response.ts', `import * as samlify from 'samlify';`],
    ['src/actions/users/create.ts', `import { page } from '../../web/render';`],
    ['src/web/admin/users.ts', `import { listTokens } from '../../api/tokens';`],
    ['src/web/admin/users.ts', `import { saveUser } from '../../store/users';`],
    ['src/web/admin/users.ts', `import { listing, findUser } from '../../store/users';`],
    ['src/web/admin/users.ts', `import * as users from '../../store/users';`],
    ['src/web/admin/users.ts', `import passport from 'passport';`],
    ['src/web/admin/users.ts', `import { parse } from '../../saml/xml';`],
    ['src/jobs/worker.ts', `import { startFake } from '../dev/fake';`],
    ['src/net/mail.ts', `import { hash } from '@node-rs/argon2';`],
    ['src/net/mail.ts', `import pino from 'pino';`],
    ['src/core/user.ts', `import { z } from 'zod';`],
    ['src/app.ts', `import { thing } from 'left-pad';`],
    ['src/app.ts', `import { context } from './context.js';`],
    ['src/app.ts', `import { fixture } from '../test/support/fixture';`],
    ['views/admin/users.tsx', `import { listUsers } from '../../src/store/users';`],
    ['migrations/0001-start.ts', `import { newId } from '../src/core/ids';`],
    ['migrations/0001-start.ts', `import { knex } from 'knex';`],
    ['src/helpers/all.ts', `import { newId } from '../core/ids';`],
  ])('imports: %s with %s', (path, text) => expect(brokenImports(plant(path, text))).toHaveLength(1));

  test.each([
    ['src/core/user.ts', 'export const now = Date.now();'],
    ['src/core/user.ts', 'export const clock = Date.now;'],
    ['src/core/user.ts', 'export const now = new Date();'],
    ['src/saml/response.ts', 'export const now = Date();'],
    ['src/scim/list.ts', 'export const n = Math.random();'],
    ['src/events/describe.ts', `import { randomUUID } from 'node:crypto';`],
    ['src/events/describe.ts', 'export const id = crypto.randomUUID();'],
    ['src/connectors/check.ts', 'console.log(1);'],
    ['src/scim/client.ts', `export const answer = fetch('/');`],
    ['src/net/mail.ts', 'export const host = process.env.HOST;'],
    ['src/net/mail.ts', `export const host = process['env'].HOST;`],
    ['src/net/mail.ts', 'const { env } = process;'],
    ['src/net/mail.ts', `import { env } from 'node:process';`],
  ])('purity: %s with %s', (path, text) => {
    expect(brokenPurity(plant(path, text)).length).toBeGreaterThan(0);
  });

  const long = 'x;\n'.repeat(401);
  const many = Array.from({ length: 21 }, (_, index) => plant(`src/net/file-${index}.ts`, ''));
  const registry = `https://registry.${'npmjs'}.org/`;
  test.each<[string, (planted: RepositoryFile[]) => string[], RepositoryFile[]]>([
    ['a long file', shape.longFiles, [plant('src/net/mail.ts', long)]],
    ['a crowded folder', shape.crowdedFolders, many],
    ['a folder without README', shape.readmeProblems, [plant('src/README.md', ''), plant('src/net/mail.ts', '')]],
    ['a long README', shape.readmeProblems, [plant('src/net/README.md', long)]],
    ['raw HTML', shape.viewProblems, [plant('views/a.tsx', '<p dangerouslySetInnerHTML={x} />')]],
    ['a style attribute', shape.viewProblems, [plant('views/a.tsx', '<p style="color: red" />')]],
    ['an inline handler', shape.viewProblems, [plant('views/a.tsx', '<p onclick="go()" />')]],
    ['an inline script', shape.viewProblems, [plant('views/a.tsx', '<script>go()</script>')]],
    ['unfinished work', shape.houseProblems, [plant('src/net/mail.ts', `// ${'TO'}DO later`)]],
    ['a silenced checker', shape.houseProblems, [plant('src/net/mail.ts', `// @ts-${'ignore'}`)]],
    ['a default export', shape.houseProblems, [plant('src/net/mail.ts', 'export default 1;')]],
    ['a registry', shape.registryProblems, [plant('Dockerfile', `RUN npm ci --registry ${registry}`)]],
    ['download addresses', shape.registryProblems, [plant('package-lock.json', `"resolved": "https://host/a.tgz"`)]],
  ])('shape: %s', (_name, check, planted) => expect(check(planted)).toHaveLength(1));
});

describe('what the rules allow passes', () => {
  test.each([
    ['src/connectors/check.ts', `import type { AcsUrl } from '../saml/acs';`],
    ['src/connectors/check.ts', `import { type AcsUrl } from '../saml/acs';`],
    ['src/provisioning/plan.ts', `import { buildPatch } from '../scim/patch';`],
    ['src/saml/signature.ts', `import { SignedXml } from 'xml-crypto';\nimport { inflateRawSync } from 'node:zlib';`],
    ['src/web/admin/users.ts', `import { findUser, listUsers, type UserRow } from '../../store/users';`],
    ['src/web/errors.ts', `import { SamlError } from '../saml/errors';`],
    ['src/cli/demo.ts', `import { startFake } from '../dev/fake';`],
    ['src/store/migrations.ts', `import * as start from '../../migrations/0001-start';`],
    ['migrations/0001-start.ts', `import type { Knex } from 'knex';`],
    ['src/main.ts', `import { startWorker } from './jobs/worker';`],
  ])('imports: %s with %s', (path, text) => expect(brokenImports(plant(path, text))).toEqual([]));

  test.each([
    ['src/core/user.ts', 'export const at = (now: number): Date => new Date(now);'],
    ['src/core/user.ts', 'export interface Run { process: string }\nexport const f = (r: Run) => r.process;'],
    ['src/core/ids.ts', `import { randomBytes } from 'node:crypto';\nexport const id = () => randomBytes(10);`],
    ['src/config/env.ts', 'export const port = process.env.PORT;'],
  ])('purity: %s with %s', (path, text) => expect(brokenPurity(plant(path, text))).toEqual([]));
});

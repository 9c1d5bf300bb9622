import { builtinModules } from 'node:module';
import { readImports, type ImportLine } from './imports';
import { areaOf, type RepositoryFile } from './source-files';

/** Folders that touch no network, no database, no framework and no clock. */
export const PURE = ['core', 'events', 'saml', 'scim', 'connectors', 'provisioning', 'words'];
const BELOW_ACTIONS = [...PURE, 'config', 'store', 'net', 'logger'];
const WIRING = ['main', 'app', 'context', 'load-connectors'];

interface Allowed {
  readonly values: readonly string[];
  readonly types?: readonly string[];
}

const DRIVER: Allowed = {
  values: ['actions', 'core', 'events', 'connectors', 'config', 'context', 'logger', 'tracing', 'words'],
  types: ['saml', 'scim', 'store'],
};

/** Which area may import which; an area may always import itself. `types` may be imported as types only. */
export const AREAS: Readonly<Record<string, Allowed>> = {
  core: { values: [] },
  events: { values: ['core'] },
  words: { values: ['core'] },
  saml: { values: ['core'] },
  scim: { values: ['core'] },
  connectors: { values: ['core'], types: ['saml', 'scim'] },
  provisioning: { values: ['core', 'scim', 'connectors'] },
  config: { values: ['core'] },
  logger: { values: ['core'], types: ['config'] },
  store: { values: ['core', 'events', 'migrations', 'logger'], types: ['saml', 'scim', 'connectors'] },
  net: { values: ['core', 'logger', 'words'], types: ['config', 'scim'] },
  tracing: { values: ['core', 'config'], types: ['actions', 'events', 'net', 'scim'] },
  actions: { values: [...BELOW_ACTIONS, 'tracing'], types: ['context'] },
  web: { values: [...DRIVER.values, 'views'], types: [...(DRIVER.types ?? []), 'provisioning'] },
  api: { ...DRIVER, types: [...(DRIVER.types ?? []), 'provisioning'] },
  jobs: DRIVER,
  metrics: { values: ['core', 'config'], types: ['actions', 'events', 'scim', 'store'] },
  cli: { values: [...DRIVER.values, ...WIRING, 'api', 'dev'], types: DRIVER.types ?? [] },
  dev: { values: ['core', 'connectors', 'views'], types: ['scim'] },
  views: { values: ['core', 'words'], types: ['events', 'connectors', 'saml', 'scim', 'provisioning'] },
  migrations: { values: [] },
  ...Object.fromEntries(
    WIRING.map((name) => [
      name,
      {
        values: [
          ...BELOW_ACTIONS,
          ...WIRING,
          'actions',
          'web',
          'api',
          'jobs',
          'metrics',
          'tracing',
          'cli',
          'views',
          'migrations',
        ],
      },
    ]),
  ),
};

/** Drivers read rows; whatever writes goes through an action. The name says which it is. */
const READS_STORE = ['web', 'api', 'jobs', 'metrics', 'cli'];
const READ_NAME = /^(?:find|get|list|count|read)(?:[A-Z]|$)/;

/** Single files that an area may import although the table closes their folder. */
const OPEN_FILES: readonly { readonly target: string; readonly to: readonly string[] }[] = [
  { target: 'src/saml/errors', to: READS_STORE },
  { target: 'views/mail/document', to: ['net'] },
];

/** Pages of the simulator show its own nouns; the pages of the product may not. */
const DEV_VIEWS = 'views/dev/';

/** Where each package may be imported: an area, a folder or one file. What is not listed may not be imported at all. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  express: ['src/app', 'src/web/', 'src/api/', 'src/dev/'],
  'express-session': ['src/app', 'src/web/middleware/'],
  passport: ['src/app', 'src/web/middleware/'],
  'passport-local': ['src/app', 'src/web/middleware/'],
  'cookie-signature': ['src/web/'],
  'csrf-sync': ['src/app', 'src/web/middleware/'],
  helmet: ['src/app', 'src/web/middleware/'],
  multer: ['src/web/middleware/'],
  knex: ['src/store/'],
  sqlite3: ['src/store/'],
  pg: ['src/store/'],
  samlify: ['src/saml/samlify'],
  'xml-crypto': ['src/saml/signature'],
  'node-forge': ['src/saml/keys/'],
  '@node-saml/node-saml': ['src/saml/self-check', 'src/dev/'],
  '@xmldom/xmldom': ['src/saml/', 'src/dev/'],
  xpath: ['src/saml/', 'src/dev/'],
  preact: ['views/', 'src/web/render'],
  'preact-render-to-string': ['src/web/render', 'src/net/mail/write', 'views/dev/page'],
  undici: ['src/net/'],
  nodemailer: ['src/net/mail/'],
  'prom-client': ['src/metrics/'],
  pino: ['src/logger/'],
  '@simplewebauthn/server': ['src/net/passkeys'],
  uqr: ['src/net/qr-code'],
  'csv-parse': ['src/net/csv'],
  '@zxcvbn-ts/language-common': ['src/net/common-passwords'],
  zod: ['src/actions/', 'src/web/', 'src/config/', 'src/api/'],
  '@asteasolutions/zod-to-openapi': ['src/api/'],
  yaml: ['src/cli/', 'src/actions/config-file/'],
  '@node-rs/argon2': ['src/net/password-hash'],
};

/** Packages that are no part of what is installed: loaded when they are asked for, and the product runs without them. */
export const OPTIONAL_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/api': ['src/tracing/open', 'src/tracing/spans'],
  '@opentelemetry/sdk-trace-base': ['src/tracing/open', 'src/tracing/export-watch'],
  '@opentelemetry/resources': ['src/tracing/open'],
  '@opentelemetry/exporter-trace-otlp-proto': ['src/tracing/open'],
};

/** Packages whose types, and nothing else, may be imported in further places. */
const TYPE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  knex: ['migrations/'],
  preact: ['src/web/'],
};

const PURE_NODE_MODULES = ['node:crypto', 'node:zlib', 'node:util'];

/** The broken import rules of one product file, one sentence each; empty when it keeps them all. */
export function brokenImports(file: RepositoryFile): string[] {
  return readImports(file).flatMap((line) => {
    const problem = line.target === undefined ? packageProblem(file, line) : targetProblem(file, line, line.target);
    return problem === undefined ? [] : [`${file.path} imports ${line.specifier}: ${problem}`];
  });
}

function targetProblem(file: RepositoryFile, line: ImportLine, target: string): string | undefined {
  if (/\.[jt]sx?$/.test(line.specifier)) return 'relative imports carry no extension';
  if (!/^(?:src|views|migrations)(?:\/|$)/.test(target)) return 'it lies outside the product';
  const from = areaOf(file.path);
  const to = areaOf(target);
  if (from === to) return undefined;
  const allowed = AREAS[from];
  if (allowed === undefined) return `${from} has no line in the import table`;
  if (allowed.values.includes(to)) return undefined;
  if (OPEN_FILES.some((open) => open.target === target && open.to.includes(from))) return undefined;
  if (line.typeOnly && allowed.types?.includes(to)) return undefined;
  if (line.typeOnly && to === 'dev' && file.path.startsWith(DEV_VIEWS)) return undefined;
  if (to === 'store' && READS_STORE.includes(from)) return storeProblem(line);
  return allowed.types?.includes(to) ? `${from} may import types of ${to} only` : `${from} may not import ${to}`;
}

function storeProblem(line: ImportLine): string | undefined {
  const writes = line.names.filter((name) => !READ_NAME.test(name));
  return writes.length === 0 ? undefined : `only functions that read may come from store, not ${writes.join(', ')}`;
}

function packageProblem(file: RepositoryFile, line: ImportLine): string | undefined {
  const { specifier } = line;
  if (specifier.startsWith('node:')) {
    if (PURE.includes(areaOf(file.path)) && !PURE_NODE_MODULES.includes(specifier)) {
      return `pure folders may use ${PURE_NODE_MODULES.join(', ')} only`;
    }
    return undefined;
  }
  if (builtinModules.includes(specifier)) return 'modules of Node are imported with the node: prefix';
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const places = [
    ...(PACKAGES[name] ?? []),
    ...(OPTIONAL_PACKAGES[name] ?? []),
    ...(line.typeOnly ? (TYPE_PACKAGES[name] ?? []) : []),
  ];
  const inside = places.some((place) =>
    place.endsWith('/') ? file.path.startsWith(place) : file.path.replace(/\.tsx?$/, '') === place,
  );
  return inside ? undefined : `this package belongs in ${places.join(', ') || 'no folder'}`;
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { effectiveOf } from '../../src/config/effective';
import { knownVariables, SECRETS, spellingHints, twinOf, VARIABLES, type Env } from '../../src/config/env';
import { nearestOf } from '../../src/config/nearest';
import { HIDDEN, listSettings, readSettings } from '../../src/config/settings';

const PASSWORD = 'never-shown-1f7';
let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'passo-settings-'))));
afterEach(() => rmSync(root, { recursive: true }));

const write = (name: string, text: string): string => {
  const file = join(root, name);
  writeFileSync(file, text);
  return file;
};

test('flag goes before environment, environment before file, file before default, and each knows where it came from', () => {
  write('passo.env', '# ours\nPASSO_PORT=1\nPASSO_HOST="0.0.0.0"\nPASSO_LOG_LEVEL=warn\nPASSO_SCIM_RATE=3\n');
  const settings = readSettings({
    flags: { port: '3' },
    environment: { PASSO_PORT: '2', PASSO_LOG_LEVEL: 'error', PASSO_SCIM_RATE: '' },
    preset: { host: 'x', dataDir: 'demo' },
    root,
  });
  expect(settings.env).toEqual({ port: '3', logLevel: 'error', host: '0.0.0.0', scimRate: '3', dataDir: 'demo' });
  expect(settings.origins).toEqual({
    port: 'flag',
    logLevel: 'environment',
    host: 'file',
    scimRate: 'file',
    dataDir: 'default',
  });
  expect(settings.hints).toEqual([]);
});

test('a file that is named and missing is an error; one that nobody named may be missing', () => {
  expect(readSettings({ environment: {}, root })).toMatchObject({ env: {}, hints: [] });
  expect(() => readSettings({ environment: { PASSO_CONFIG_FILE: 'other.env' }, root })).toThrow(
    /other\.env can't be read/,
  );
  write('other.env', 'PASSO_PORT=7\nPASSO_CONFIG_FILE=third.env\n');
  const settings = readSettings({ environment: { PASSO_CONFIG_FILE: 'other.env' }, root });
  expect(settings).toMatchObject({ env: { port: '7' }, file: join(root, 'other.env') });
  expect(settings.hints).toEqual(['PASSO_CONFIG_FILE has no effect in the file itself.']);
});

test('every secret has a twin that names a file with it, in the environment and in the file', () => {
  const values: Env = {
    databaseUrl: `postgres://u:${PASSWORD}@db/passo`,
    smtpUrl: `smtps://u:${PASSWORD}@mail`,
    otelHeaders: `api-key=${PASSWORD}`,
    otelTracesHeaders: `x-vendor=${PASSWORD}`,
  };
  for (const key of SECRETS) {
    const twin = twinOf(VARIABLES[key]);
    expect(knownVariables()).toContain(twin);
    if (key === 'encryptionKey') continue;
    const file = write(key, `${values[key] ?? ''}\n`);
    expect(readSettings({ environment: { [twin]: file }, root }).env).toEqual({ [key]: values[key] });
    const config = write('twin.env', `${twin}=${file}\n`);
    expect(readSettings({ environment: { PASSO_CONFIG_FILE: config }, root }).env).toEqual({ [key]: values[key] });
    const own = { [VARIABLES[key]]: 'direct', [twin]: file };
    expect(readSettings({ environment: own, root }).env).toEqual({ [key]: 'direct' });
  }
});

test('a key of the environment is never mixed with a key of the file, in either form', () => {
  write('passo.env', 'PASSO_ENCRYPTION_KEY=from-file\n');
  const { env } = readSettings({ environment: { PASSO_ENCRYPTION_KEY_FILE: '/run/secrets/key' }, root });
  expect(env).toEqual({ encryptionKeyFile: '/run/secrets/key' });
});

test('no secret is in the list of settings, and every setting is', () => {
  const settings = readSettings({
    environment: {
      PASSO_DATABASE_URL: `postgres://u:${PASSWORD}@db/passo`,
      PASSO_SMTP_URL: `smtps://u:${PASSWORD}@mail`,
      PASSO_ENCRYPTION_KEY: PASSWORD,
      PASSO_PORT: '81',
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${PASSWORD}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://u:${PASSWORD}@collector/?key=${PASSWORD}`,
    },
    root,
  });
  const lines = listSettings(settings, effectiveOf(readConfig({ port: '81' }, root)));
  expect(JSON.stringify(lines)).not.toContain(PASSWORD);
  expect(lines.map(({ name }) => name)).toEqual(Object.values(VARIABLES));
  expect(lines).toContainEqual({ name: 'PASSO_SMTP_URL', origin: 'environment', value: HIDDEN });
  expect(lines).toContainEqual({ name: 'PASSO_PORT', origin: 'environment', value: '81' });
  expect(lines).toContainEqual({ name: 'PASSO_SCIM_RATE', origin: 'default', value: '10' });
  expect(lines).toContainEqual({ name: 'OTEL_EXPORTER_OTLP_HEADERS', origin: 'environment', value: HIDDEN });
  expect(lines).toContainEqual({ name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', origin: 'default', value: 'off' });
});

test.each([
  ['PASSO_BASEURL', 'PASSO_BASE_URL'],
  ['PASSO_TRUST_PROXI', 'PASSO_TRUST_PROXY'],
  ['PASSO_ENCRYPTON_KEY_FILE', 'PASSO_ENCRYPTION_KEY_FILE'],
  ['PASSO_PROT', 'PASSO_PORT'],
])('%s is told to be probably %s', (typed, meant) => {
  expect(spellingHints({ [typed]: 'x' })).toEqual([`${typed} is not a setting of Passo. Did you mean ${meant}?`]);
});

test('a name that is like none is told to be none; names of others are left alone', () => {
  expect(spellingHints({ PASSO_FAVOURITE_COLOUR: 'x', HOME: '/', PASSO_TEST_X: '1', PASSO_PORT: '1' })).toEqual([
    'PASSO_FAVOURITE_COLOUR is not a setting of Passo',
  ]);
  expect(nearestOf('restor', ['restore', 'serve'])).toBe('restore');
  expect(nearestOf('x', ['y'])).toBeUndefined();
});

test('docs/settings.md explains every setting, and none that is not there', () => {
  const docs = readFileSync(join(__dirname, '../../docs/settings.md'), 'utf8');
  const explained = [...docs.matchAll(/^\|([^|]+)\|/gm)].flatMap(
    ([, cell = '']) => cell.match(/(?:PASSO|OTEL)_[A-Z_]+/g) ?? [],
  );
  expect([...explained].sort()).toEqual([...knownVariables()].sort());
});

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../../src/config/env';
import { readTracing, readTracingHeaders } from '../../src/config/tracing';
import { makeExportWatch } from '../../src/tracing/export-watch';
import { openTracing } from '../../src/tracing/open';
import { scimTemplate } from '../../src/tracing/outgoing';
import { readTraceparent } from '../../src/tracing/parent';
import type { Tracer } from '../../src/tracing/tracer';
import { freePort } from '../support/running-passo';
import { copyMigrated } from '../support/templates/sqlite';
import { startCollector } from '../support/tracing/collector';

const root = join(__dirname, '../..');
const PREFIX = '@opentelemetry/';

/** Opens traces to an address, and notes what is told of them. */
async function open(otelEndpoint: string, more: Env = {}): Promise<{ tracer: Tracer; told: { lost: number }[] }> {
  const tracing = readTracing({ otelEndpoint, ...more });
  if (tracing === undefined) throw new Error('Traces were asked for.');
  const told: { lost: number }[] = [];
  return { tracer: await openTracing(tracing, {}, (said) => told.push(said)), told };
}

/** The product as an operator starts it, stopped as soon as it is ready. */
async function runOnce(env: Record<string, string>, from = root, flags: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'passo-traced-'));
  await copyMigrated(join(folder, 'passo.sqlite'));
  const port = await freePort();
  const loaded = join(folder, 'loaded.json');
  const main = [join(from, 'dist/src/cli/main.js'), 'serve'];
  const child = spawn(process.execPath, [...flags, '--require', join(__dirname, 'loaded.cjs'), ...main], {
    cwd: folder,
    env: {
      ...process.env,
      PASSO_PORT: String(port),
      PASSO_BASE_URL: `http://localhost:${port}`,
      PASSO_DATA_DIR: folder,
      PASSO_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      PASSO_TEST_LOADED: loaded,
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const exited = once(child, 'exit') as Promise<[code: number | null]>;
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && (await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200) {
    await new Promise((done) => setTimeout(done, 20));
  }
  if (child.exitCode === null) await fetch(`${url}/login`);
  const asked = performance.now();
  child.kill('SIGTERM');
  const [code] = await exited;
  const tookMs = performance.now() - asked;
  const packages = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
  rmSync(folder, { recursive: true, force: true });
  return { code, said, tookMs, packages };
}

test('without OTEL_… nothing of tracing is loaded', async () => {
  const { code, packages } = await runOnce({ OTEL_SERVICE_NAME: 'alone it asks for nothing' });
  expect(code).toBe(0);
  // prom-client loads the interface, which does nothing by itself.
  expect(packages.filter((name) => name !== `${PREFIX}api`)).toEqual([]);
});

test('a collector that takes everything and never answers keeps no process from ending', async () => {
  const collector = await startCollector('never');
  const { code, tookMs, packages } = await runOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  expect(packages).toContain(`${PREFIX}sdk-trace-base`);
  expect(collector.heads.length).toBeGreaterThan(0);
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(4_000);
  await collector.stop();
});

test('without the packages the start ends with the command that installs them', async () => {
  const from = mkdtempSync(join(tmpdir(), 'passo-bare-'));
  for (const name of ['package.json', 'dist', 'views']) symlinkSync(join(root, name), join(from, name));
  mkdirSync(join(from, 'node_modules', PREFIX), { recursive: true });
  const packages = join(root, 'node_modules');
  const rest = readdirSync(packages).filter((name) => !name.startsWith('.') && `${name}/` !== PREFIX);
  for (const name of [...rest, `${PREFIX}api`]) symlinkSync(join(packages, name), join(from, 'node_modules', name));
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  const flags = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const { code, said } = await runOnce(env, from, flags);
  rmSync(from, { recursive: true });
  expect(code).toBe(1);
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const names = Object.entries(peerDependencies).map(([name, version]) => `${name}@${version}`);
  expect(said).toContain(`npm install --no-save --save-prod --omit=dev ${names.join(' ')}`);
  expect(said).toContain('OTEL_SDK_DISABLED=true');
});

test('a collector that fails loses traces, is told of, and is not waited for', async () => {
  const collector = await startCollector(500);
  const { tracer, told } = await open(collector.url);
  for (let count = 0; count < 10_000; count += 1) tracer.begin({ name: 'one of many' }).end();
  const began = performance.now();
  await tracer.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  // 512 are under way and 2,048 wait; what comes beyond them costs no memory. Nothing is lost without a word.
  const counts = told.map(({ lost }) => lost);
  expect(counts.reduce((sum, lost) => sum + lost, 0)).toBe(10_000);
  expect(told[0]).toEqual({ lost: 1, reason: 'more comes than it takes' });
  expect(told.slice(1)).toEqual([{ lost: 9_999, reason: 'it answers 500' }]);
  await collector.stop();
});

test('a failing collector is told of once a minute, and once when it takes traces again', () => {
  let now = 0;
  let code = 1;
  const told: object[] = [];
  const watch = makeExportWatch(
    (said) => told.push(said),
    () => now,
  );
  const exporter = watch.watch({
    export: (_, done) =>
      done(code === 0 ? { code } : { code, error: Object.assign(new Error('key=x'), { code: 503 }) }),
    shutdown: () => Promise.resolve(),
  });
  const send = (): void => exporter.export(Array<never>(10), () => undefined);
  for (; now < 150_000; now += 5_000) send();
  code = 0;
  for (; now < 400_000; now += 5_000) send();
  const reason = 'it answers 503';
  expect(told).toEqual([
    { lost: 10, reason },
    { lost: 120, reason },
    { lost: 120, reason },
    { lost: 50, reason },
    { lost: 0 },
  ]);
});

test('what the sampler leaves out is not sent; what goes on below it neither', async () => {
  const collector = await startCollector();
  const off = await open(collector.url, { otelSampler: 'always_off' });
  const span = off.tracer.begin({ name: 'unseen' });
  span.within(() => off.tracer.begin({ name: 'below' }).end());
  span.end();
  await off.tracer.close();
  expect(collector.heads).toEqual([]);

  const some = await open(`${collector.url}/`, { otelSampler: 'traceidratio', otelSamplerArg: '0.25' });
  for (let count = 0; count < 2_000; count += 1) some.tracer.begin({ name: 'one of four' }).end();
  await some.tracer.close();
  expect(collector.spans.length).toBeGreaterThan(350);
  expect(collector.spans.length).toBeLessThan(650);
  await collector.stop();
});

test('a round of a job is sent when something happened in it, and not when nothing did', async () => {
  const collector = await startCollector();
  const { tracer } = await open(collector.url);
  const round = { name: 'job mail', root: true, onlyIfBusy: true } as const;
  tracer.begin(round).end();
  const busy = tracer.begin(round);
  busy.within(() => tracer.begin({ name: 'send mail' }).end());
  busy.end();
  tracer.begin(round).end('fault');
  await tracer.close();
  expect(collector.spans.map(({ name, status }) => [name, status])).toEqual([
    ['send mail', 0],
    ['job mail', 0],
    ['job mail', 2],
  ]);
  await collector.stop();
});

test.each<[Env, string | undefined]>([
  [{}, undefined],
  [{ otelEndpoint: 'http://c:4318', otelDisabled: 'TRUE', otelSampler: 'nonsense' }, undefined],
  [{ otelEndpoint: 'http://c:4318', otelExporter: 'none' }, undefined],
  [{ otelExporter: 'otlp' }, 'http://localhost:4318/v1/traces'],
  [{ otelEndpoint: 'https://c/base' }, 'https://c/base/v1/traces'],
  [{ otelEndpoint: 'https://c', otelTracesEndpoint: 'https://t/own' }, 'https://t/own'],
])('%j leads to %s', (env, endpoint) => {
  expect(readTracing(env)?.endpoint).toBe(endpoint);
});

test.each<[Env, string]>([
  [{ otelExporter: 'zipkin' }, 'OTEL_TRACES_EXPORTER'],
  [{ otelEndpoint: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [{ otelEndpoint: 'https://never:shown@c' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
  [{ otelTracesEndpoint: 'https://c/?never=shown' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
  [{ otelEndpoint: 'http://c', otelProtocol: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  [{ otelEndpoint: 'http://c', otelSampler: 'jaeger_remote' }, 'OTEL_TRACES_SAMPLER'],
  [{ otelEndpoint: 'http://c', otelSamplerArg: '2' }, 'OTEL_TRACES_SAMPLER_ARG'],
  [{ otelEndpoint: 'http://c', otelAttributes: 'no value' }, 'OTEL_RESOURCE_ATTRIBUTES'],
])('%j is refused with a sentence that names %s', (env, name) => {
  expect(() => readTracing(env)).toThrow(name);
  expect(() => readTracing(env)).not.toThrow(/never|shown/);
});

test('headers are read decoded, those for traces count, and a wrong one is not repeated', () => {
  const headers = readTracingHeaders({ otelHeaders: 'a=1, b=x%20y', otelTracesHeaders: 'a=2' });
  expect(Object.entries(headers).map(([name, value]) => [name, value.reveal()])).toEqual([
    ['a', '2'],
    ['b', 'x y'],
  ]);
  expect(JSON.stringify(headers)).not.toContain('x y');
  expect(() => readTracingHeaders({ otelHeaders: 'never shown' })).toThrow(
    /^OTEL_EXPORTER_OTLP_HEADERS should(?!.*shown)/,
  );
});

test.each([
  ['/Users/2819c223?attributes=userName', '/Users/{id}'],
  ['/Users?filter=userName%20eq%20%22nia%22', '/Users'],
  ['/Groups/a%2Fb', '/Groups/{id}'],
  ['/ServiceProviderConfig', '/ServiceProviderConfig'],
  ['/nia.parry/x', '/{endpoint}/{id}'],
])('the path %s is told as %s', (path, template) => {
  expect(scimTemplate(path)).toBe(template);
});

test.each([
  [`00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`, false],
  [`01-${'a'.repeat(32)}-${'b'.repeat(16)}-03-more`, true],
  [`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`, undefined],
  [`ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, undefined],
  [`00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, undefined],
  [`00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`, undefined],
  ['', undefined],
])('the header %s is taken as sampled: %s', (header, sampled) => {
  expect(readTraceparent(header)?.sampled).toBe(sampled);
});

import { randomUUID } from 'node:crypto';
import type * as Sdk from '@opentelemetry/sdk-trace-base';
import { PACKAGE } from '../config/package';
import type { TracingConfig } from '../config/tracing';
import type { SecretText } from '../core/secret-text';
import { makeExportWatch, MOST_WAITING, type TellExport } from './export-watch';
import { makeTracer } from './spans';
import type { Tracer } from './tracer';

/** How long the end waits for what is left to be sent. */
const CLOSE_MS = 1_000;

/**
 * Opens the way to the collector. The packages of OpenTelemetry are loaded here, and are no part of what is installed.
 * @param headers such as the key of a vendor
 * @param tell is told when traces are lost, and when that is over
 * @throws Error with the command that installs the packages, when they are missing
 */
export async function openTracing(
  config: TracingConfig,
  headers: Readonly<Record<string, SecretText>>,
  tell: TellExport,
): Promise<Tracer> {
  const { api, sdk, resources, otlp } = await loadPackages();
  const exporter = new otlp.OTLPTraceExporter({
    url: config.endpoint,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
    userAgent: `Passo/${PACKAGE.version}`,
  });
  const watch = makeExportWatch(tell);
  const queue = new sdk.BatchSpanProcessor(watch.watch(exporter), { maxQueueSize: MOST_WAITING });
  const provider = new sdk.BasicTracerProvider({
    resource: resources.resourceFromAttributes({
      'service.instance.id': randomUUID(),
      'service.version': PACKAGE.version,
      ...config.attributes,
      'service.name': config.serviceName,
    }),
    sampler: samplerOf(sdk, config),
    spanProcessors: [watch.bound(queue)],
  });
  // One batch that fails ends the wait of the package for the others.
  const sendRest = (): Promise<void> => provider.shutdown().catch(() => exporter.forceFlush());
  return makeTracer(api, provider.getTracer('passo', PACKAGE.version), async () => {
    await within(CLOSE_MS, sendRest());
    watch.finish();
  });
}

/** The command that installs what is missing, in the versions Passo was tested with. It changes no other package. */
export function installCommand(): string {
  const packages = Object.entries(PACKAGE.optional).map(([name, version]) => `${name}@${version}`);
  return `npm install --no-save --save-prod --omit=dev ${packages.join(' ')}`;
}

/** Whether the packages are there, for those who look at an installation without starting it. */
export async function hasPackages(): Promise<boolean> {
  return loadPackages().then(
    () => true,
    () => false,
  );
}

async function loadPackages() {
  try {
    const [api, sdk, resources, otlp] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
    ]);
    return { api, sdk, resources, otlp };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(
      `Traces were asked for with OTEL_…, and the packages of OpenTelemetry are not installed. Run this in ${PACKAGE.root}: ` +
        `${installCommand()}. Or start without traces: OTEL_SDK_DISABLED=true.`,
      { cause: error },
    );
  }
}

function samplerOf(sdk: typeof Sdk, { sampler, ratio }: TracingConfig): Sdk.Sampler {
  const name = sampler.replace('parentbased_', '');
  const root =
    name === 'always_on'
      ? new sdk.AlwaysOnSampler()
      : name === 'always_off'
        ? new sdk.AlwaysOffSampler()
        : new sdk.TraceIdRatioBasedSampler(ratio);
  return name === sampler ? root : new sdk.ParentBasedSampler({ root });
}

/** A collector that hangs must not keep the process from ending. */
async function within(waitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((done) => {
    timer = setTimeout(done, waitMs);
  });
  await Promise.race([work.catch(() => undefined), enough]);
  clearTimeout(timer);
}

import { SecretText } from '../core/secret-text';
import type { Env } from './env';

/** Which traces are kept, by the names of OpenTelemetry. */
export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** One of them. */
export type SamplerName = (typeof SAMPLERS)[number];

/** Where traces are sent, and which. Holds no secret: the headers are read by `readTracingHeaders`. */
export interface TracingConfig {
  /** The whole address that traces are posted to. */
  readonly endpoint: string;
  /** What the installation is called in traces. */
  readonly serviceName: string;
  /** What else is said of it with every trace. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly sampler: SamplerName;
  /** The part of the traces that is kept, from 0 to 1, where the sampler goes by it. */
  readonly ratio: number;
}

const USUAL_ENDPOINT = 'http://localhost:4318';
const TRACES_PATH = 'v1/traces';
const WAY_OUT = 'OTEL_SDK_DISABLED=true starts without traces.';

/**
 * Reads where traces are sent: by the variables of OpenTelemetry, "Environment Variable Specification" and "OTLP Exporter
 * Configuration". An address asks for them; so does `OTEL_TRACES_EXPORTER=otlp`, which has one of its own.
 * @returns undefined when nobody asks for traces, or `OTEL_SDK_DISABLED` is true
 * @throws Error naming the variable and what it should be
 */
export function readTracing(env: Env): TracingConfig | undefined {
  const { otelExporter: exporter, otelEndpoint, otelTracesEndpoint } = env;
  if (env.otelDisabled?.trim().toLowerCase() === 'true' || exporter === 'none') return undefined;
  if (exporter === undefined && otelEndpoint === undefined && otelTracesEndpoint === undefined) return undefined;
  if (exporter !== undefined && exporter !== 'otlp') {
    throw new Error(`OTEL_TRACES_EXPORTER is "${exporter}". Passo can send traces by otlp, or none. ${WAY_OUT}`);
  }
  demandProtocol(env);
  const attributes = pairs('OTEL_RESOURCE_ATTRIBUTES', env.otelAttributes);
  const { 'service.name': named, ...rest } = attributes;
  return {
    endpoint:
      otelTracesEndpoint === undefined
        ? below(address('OTEL_EXPORTER_OTLP_ENDPOINT', otelEndpoint ?? USUAL_ENDPOINT))
        : address('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', otelTracesEndpoint).href,
    serviceName: env.otelServiceName ?? named ?? 'passo',
    attributes: rest,
    sampler: sampler(env.otelSampler),
    ratio: ratio(env.otelSamplerArg),
  };
}

/**
 * Reads the headers that traces are sent with, such as the key of a vendor. Those for traces go before those for everything.
 * @throws Error naming the variable; it never repeats the value
 */
export function readTracingHeaders(env: Env): Readonly<Record<string, SecretText>> {
  const all = {
    ...pairs('OTEL_EXPORTER_OTLP_HEADERS', env.otelHeaders),
    ...pairs('OTEL_EXPORTER_OTLP_TRACES_HEADERS', env.otelTracesHeaders),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, new SecretText(value)]));
}

function demandProtocol({ otelProtocol, otelTracesProtocol }: Env): void {
  const [name, protocol] =
    otelTracesProtocol === undefined
      ? ['OTEL_EXPORTER_OTLP_PROTOCOL', otelProtocol]
      : ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', otelTracesProtocol];
  if (protocol === undefined || protocol === 'http/protobuf') return;
  throw new Error(`${name} is "${protocol}". Passo sends traces by http/protobuf, port 4318 as a rule. ${WAY_OUT}`);
}

/** No sentence repeats the address: what somebody wrote into it may be a key. */
function address(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(`${name} should be an address such as https://collector.example.com:4318. ${WAY_OUT}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Error(`${name} should hold no user, password or query. A key belongs in OTEL_EXPORTER_OTLP_HEADERS.`);
  }
  return url;
}

function below(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}${TRACES_PATH}`;
}

function sampler(text: string | undefined): SamplerName {
  const found = SAMPLERS.find((name) => name === (text ?? 'parentbased_always_on'));
  if (found !== undefined) return found;
  throw new Error(`OTEL_TRACES_SAMPLER is "${text}". It should be one of ${SAMPLERS.join(', ')}. ${WAY_OUT}`);
}

function ratio(text: string | undefined): number {
  const value = text === undefined ? 1 : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new Error(`OTEL_TRACES_SAMPLER_ARG is "${text}". It should be a number from 0 to 1. ${WAY_OUT}`);
}

/** Reads `name=value,name=value`, values percent-encoded where they need it (W3C Baggage section 3.3). */
function pairs(name: string, text = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const mark = part.indexOf('=');
    const key = part.slice(0, mark).trim();
    const value = decoded(part.slice(mark + 1).trim());
    if (mark < 1 || !/^[\w.!#$%&'*+^`|~-]+$/.test(key) || value === undefined || /\p{Cc}/u.test(value)) {
      throw new Error(`${name} should hold name=value, with a comma between several. ${WAY_OUT}`);
    }
    found[key] = value;
  }
  return found;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

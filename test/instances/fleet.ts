import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as openRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { secretsFrom } from '../../src/config/secrets';
import { buildContext, type Context } from '../../src/context';
import type { Actor } from '../../src/actions/deps';
import { addAdmin } from '../support/passo';
import { freePort } from '../support/running-passo';

/** The compiled product: these are processes of their own, as an operator starts them. */
const MAIN = join(process.env['PASSO_TEST_DIST'] ?? join(__dirname, '../../dist'), 'src/cli/main.js');
const READY_MS = 40_000;

/** The address that pages and metadata name; a balancer would stand there. */
export const PUBLIC_URL = 'http://sso.fernhill.test';

/** What an instance answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request to one instance. */
export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly cookie?: string | undefined;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A process of the product. */
export interface Instance {
  readonly port: number;
  readonly process: ChildProcess;
  /** What it wrote to its log. */
  readonly log: () => string;
  ask(ask: Ask): Promise<Answer>;
  isReady(): Promise<boolean>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop. @returns its exit code, and after how many milliseconds */
  stop(): Promise<{ readonly code: number | null; readonly tookMs: number }>;
}

/** Several processes on one PostgreSQL database, and a context of the test's own that works nothing. */
export interface Fleet {
  readonly context: Context;
  readonly actor: Actor;
  readonly start: (env?: Readonly<Record<string, string>>, flags?: readonly string[]) => Promise<Instance>;
  readonly stop: () => Promise<void>;
}

/**
 * Makes a fleet without an instance yet.
 * @param env for all of them, the test's own context included, as PASSO_… names
 */
export async function startFleet(databaseUrl: string, env: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'passo-fleet-'));
  const key = randomBytes(32);
  const common = {
    PASSO_DATABASE_URL: databaseUrl,
    PASSO_BASE_URL: PUBLIC_URL,
    PASSO_DATA_DIR: folder,
    PASSO_ENCRYPTION_KEY: key.toString('base64'),
    PASSO_ALLOWED_PRIVATE_RANGES: '127.0.0.0/8',
    PASSO_LOG_LEVEL: 'error',
    PASSO_SCIM_RATE: '0',
    PASSO_RETRY_BASE_MS: '50',
    PASSO_RETRY_CAP_MS: '500',
    PASSO_DRAIN_MS: '300',
    ...env,
  };
  const config = readConfig(
    {
      ...{ databaseUrl, baseUrl: PUBLIC_URL, dataDir: folder, logLevel: 'silent', scimRate: '0' },
      ...{ allowedPrivateRanges: '127.0.0.0/8' },
    },
    folder,
  );
  const context = await buildContext(config, { secrets: secretsFrom(key) });
  // It changes people and works on nothing: that is the instances' part, and it wakes them.
  await context.rest();
  context.presence.join();
  const { actor } = await addAdmin(context);
  const all: Instance[] = [];
  return {
    context,
    actor,
    start: async (more = {}, flags = []) => {
      const instance = await startInstance({ ...common, ...more }, flags);
      all.push(instance);
      return instance;
    },
    stop: async () => {
      await Promise.all(all.map((instance) => instance.kill()));
      await context.destroy();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Starts a process and waits until it is ready. @throws Error with its log when it ends before that */
export async function startInstance(
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Instance> {
  const port = await freePort();
  const child = spawn(process.execPath, [...flags, MAIN, 'serve'], {
    env: { ...process.env, ...env, PASSO_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => void (log += data.toString()));
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const isReady = (): Promise<boolean> =>
    ask(port, { path: '/readyz' }).then(
      ({ status }) => status === 200,
      () => false,
    );
  const until = Date.now() + READY_MS;
  while (!(await isReady())) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`It did not become ready.\n${log}`);
    await pause(50);
  }
  return {
    port,
    process: child,
    log: () => log,
    ask: (one) => ask(port, one),
    isReady,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      const began = performance.now();
      child.kill('SIGTERM');
      return { code: await ended, tookMs: performance.now() - began };
    },
  };
}

function ask(port: number, { method = 'GET', path, cookie, form }: Ask): Promise<Answer> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const headers = {
    Host: new URL(PUBLIC_URL).host,
    ...(cookie === undefined ? {} : { Cookie: cookie }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', Origin: PUBLIC_URL }),
  };
  return new Promise((done, fail) => {
    const sent = openRequest(
      { host: '127.0.0.1', port, method, path, headers, agent: false, timeout: 20_000 },
      (came) => {
        let text = '';
        came.setEncoding('utf8');
        came.on('data', (part: string) => void (text += part));
        came.on('end', () => done({ status: came.statusCode ?? 0, headers: came.headers, text }));
        came.on('error', fail);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', fail);
    sent.end(body);
  });
}

/** Sends requests to the instances in turn, as a balancer does: only to those that are ready, and anew where a connection broke. */
export class Balancer {
  private next = 0;
  private readonly ready = new Map<Instance, boolean>();
  private readonly timer: NodeJS.Timeout;
  /** Requests that were sent a second time because a connection broke after it was made. */
  broken = 0;

  constructor(private instances: readonly Instance[]) {
    for (const instance of instances) this.ready.set(instance, true);
    this.timer = setInterval(() => void this.look(), 250);
  }

  add(instance: Instance): void {
    this.instances = [...this.instances, instance];
    this.ready.set(instance, true);
  }

  async ask(one: Ask): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const instance = this.pick();
      try {
        return await instance.ask(one);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ECONNREFUSED') this.broken += 1;
        this.ready.set(instance, false);
        if (attempt >= 5) throw error;
      }
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private pick(): Instance {
    const ready = this.instances.filter((instance) => this.ready.get(instance) === true);
    const some = ready.length === 0 ? this.instances : ready;
    this.next += 1;
    const picked = some[this.next % some.length];
    if (picked === undefined) throw new Error('There is no instance.');
    return picked;
  }

  private async look(): Promise<void> {
    await Promise.all(this.instances.map(async (instance) => void this.ready.set(instance, await instance.isReady())));
  }
}

/** Signs somebody in at an instance and gives the cookie. */
export async function signIn(at: Pick<Instance, 'ask'>, username: string, password: string): Promise<string> {
  const page = await at.ask({ path: '/login' });
  const form = { _csrf: tokenOf(page), username, password };
  const answer = await at.ask({ method: 'POST', path: '/login', cookie: cookieOf(page), form });
  const cookie = cookieOf(answer);
  if (answer.status !== 303 || cookie === undefined) throw new Error(`Signing in was answered with ${answer.status}.`);
  return cookie;
}

/** The token of the forms of a page. */
export function tokenOf({ text }: Answer): string {
  return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

function cookieOf({ headers }: Answer): string | undefined {
  return headers['set-cookie']?.map((line) => line.split(';')[0]).find((pair) => pair?.startsWith('passo='));
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Waits until something holds. @throws Error after a while */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  mostMs: number,
  everyMs = 50,
): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > mostMs) throw new Error(`${what}: not within ${mostMs} ms.`);
    await pause(everyMs);
  }
  return performance.now() - began;
}

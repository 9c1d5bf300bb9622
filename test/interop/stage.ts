import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { SsoSettings } from '../../src/core/application';
import { publishedCertificates } from '../../src/core/certificate';
import { makeKeyPair } from '../../src/saml/key-pair';
import { listCertificates } from '../../src/store/sign-on/certificates';
import { startSignOnProbe, type SignOnProbe } from '../support/saml/sign-on-probe';
import { PASSWORD } from '../vulnerabilities/web-bench';
import { Browser, wordsOf, type Page } from './browser';
import { SP_ORIGIN, SP_SLO, type SpLibrary, type SpOptions } from './sp-app';

/** The running product, a browser, and one place for a service provider that is played by one library after another. */
export interface Stage {
  readonly probe: SignOnProbe;
  readonly browser: Browser;
  /** Puts a library on, and sets the application up for it. */
  readonly play: (library: SpLibrary, options?: Partial<SpOptions>, settings?: Partial<SsoSettings>) => Promise<void>;
  /** Signs in where a page asks for it. */
  readonly signIn: (page: Page) => Promise<Page>;
  readonly stop: () => Promise<void>;
}

const PRODUCT = 'http://localhost:9999';

/** Starts the product and its browser. */
export async function startStage(): Promise<Stage> {
  const probe = await startSignOnProbe();
  const { context } = probe.bench.passo;
  const keys = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 10 });
  const product = await listen(probe.bench.app);
  const browser = new Browser([{ origin: PRODUCT, port: portOf(product) }]);
  let played: Server | undefined;

  const play: Stage['play'] = async (library, options = {}, settings = {}) => {
    if (played !== undefined) await close(played);
    const certificates = await listCertificates(context.db, probe.bench.application.id);
    const idpCertificates = publishedCertificates(certificates, context.clock()).map(({ pem }) => pem);
    const app = library.app({ binding: 'redirect', sign: false, keys, idpCertificates, ...options });
    played = await listen(app);
    browser.serve({ origin: SP_ORIGIN, port: portOf(played) });
    await probe.configure({
      spCertificates: [keys.certificatePem],
      requireSignedRequests: options.sign === true,
      slo: [{ binding: 'redirect', url: SP_SLO }],
      ...(options.encrypted === undefined
        ? {}
        : { encryption: { certificate: keys.certificatePem, algorithm: options.encrypted } }),
      ...settings,
    });
  };

  return {
    ...{ probe, browser, play },
    signIn: async (page) => {
      if (new URL(page.url).pathname !== '/login') throw new Error(`no sign-in, but ${page.url}: ${wordsOf(page)}`);
      return browser.submit(page, '/login', { username: 'noor.abadi', password: PASSWORD });
    },
    stop: async () => {
      if (played !== undefined) await close(played);
      await close(product);
      await probe.stop();
    },
  };
}

/** What the service provider's page says. */
export function told(page: Page): Record<string, unknown> {
  try {
    return JSON.parse(page.text) as Record<string, unknown>;
  } catch {
    throw new Error(`not a page of the service provider, but ${page.url} (${page.status}): ${wordsOf(page)}`);
  }
}

async function listen(app: Express): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { portOf, type AddressGuard, type ResolvedAddress } from './address-guard';

/** The connections to SPs, shared by all applications. */
export interface HttpAgent {
  readonly dispatcher: Dispatcher;
  readonly guard: AddressGuard;
  /** Waits for the requests that are under way, then closes every connection. */
  close(): Promise<void>;
}

/** A connection that was not made because of where it would have led. */
export class ConnectionRefusedByGuard extends Error {
  readonly reason: 'refused-address' | 'dns';

  /** @param message the sentence fragment for the admin */
  constructor(reason: 'refused-address' | 'dns', message: string) {
    super(message);
    this.name = 'ConnectionRefusedByGuard';
    this.reason = reason;
  }
}

const KEEP_ALIVE = 30_000;
const CONNECT_TIMEOUT = 10_000;
const CONNECTIONS_PER_HOST = 32;
const HEADER_LIMIT = 32_768;

/**
 * Makes the agent. Each new connection resolves its host once, shows every address to the guard and goes to an address
 * that was shown, so that a name that changes between check and use gains nothing. Literal addresses pass the same way.
 * The name in the certificate is still the host's.
 * @param options.ca certificates to trust instead of the system's, PEM
 */
export function makeHttpAgent(guard: AddressGuard, options: { readonly ca?: string } = {}): HttpAgent {
  async function connectChecked(target: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    const port = portOf(target.protocol, target.port);
    const verdict = await guard.checkHost({ protocol: target.protocol, host: target.hostname, port });
    if (verdict.kind !== 'allowed') {
      const reason = verdict.kind === 'refused' ? 'refused-address' : 'dns';
      callback(new ConnectionRefusedByGuard(reason, verdict.detail), null);
      return;
    }
    const pinned = { lookup: lookupAmong(verdict.addresses), autoSelectFamily: true, timeout: CONNECT_TIMEOUT };
    buildConnector({ ...pinned, ...options })(target, callback);
  }

  const dispatcher = new Agent({
    connect: (target, callback) => {
      connectChecked(target, callback).catch((error: unknown) => {
        callback(error instanceof Error ? error : new Error('The connection was not made.'), null);
      });
    },
    connections: CONNECTIONS_PER_HOST,
    keepAliveTimeout: KEEP_ALIVE,
    maxHeaderSize: HEADER_LIMIT,
  });
  return { dispatcher, guard, close: () => dispatcher.close() };
}

/** A resolver that knows the checked addresses and nothing else. */
function lookupAmong(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { EventSink } from './sink';

/** Where the collector listens. */
export interface SyslogAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

const CONNECT_MS = 10_000;
const WRITE_MS = 30_000;
/** Syslog acknowledges nothing: a connection that is still there so long after a write has most likely taken it. */
const PROOF_MS = 500;

/**
 * Makes the way to a log collector over TCP (RFC 6587) or TLS (RFC 5425, its certificate checked). The connection is kept
 * and made anew when it broke.
 * @param options.ca certificates to trust instead of the system's, PEM
 * @param options.proofMs how long a connection has to stay open after a write for the write to count
 */
export function makeSyslogSink(
  address: SyslogAddress,
  options: { readonly ca?: string; readonly proofMs?: number } = {},
): EventSink {
  const { proofMs = PROOF_MS, ca } = options;
  let socket: Socket | undefined;

  function drop(): void {
    socket?.destroy();
    socket = undefined;
  }

  async function connected(): Promise<Socket> {
    if (socket !== undefined && !socket.destroyed && socket.writable) return socket;
    drop();
    const { host, port, tls } = address;
    const made = tls
      ? connectTls({
          host,
          port,
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ...(ca === undefined ? {} : { ca }),
        })
      : connect({ host, port });
    socket = made;
    // Nothing that a collector says is read; without a reader its end would not be noticed.
    made.resume();
    made.on('error', () => undefined);
    made.setKeepAlive(true, 30_000);
    await within(made, CONNECT_MS, 'it does not answer', (done) => {
      made.once(tls ? 'secureConnect' : 'connect', done);
    });
    return made;
  }

  return {
    async write(pieces) {
      try {
        const open = await connected();
        const bytes = Buffer.concat(pieces);
        await within(open, WRITE_MS, 'it takes nothing more', (done, fail) => {
          open.write(bytes, (error) => (error ? fail(error) : void setTimeout(done, proofMs)));
        });
      } catch (error) {
        drop();
        throw error;
      }
    },
    close: drop,
  };
}

/** Waits for something to happen while the connection stays open, and no longer than a time. */
async function within(
  socket: Socket,
  mostMs: number,
  reason: string,
  begin: (done: () => void, fail: (error: Error) => void) => void,
): Promise<void> {
  let settle: (error?: Error) => void = () => undefined;
  const over = new Promise<void>((done, fail) => {
    settle = (error) => (error === undefined ? done() : fail(error));
  });
  const onError = (error: Error): void => settle(error);
  const onClosed = (): void => settle(new Error('it closed the connection'));
  const timer = setTimeout(() => settle(new Error(reason)), mostMs);
  socket.on('error', onError).on('close', onClosed).on('end', onClosed);
  try {
    begin(() => settle(), settle);
    await over;
  } finally {
    clearTimeout(timer);
    socket.off('error', onError).off('close', onClosed).off('end', onClosed);
  }
}

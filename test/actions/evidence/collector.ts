import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** What a log collector got of one event. */
export interface Collected {
  readonly head: string;
  readonly json: { readonly position: number; readonly id: string; readonly [name: string]: unknown };
}

/** A log collector that reads syslog framed by length (RFC 6587 section 3.4.1). */
export interface Collector {
  readonly port: number;
  readonly collected: Collected[];
  /** Ends the connections that are open. */
  hangUp(): void;
  close(): Promise<void>;
}

/** Starts a collector on loopback. */
export async function startCollector(
  options: { port?: number; tls?: { key: string; cert: string } } = {},
): Promise<Collector> {
  const collected: Collected[] = [];
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      rest = Buffer.concat([rest, part]);
      for (;;) {
        const blank = rest.indexOf(' ');
        const length = Number(rest.subarray(0, Math.max(blank, 0)).toString('ascii'));
        if (blank === -1 || rest.length < blank + 1 + length) return;
        collected.push(readMessage(rest.subarray(blank + 1, blank + 1 + length).toString('ascii')));
        rest = rest.subarray(blank + 1 + length);
      }
    });
  };
  const server: Server = options.tls === undefined ? createServer(take) : createTlsServer(options.tls, take);
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    collected,
    hangUp: () => sockets.forEach((socket) => socket.destroy()),
    close: () =>
      new Promise((done) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => done());
      }),
  };
}

/** The header of RFC 5424 section 6, with the one element of structured data we send. */
const MESSAGE =
  /^(<\d{1,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [!-~]+ passo - [a-z_]{1,32} \[meta sequenceId="\d+"\]) (\{[ -~]*\})$/;

function readMessage(text: string): Collected {
  const found = MESSAGE.exec(text);
  if (found === null) throw new Error(`no message of syslog: ${text}`);
  return { head: found[1] ?? '', json: JSON.parse(found[2] ?? '') as Collected['json'] };
}

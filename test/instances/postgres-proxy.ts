import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between an instance and PostgreSQL, and can take the network, or the server, away from it. */
export interface PostgresProxy {
  /** The address of the database by way of this. */
  readonly url: string;
  /** From now on nothing comes through, and nobody is told: a cable that was pulled. */
  freeze(): void;
  /** From now on connections are broken and refused: a server that was stopped. */
  cut(): Promise<void>;
  /** Everything is as it was; frozen connections are broken now. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it in front of the database of an address. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  const accept = (near: Socket): void => {
    const far = connect(Number(target.port), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (data) => void (frozen || to.write(data)));
      from.on('error', () => undefined);
      from.on('close', () => {
        pairs.delete(pair);
        if (!frozen) to.destroy();
      });
    }
  };
  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const breakAll = (): void => {
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  const close = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done));
    breakAll();
    await closed;
  };
  const url = new URL(databaseUrl);
  url.port = String(port);
  url.hostname = '127.0.0.1';
  return {
    url: url.toString(),
    freeze() {
      frozen = true;
    },
    cut: close,
    async restore() {
      if (frozen) breakAll();
      frozen = false;
      if (!server.listening) server = await listen(accept, port);
    },
    stop: async () => {
      frozen = false;
      if (server.listening) await close();
    },
  };
}

function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer(accept);
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApiKey } from '../../../src/actions/api-keys/create';
import type { Actor } from '../../../src/actions/deps';
import { scopesWithin, type ApiScope } from '../../../src/core/api-keys/scopes';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startReceiver, type Receiver } from '../../actions/webhooks/receiver';
import { startSp } from '../../support/integration';
import { addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { Contract, type Row } from './client';
import { settledAt, until } from './waiting';

/** What the calls of the contract work on: the product as it runs, an application's other side, and a receiver. */
export class ContractWorld {
  passo!: RunningPasso;
  actor!: Actor;
  api!: Contract;
  sp!: Simulator;
  receiver!: Receiver;
  /** SP metadata behind an address, which tests change. */
  metadata = '';
  metadataUrl = '';
  private server!: Server;
  private keys = 0;

  async start(): Promise<void> {
    this.passo = await runPasso();
    this.actor = (await addAdmin(this.passo.context)).actor;
    this.sp = await startSp();
    this.receiver = await startReceiver();
    this.server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/samlmetadata+xml').end(this.metadata);
    });
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    this.metadataUrl = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/metadata`;
    this.api = await Contract.of(this.passo.url, await this.key(scopesWithin('owner')));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    await this.receiver.close();
    await this.passo.stop();
    await this.sp.stop();
  }

  async key(scopes: readonly ApiScope[]): Promise<string> {
    this.keys += 1;
    const { secret } = await createApiKey(this.passo.context, this.actor, { name: `program ${this.keys}`, scopes });
    return secret.reveal();
  }

  readonly until = until;

  readonly settled = (application: string): Promise<Row> => settledAt(this.api, application);
}

/** The items of a list. */
export function itemsOf<Item = Row>(body: Row): readonly Item[] {
  return body['items'] as readonly Item[];
}

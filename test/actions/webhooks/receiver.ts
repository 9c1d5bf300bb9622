import type { ServerResponse } from 'node:http';
import { sealEvents } from '../../../src/actions/evidence/seal';
import { serveWebhook, takeWebhook } from '../../../src/actions/webhooks/deliver';
import type { Context } from '../../../src/context';
import { serve, type TestServer } from '../../net/servers';

/** A message as it came. */
export interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A server that webhooks point at. */
export interface Receiver extends TestServer {
  readonly received: Received[];
  /** How it answers from now on; 204 at first. */
  answer: (response: ServerResponse, message: Received) => void;
}

/** Starts a receiver on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = await serve((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const message = {
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(parts).toString('utf8'),
      };
      received.push(message);
      receiver.answer(response, message);
    });
  });
  const receiver: Receiver = {
    ...server,
    received,
    answer: (response) => void response.writeHead(204).end(),
  };
  return receiver;
}

let turns = 0;

/** Seals what was recorded and sends what is due now, until nothing is and nobody is at it. */
export async function deliverAll(context: Context): Promise<void> {
  await context.journal.flush();
  for (;;) {
    await sealEvents(context, true);
    const owner = `test-${(turns += 1)}`;
    const webhook = await takeWebhook(context, owner);
    if (webhook !== undefined) {
      await serveWebhook(context, webhook, owner, () => false);
      continue;
    }
    const busy: unknown = await context.db('webhooks').whereNotNull('lease_owner').first('id');
    if (busy === undefined) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

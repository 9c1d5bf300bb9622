import { sealEvents } from '../../../src/actions/evidence/seal';
import { createGroup } from '../../../src/actions/groups/save';
import { createWebhook } from '../../../src/actions/webhooks/create';
import { serveWebhook, takeWebhook } from '../../../src/actions/webhooks/deliver';
import { tidyWebhooks } from '../../../src/actions/webhooks/tidy';
import { listDeliveries } from '../../../src/store/webhooks/deliveries';
import { addAdmin, startPasso } from '../../support/passo';
import { deliverAll, startReceiver } from './receiver';

/** What several processes on one database may not do twice. */
export function describeOnce(databaseUrl: () => Promise<string | undefined>): void {
  test('each event is sent once, whoever seals and serves at the same time, and what is done is forgotten', async () => {
    const url = await databaseUrl();
    const passo = await startPasso({ fixedClock: true, ...(url === undefined ? {} : { databaseUrl: url }) });
    const receiver = await startReceiver();
    try {
      const { context } = passo;
      const { actor } = await addAdmin(context);
      const input = { name: 'SIEM', url: receiver.url, categories: [], names: ['group_create'] };
      const { webhook } = await createWebhook(context, actor, input);
      const many = Array.from({ length: 30 }, (_, count) => createGroup(context, actor, { name: `Group ${count}` }));
      await Promise.all(many);
      await Promise.all([sealEvents(context, true), sealEvents(context, true), sealEvents(context)]);
      const serve = async (owner: string): Promise<number> => {
        const taken = await takeWebhook(context, owner);
        return taken === undefined ? 0 : serveWebhook(context, taken, owner, () => false);
      };
      await Promise.all(['a', 'b', 'c'].map(serve));
      await deliverAll(context);
      expect(receiver.received).toHaveLength(30);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(30);
      const events = receiver.received.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id);
      expect(new Set(events).size).toBe(30);
      passo.clock.now += 31 * 86_400_000;
      expect(await tidyWebhooks(context)).toBe(30);
      expect(await listDeliveries(context.db, webhook.id, { take: 5 })).toEqual([]);
    } finally {
      await passo.stop();
      await receiver.close();
    }
  });
}

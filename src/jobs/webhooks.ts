import { randomBytes } from 'node:crypto';
import type { Deps } from '../actions/deps';
import { serveWebhook, takeWebhook } from '../actions/webhooks/deliver';
import { tidyWebhooks } from '../actions/webhooks/tidy';
import { traced } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

const LOOK_EVERY_MS = 1_000;
const TIDY_EVERY_MS = 30 * 60_000;
/** Webhooks served at once: a slow receiver must not keep the others waiting. */
const AT_ONCE = 8;

/** Sends events to webhooks. Any number of processes may share a database; each webhook is served by one at a time. */
export function startWebhooks(deps: Deps, onError: (error: unknown) => void): Timer {
  const name = randomBytes(12).toString('hex');
  const turns = new Set<Promise<void>>();
  let count = 0;
  let stopping = false;

  const round = async (): Promise<void> => {
    while (!stopping && turns.size < AT_ONCE) {
      // Every turn has a name of its own, so that one whose lease ran out can't write in the next one's.
      const owner = `${name}-${(count += 1)}`;
      const webhook = await takeWebhook(deps, owner);
      if (webhook === undefined) return;
      const what = { name: 'webhook turn', root: true, facts: { 'passo.webhook_id': webhook.id } } as const;
      const turn = traced(deps.tracer, what, () => serveWebhook(deps, webhook, owner, () => stopping))
        .then(() => undefined, onError)
        .finally(() => void turns.delete(turn));
      turns.add(turn);
    }
  };

  const sending = repeat(LOOK_EVERY_MS, round, onError);
  const tidying = repeat(TIDY_EVERY_MS, async () => void (await tidyWebhooks(deps)), onError);
  return {
    async stop() {
      stopping = true;
      await Promise.all([sending.stop(), tidying.stop()]);
      await Promise.all(turns);
    },
  };
}

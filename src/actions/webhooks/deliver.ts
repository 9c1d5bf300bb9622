import type { EventId } from '../../core/ids';
import { eventBody } from '../../events/webhooks/envelope';
import { judgeReply, type WebhookReply, type WebhookResult } from '../../events/webhooks/outcome';
import { DISABLED_AFTER_MS } from '../../events/webhooks/schedule';
import type { Webhook, WebhookDelivery } from '../../events/webhooks/webhook';
import { findEvent } from '../../store/events';
import { findDeliveryToChange, listDueDeliveries, saveDelivery } from '../../store/webhooks/deliveries';
import {
  claimDueWebhook,
  findDueWebhook,
  releaseWebhook,
  renewWebhook,
  saveWebhookFailure,
  saveWebhookSuccess,
} from '../../store/webhooks/webhooks';
import { transact, type Tx } from '../../store/tx';
import type { Deps } from '../deps';
import { disable } from './disable';
import { post } from './post';

/** How long a webhook belongs to whoever serves it without a sign of life: longer than one message may take. */
const LEASE_MS = 60_000;
/** After so many failures in a row a webhook is left alone for a while, so that it is not asked for every event in turn. */
const FAILURES_IN_A_ROW = 3;
const REST_MS = 30_000;
const AT_ONCE = 50;

/**
 * Takes a webhook that has something to be sent and that nobody serves.
 * @param owner names this turn, and no other
 */
export async function takeWebhook(deps: Pick<Deps, 'db' | 'clock'>, owner: string): Promise<Webhook | undefined> {
  const now = deps.clock();
  // Read before anything is written: an idle server writes nothing.
  if ((await findDueWebhook(deps.db, now)) === undefined) return undefined;
  return transact(deps.db, (tx) => claimDueWebhook(tx, { owner, now, until: now + LEASE_MS }));
}

/**
 * Sends what is due to a webhook that this turn has taken, the oldest first, one message at a time.
 * @param stopping asked before each message
 * @returns how many arrived
 */
export async function serveWebhook(
  deps: Deps,
  webhook: Webhook,
  owner: string,
  stopping: () => boolean,
): Promise<number> {
  let arrived = 0;
  let failures = 0;
  let present: Webhook | undefined = webhook;
  try {
    while (present !== undefined && failures < FAILURES_IN_A_ROW && !stopping()) {
      const due: WebhookDelivery[] = await listDueDeliveries(deps.db, webhook.id, deps.clock(), AT_ONCE);
      if (due.length === 0) break;
      for (const delivery of due) {
        if (present === undefined || failures >= FAILURES_IN_A_ROW || stopping()) break;
        const result: WebhookResult = await sendOne(deps, present, delivery);
        failures = result === 'delivered' ? 0 : failures + 1;
        if (result === 'delivered') arrived += 1;
        present = await transact(deps.db, (tx) =>
          renewWebhook(tx, webhook.id, { owner, until: deps.clock() + LEASE_MS }),
        );
      }
    }
  } finally {
    const rest = failures >= FAILURES_IN_A_ROW ? deps.clock() + REST_MS : 0;
    await transact(deps.db, (tx) => releaseWebhook(tx, webhook.id, owner, rest));
  }
  return arrived;
}

async function sendOne(deps: Deps, webhook: Webhook, delivery: WebhookDelivery): Promise<WebhookResult> {
  const event = await findEvent(deps.db, (delivery.eventId ?? '') as EventId);
  if (event === undefined) return giveUp(deps, delivery);
  const reply = await post(deps, webhook, delivery.id, eventBody(event));
  const result = await transact(deps.db, (tx) => keep(deps, tx, webhook, delivery, reply));
  deps.onWebhook?.(result === 'gone' ? 'failed' : result);
  return result;
}

/** Notes how a try ended, and what follows for the webhook. */
async function keep(
  deps: Deps,
  tx: Tx,
  webhook: Webhook,
  tried: WebhookDelivery,
  reply: WebhookReply,
): Promise<WebhookResult> {
  const now = deps.clock();
  // An admin may have sent it again meanwhile, or deleted the webhook.
  const present = await findDeliveryToChange(tx, webhook.id, tried.id);
  const { delivery, result } = judgeReply(present ?? tried, reply, { now, random: Math.random() });
  if (present === undefined) return result;
  await saveDelivery(tx, delivery);
  if (result === 'delivered') {
    await saveWebhookSuccess(tx, webhook.id, now);
    return result;
  }
  const since = await saveWebhookFailure(tx, webhook.id, now);
  if (result === 'gone') await disable(deps, tx, webhook, 'The receiver answered 410: it wants nothing more');
  else if (now - since >= DISABLED_AFTER_MS) await disable(deps, tx, webhook, 'It failed for five days');
  return result;
}

/** The event is older than events are kept: it can't be sent any more. */
async function giveUp(deps: Deps, delivery: WebhookDelivery): Promise<WebhookResult> {
  const fault = 'The event was older than events are kept, so it is gone.';
  await transact(deps.db, (tx) => saveDelivery(tx, { ...delivery, state: 'failed', fault, triedAt: deps.clock() }));
  deps.onWebhook?.('failed');
  // The receiver is not to blame.
  return 'delivered';
}

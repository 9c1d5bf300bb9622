import { compact } from '../../core/compact';
import type { WebhookDelivery } from '../../events/webhooks/webhook';
import { insertRows, rowsOf, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

interface DeliveryRow {
  id: string;
  webhook_id: string;
  event_id: string | null;
  type: WebhookDelivery['type'];
  state: WebhookDelivery['state'];
  attempts: number;
  due_at: unknown;
  status: unknown;
  answer: string | null;
  fault: string | null;
  created_at: unknown;
  tried_at: unknown;
}

function read(row: DeliveryRow): WebhookDelivery {
  return compact<WebhookDelivery>({
    id: row.id,
    webhookId: row.webhook_id,
    eventId: textOrNone(row.event_id),
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    dueAt: whole(row.due_at),
    status: wholeOrNone(row.status),
    answer: textOrNone(row.answer),
    fault: textOrNone(row.fault),
    createdAt: whole(row.created_at),
    triedAt: wholeOrNone(row.tried_at),
  });
}

const COLUMNS = [
  ...['id', 'webhook_id', 'event_id', 'type', 'state', 'attempts', 'due_at'],
  ...['status', 'answer', 'fault', 'created_at', 'tried_at'],
];

/** Adds messages to webhooks. */
export async function insertDeliveries(tx: Tx, deliveries: readonly WebhookDelivery[]): Promise<void> {
  const rows = deliveries.map((delivery) => ({
    id: delivery.id,
    webhook_id: delivery.webhookId,
    event_id: delivery.eventId ?? null,
    type: delivery.type,
    created_at: delivery.createdAt,
    ...changing(delivery),
  }));
  await insertRows(tx, 'webhook_deliveries', COLUMNS, rows);
}

/** Keeps how a delivery fared. */
export async function saveDelivery(tx: Tx, delivery: WebhookDelivery): Promise<void> {
  await tx('webhook_deliveries').where({ id: delivery.id }).update(changing(delivery));
}

function changing(delivery: WebhookDelivery): Record<string, string | number | null> {
  return {
    state: delivery.state,
    attempts: delivery.attempts,
    due_at: delivery.dueAt,
    status: delivery.status ?? null,
    answer: delivery.answer ?? null,
    fault: delivery.fault ?? null,
    tried_at: delivery.triedAt ?? null,
  };
}

/** Finds a delivery of a webhook. */
export async function findDelivery(
  reader: Reader,
  webhookId: string,
  id: string,
): Promise<WebhookDelivery | undefined> {
  const row: DeliveryRow | undefined = await reader('webhook_deliveries').where({ id, webhook_id: webhookId }).first();
  return row && read(row);
}

/** Finds a delivery and keeps it from other writers until the transaction ends. */
export async function findDeliveryToChange(
  tx: Tx,
  webhookId: string,
  id: string,
): Promise<WebhookDelivery | undefined> {
  const rows = await rowsOf<DeliveryRow>(
    tx,
    'update webhook_deliveries set id = id where id = ? and webhook_id = ? returning *',
    [id, webhookId],
  );
  return rows[0] && read(rows[0]);
}

/** Lists the deliveries of a webhook, the newest first. `before` is the id of one, for paging. */
export async function listDeliveries(
  reader: Reader,
  webhookId: string,
  page: { readonly take: number; readonly before?: string; readonly state?: WebhookDelivery['state'] },
): Promise<WebhookDelivery[]> {
  const { take, before, state } = page;
  const rows: DeliveryRow[] = await reader('webhook_deliveries')
    .where({ webhook_id: webhookId, ...(state === undefined ? {} : { state }) })
    .modify((query) => void (before === undefined || query.where('id', '<', before)))
    .orderBy('id', 'desc')
    .limit(take);
  return rows.map(read);
}

/** Lists the deliveries of a webhook that are due, the oldest first. */
export async function listDueDeliveries(
  reader: Reader,
  webhookId: string,
  now: number,
  take: number,
): Promise<WebhookDelivery[]> {
  const rows: DeliveryRow[] = await reader('webhook_deliveries')
    .where({ webhook_id: webhookId, state: 'waiting' })
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(take);
  return rows.map(read);
}

/** How many deliveries a webhook has in each state. */
export type DeliveryCounts = Readonly<Record<WebhookDelivery['state'], number>>;

/** Counts the deliveries of each webhook by their state. */
export async function countDeliveries(reader: Reader): Promise<ReadonlyMap<string, DeliveryCounts>> {
  const rows: { webhook_id: string; state: WebhookDelivery['state']; total: unknown }[] = await reader(
    'webhook_deliveries',
  )
    .groupBy('webhook_id', 'state')
    .select('webhook_id', 'state')
    .count({ total: '*' });
  const counts = new Map<string, DeliveryCounts>();
  for (const { webhook_id, state, total } of rows) {
    const known = counts.get(webhook_id) ?? { waiting: 0, delivered: 0, failed: 0 };
    counts.set(webhook_id, { ...known, [state]: whole(total) });
  }
  return counts;
}

/** Counts the deliveries of a webhook that wait. */
export async function countWaiting(reader: Reader, webhookId: string): Promise<number> {
  const [row] = (await reader('webhook_deliveries')
    .where({ webhook_id: webhookId, state: 'waiting' })
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Makes everything that waits due now: the address changed, or an admin said that it works again. */
export async function hastenDeliveries(tx: Tx, webhookId: string, now: number): Promise<void> {
  await tx('webhook_deliveries')
    .where({ webhook_id: webhookId, state: 'waiting' })
    .where('due_at', '>', now)
    .update({ due_at: now });
}

/** Removes deliveries that are done and were made before a moment. @returns how many went */
export async function deleteOldDeliveries(tx: Tx, before: number, most: number): Promise<number> {
  const old = tx('webhook_deliveries')
    .whereIn('state', ['delivered', 'failed'])
    .where('created_at', '<', before)
    .limit(most)
    .select('id');
  return tx('webhook_deliveries').whereIn('id', old).delete();
}

/** Removes all but the newest deliveries that are done, of one webhook. */
export async function deleteSurplusDeliveries(tx: Tx, webhookId: string, keep: number): Promise<number> {
  const last: { id: string } | undefined = await tx('webhook_deliveries')
    .where({ webhook_id: webhookId })
    .whereIn('state', ['delivered', 'failed'])
    .orderBy('id', 'desc')
    .offset(keep)
    .first('id');
  if (last === undefined) return 0;
  return tx('webhook_deliveries')
    .where({ webhook_id: webhookId })
    .whereIn('state', ['delivered', 'failed'])
    .where('id', '<=', last.id)
    .delete();
}

import { compact } from '../../core/compact';
import type { EventCategory, EventName } from '../../events/catalog';
import type { Webhook, WebhookState } from '../../events/webhooks/webhook';
import { MAY_SEND } from '../backup/held-copy';
import { rowsOf, skipLocked, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

interface WebhookRow {
  id: string;
  name: string;
  url: string;
  categories: string;
  names: string;
  state: WebhookState;
  secret_sealed: string;
  old_secret_sealed: string | null;
  old_secret_until: unknown;
  failing_since: unknown;
  last_success_at: unknown;
  left_out: unknown;
  created_by: string;
  created_at: unknown;
  updated_at: unknown;
}

function read(row: WebhookRow): Webhook {
  return compact<Webhook>({
    id: row.id,
    name: row.name,
    url: row.url,
    categories: JSON.parse(row.categories) as EventCategory[],
    names: JSON.parse(row.names) as EventName[],
    state: row.state,
    oldSecretUntil: wholeOrNone(row.old_secret_until),
    failingSince: wholeOrNone(row.failing_since),
    lastSuccessAt: wholeOrNone(row.last_success_at),
    leftOut: whole(row.left_out),
    createdBy: row.created_by,
    createdAt: whole(row.created_at),
    updatedAt: whole(row.updated_at),
  });
}

/** Adds a webhook. */
export async function insertWebhook(tx: Tx, webhook: Webhook, secretSealed: string): Promise<void> {
  await tx('webhooks').insert({
    id: webhook.id,
    ...changing(webhook),
    secret_sealed: secretSealed,
    left_out: 0,
    created_by: webhook.createdBy,
    created_at: webhook.createdAt,
  });
}

/** Keeps what may change of a webhook. One that is active again is looked at at once. */
export async function saveWebhook(tx: Tx, webhook: Webhook): Promise<void> {
  await tx('webhooks')
    .where({ id: webhook.id })
    .update({ ...changing(webhook), left_out: webhook.leftOut, rest_until: 0 });
}

function changing(webhook: Webhook): object {
  return {
    name: webhook.name,
    url: webhook.url,
    categories: JSON.stringify(webhook.categories),
    names: JSON.stringify(webhook.names),
    state: webhook.state,
    failing_since: webhook.failingSince ?? null,
    updated_at: webhook.updatedAt,
  };
}

/** Finds a webhook. */
export async function findWebhook(reader: Reader, id: string): Promise<Webhook | undefined> {
  const row: WebhookRow | undefined = await reader('webhooks').where({ id }).first();
  return row && read(row);
}

/** Finds a webhook and keeps it from other writers until the transaction ends. */
export async function findWebhookToChange(tx: Tx, id: string): Promise<Webhook | undefined> {
  const rows = await rowsOf<WebhookRow>(tx, 'update webhooks set id = id where id = ? returning *', [id]);
  return rows[0] && read(rows[0]);
}

/** Lists all webhooks, by name. */
export async function listWebhooks(reader: Reader): Promise<Webhook[]> {
  const rows: WebhookRow[] = await reader('webhooks').orderBy('name').orderBy('id');
  return rows.map(read);
}

/** The sealed secrets of a webhook: the present one, and the one before. */
export interface SealedSecrets {
  readonly present: string;
  readonly old?: { readonly sealed: string; readonly until: number };
}

/** Finds the sealed secrets of a webhook. */
export async function findWebhookSecrets(reader: Reader, id: string): Promise<SealedSecrets | undefined> {
  const row: WebhookRow | undefined = await reader('webhooks').where({ id }).first();
  if (row === undefined) return undefined;
  const until = wholeOrNone(row.old_secret_until);
  const sealed = row.old_secret_sealed;
  return { present: row.secret_sealed, ...(sealed === null || until === undefined ? {} : { old: { sealed, until } }) };
}

/** Gives a webhook another secret; the one before signs as well for a while. */
export async function saveWebhookSecret(
  tx: Tx,
  id: string,
  secret: { readonly sealed: string; readonly oldUntil: number; readonly now: number },
): Promise<void> {
  await tx('webhooks')
    .where({ id })
    .update({
      old_secret_sealed: tx.ref('secret_sealed'),
      old_secret_until: secret.oldUntil,
      secret_sealed: secret.sealed,
      updated_at: secret.now,
    });
}

/** Forgets secrets whose time is over. */
export async function deleteOldSecrets(tx: Tx, now: number): Promise<void> {
  await tx('webhooks').where('old_secret_until', '<=', now).update({ old_secret_sealed: null, old_secret_until: null });
}

/** Removes a webhook with its deliveries. */
export async function deleteWebhook(tx: Tx, id: string): Promise<void> {
  await tx('webhooks').where({ id }).delete();
}

/** Counts events that were left out of a webhook. */
export async function addLeftOut(tx: Tx, id: string, count: number): Promise<void> {
  await tx('webhooks').where({ id }).increment('left_out', count);
}

const DUE = `state = 'active' and lease_until <= ? and rest_until <= ? and exists (
  select 1 from webhook_deliveries d where d.webhook_id = webhooks.id and d.state = 'waiting' and d.due_at <= ?) and ${MAY_SEND}`;

/** Finds a webhook that has something to be sent and that nobody serves: read first, because there rarely is one. */
export async function findDueWebhook(reader: Reader, now: number): Promise<string | undefined> {
  const [row] = await rowsOf<{ id: string }>(reader, `select id from webhooks where ${DUE} limit 1`, [now, now, now]);
  return row?.id;
}

/** Leases a webhook that has something to be sent and that nobody serves; undefined when there is none. */
export async function claimDueWebhook(
  tx: Tx,
  claim: { readonly owner: string; readonly now: number; readonly until: number },
): Promise<Webhook | undefined> {
  const { owner, now, until } = claim;
  const rows = await rowsOf<WebhookRow>(
    tx,
    `update webhooks set lease_owner = ?, lease_until = ? where id = (
       select id from webhooks where ${DUE} order by lease_until, id limit 1 ${skipLocked(tx)}) returning *`,
    [owner, until, now, now, now],
  );
  return rows[0] && read(rows[0]);
}

/**
 * Prolongs the lease of a webhook.
 * @returns the webhook as it is now; undefined when it is somebody else's, is not sent to any more, or is gone
 */
export async function renewWebhook(
  tx: Tx,
  id: string,
  lease: { readonly owner: string; readonly until: number },
): Promise<Webhook | undefined> {
  const rows = await rowsOf<WebhookRow>(
    tx,
    `update webhooks set lease_until = ? where id = ? and lease_owner = ? and state = 'active' returning *`,
    [lease.until, id, lease.owner],
  );
  return rows[0] && read(rows[0]);
}

/** Gives a webhook back; it is not looked at before `restUntil`. */
export async function releaseWebhook(tx: Tx, id: string, owner: string, restUntil: number): Promise<void> {
  await tx('webhooks')
    .where({ id, lease_owner: owner })
    .update({ lease_owner: null, lease_until: 0, rest_until: restUntil });
}

/** Notes that a message arrived: the webhook fails no more. */
export async function saveWebhookSuccess(tx: Tx, id: string, now: number): Promise<void> {
  await tx('webhooks').where({ id }).update({ failing_since: null, last_success_at: now });
}

/** Notes that a message did not arrive. @returns since when none has */
export async function saveWebhookFailure(tx: Tx, id: string, now: number): Promise<number> {
  const rows = await rowsOf<{ failing_since: unknown }>(
    tx,
    'update webhooks set failing_since = coalesce(failing_since, ?) where id = ? returning failing_since',
    [now, id],
  );
  return whole(rows[0]?.failing_since ?? now);
}

/** Disables an active webhook. @returns false when it was not active any more */
export async function disableWebhook(tx: Tx, id: string, now: number): Promise<boolean> {
  const count = await tx('webhooks').where({ id, state: 'active' }).update({ state: 'disabled', updated_at: now });
  return count === 1;
}

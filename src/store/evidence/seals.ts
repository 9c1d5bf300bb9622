import type { ChainHead, Seal, StoredValues } from '../../events/chain';
import type { AnyEvent } from '../../events/catalog';
import { insertRows, isPostgres, rowsOf, whole } from '../dialect';
import { readEvent, valuesOf, type EventRow } from '../events';
import type { Reader, Tx } from '../tx';

interface ChainRow {
  position: unknown;
  hash: string;
  anchor_position: unknown;
  anchor_hash: string;
  told_at: unknown;
}

interface SealRow {
  position: unknown;
  event_id: string;
  hash: string;
  sealed_at: unknown;
}

/** How the chain stands. */
export interface Chain {
  readonly head: ChainHead;
  /** The last event that retention removed: the chain that is kept begins after it. */
  readonly anchor: ChainHead;
  /** When the program’s own log was told of the end last. */
  readonly toldAt: number;
}

/** A seal with the event it belongs to; without one when the event is not there. */
export interface SealedRow {
  readonly seal: Seal;
  readonly stored?: { readonly at: number; readonly values: StoredValues };
}

/** An event at its place in the chain. */
export interface SealedEvent {
  readonly position: number;
  readonly event: AnyEvent;
}

function readChain(row: ChainRow): Chain {
  return {
    head: { position: whole(row.position), hash: row.hash },
    anchor: { position: whole(row.anchor_position), hash: row.anchor_hash },
    toldAt: whole(row.told_at),
  };
}

/** Finds how the chain stands; undefined when somebody took its row away. */
export async function findChain(reader: Reader): Promise<Chain | undefined> {
  const row: ChainRow | undefined = await reader('event_chain').where({ id: 1 }).first();
  return row && readChain(row);
}

/**
 * Takes the chain for this transaction: one process at a time writes to it.
 * @param patient waits for another process that has it; otherwise undefined is given then
 */
export async function lockChain(tx: Tx, patient: boolean): Promise<Chain | undefined> {
  const words = isPostgres(tx) ? `for update ${patient ? '' : 'skip locked'}` : '';
  const [row] = await rowsOf<ChainRow>(tx, `select * from event_chain where id = 1 ${words}`, []);
  return row && readChain(row);
}

/** Adds seals at the end of the chain, which the transaction has taken. */
export async function insertSeals(tx: Tx, seals: readonly Seal[]): Promise<void> {
  const last = seals.at(-1);
  if (last === undefined) return;
  const rows = seals.map(({ position, eventId, hash, sealedAt }) => ({
    position,
    event_id: eventId,
    hash,
    sealed_at: sealedAt,
  }));
  await insertRows(tx, 'event_seals', ['position', 'event_id', 'hash', 'sealed_at'], rows);
  await tx('event_chain').where({ id: 1 }).update({ position: last.position, hash: last.hash });
}

/** Notes that the program’s log was told of the end. @returns false when another process did so since `toldAt` */
export async function saveChainTold(tx: Tx, toldAt: number, now: number): Promise<boolean> {
  return (await tx('event_chain').where({ id: 1, told_at: toldAt }).update({ told_at: now })) === 1;
}

/** Lists a part of the chain after a position, each seal with its event as it is stored, in one look at the database. */
export async function listSeals(reader: Reader, after: number, upTo: number, take: number): Promise<SealedRow[]> {
  const rows = await rowsOf<SealRow & { id: string | null; at: unknown }>(
    reader,
    `select s.position, s.event_id, s.hash, s.sealed_at, e.* from event_seals s left join events e on e.id = s.event_id
      where s.position > ? and s.position <= ? order by s.position limit ?`,
    [after, upTo, take],
  );
  return rows.map((row) => ({
    seal: { position: whole(row.position), eventId: row.event_id, hash: row.hash, sealedAt: whole(row.sealed_at) },
    ...(row.id === null ? {} : { stored: { at: whole(row.at), values: valuesOf({ ...row }) } }),
  }));
}

/** Finds the place of an event in the chain; undefined while it is not sealed. */
export async function findPosition(reader: Reader, eventId: string): Promise<number | undefined> {
  const row: { position: unknown } | undefined = await reader('event_seals')
    .where({ event_id: eventId })
    .first('position');
  return row && whole(row.position);
}

/** Finds the number of the last seal that is kept; 0 without any. */
export async function findLastPosition(reader: Reader): Promise<number> {
  const row: { position: unknown } | undefined = await reader('event_seals')
    .orderBy('position', 'desc')
    .first('position');
  return whole(row?.position ?? 0);
}

/** Lists events after a position, in the order of the chain. What is no event any more is passed over. */
export async function listSealedEvents(reader: Reader, after: number, take: number): Promise<SealedEvent[]> {
  const rows = await rowsOf<EventRow & { position: unknown }>(
    reader,
    `select s.position, e.* from event_seals s join events e on e.id = s.event_id
      where s.position > ? order by s.position limit ?`,
    [after, take],
  );
  return rows.map((row) => ({ position: whole(row.position), event: readEvent(row) }));
}

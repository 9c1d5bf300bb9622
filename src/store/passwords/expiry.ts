import type { Knex } from 'knex';
import type { UserId } from '../../core/ids';
import type { Reader, Tx } from '../tx';

/** Lists whose password runs out after one moment and up to another. Milliseconds since the epoch. */
export async function listPasswordExpiries(reader: Reader, after: number, upTo: number): Promise<UserId[]> {
  const rows = (await between(reader, after, upTo).orderBy('id').select('id')) as { id: string }[];
  return rows.map((row) => row.id as UserId);
}

/** Finds one of those that `listPasswordExpiries` lists; undefined when there is none. */
export async function findPasswordExpiry(reader: Reader, after: number, upTo: number): Promise<UserId | undefined> {
  const row: { id: string } | undefined = await between(reader, after, upTo).first('id');
  return row?.id as UserId | undefined;
}

function between(reader: Reader, after: number, upTo: number): Knex.QueryBuilder {
  return reader('users').where('password_expires_at', '>', after).where('password_expires_at', '<=', upTo);
}

/** Sets when a person's password runs out, or ran out (milliseconds since the epoch). */
export async function savePasswordEnd(tx: Tx, id: UserId, end: number, now: number): Promise<void> {
  await tx('users').where({ id }).update({ password_expires_at: end, updated_at: now });
}

/**
 * Dates the passwords that people chose and that have not run out, from their last change, or from when the person was
 * added where that is not known. A date that is nearer than `notBefore` already may move away, not closer.
 * @param rule `livesMs` is absent when passwords do not run out any more
 * @returns how many people it concerned
 */
export async function dateOpenPasswords(
  tx: Tx,
  rule: { readonly now: number; readonly livesMs: number | undefined; readonly notBefore: number },
): Promise<number> {
  const open = tx('users')
    .whereNotNull('password_hash')
    .where({ password_temporary: false })
    .where((query) => void query.whereNull('password_expires_at').orWhere('password_expires_at', '>', rule.now));
  if (rule.livesMs === undefined) return open.update({ password_expires_at: null });
  const end = 'coalesce(password_changed_at, created_at) + ?';
  const floor = 'case when password_expires_at < ? then password_expires_at else ? end';
  return open.update({
    password_expires_at: tx.raw(`case when ${end} > (${floor}) then ${end} else (${floor}) end`, [
      ...[rule.livesMs, rule.notBefore, rule.notBefore],
      ...[rule.livesMs, rule.notBefore, rule.notBefore],
    ]),
  });
}

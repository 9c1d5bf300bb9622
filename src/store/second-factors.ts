import { compact } from '../core/compact';
import type { UserId } from '../core/ids';
import type { PasskeyFactor, SecondFactor, SecondFactorKind, TotpFactor } from '../core/second-factor';
import { truth, whole, wholeOrNone } from './dialect';
import type { Reader, Tx } from './tx';

interface FactorRow {
  id: string;
  user_id: string;
  kind: SecondFactorKind;
  name: string;
  secret_sealed: string | null;
  last_step: unknown;
  credential_id: string | null;
  public_key: string | null;
  sign_count: unknown;
  transports: string | null;
  backed_up: unknown;
  created_at: unknown;
  last_used_at: unknown;
}

function read(row: FactorRow): SecondFactor {
  const common = {
    id: row.id,
    userId: row.user_id as UserId,
    name: row.name,
    createdAt: whole(row.created_at),
    lastUsedAt: wholeOrNone(row.last_used_at),
  };
  if (row.kind === 'totp') {
    return compact<TotpFactor>({
      ...common,
      kind: 'totp',
      secretSealed: row.secret_sealed ?? '',
      lastStep: wholeOrNone(row.last_step),
    });
  }
  return compact<PasskeyFactor>({
    ...common,
    kind: 'passkey',
    credentialId: row.credential_id ?? '',
    publicKey: row.public_key ?? '',
    signCount: whole(row.sign_count ?? 0),
    transports: JSON.parse(row.transports ?? '[]') as string[],
    backedUp: truth(row.backed_up),
  });
}

/** Adds a factor. A passkey that anybody has already breaks the unique rule. */
export async function insertSecondFactor(tx: Tx, factor: SecondFactor): Promise<void> {
  const passkey = factor.kind === 'passkey' ? factor : undefined;
  const totp = factor.kind === 'totp' ? factor : undefined;
  await tx('second_factors').insert({
    id: factor.id,
    user_id: factor.userId,
    kind: factor.kind,
    name: factor.name,
    secret_sealed: totp?.secretSealed ?? null,
    last_step: totp?.lastStep ?? null,
    credential_id: passkey?.credentialId ?? null,
    public_key: passkey?.publicKey ?? null,
    sign_count: passkey?.signCount ?? null,
    transports: passkey === undefined ? null : JSON.stringify(passkey.transports),
    backed_up: passkey?.backedUp ?? null,
    created_at: factor.createdAt,
    last_used_at: factor.lastUsedAt ?? null,
  });
}

/** Lists a person's factors, the oldest first. */
export async function listSecondFactors(reader: Reader, userId: UserId): Promise<SecondFactor[]> {
  const rows: FactorRow[] = await reader('second_factors').where({ user_id: userId }).orderBy(['created_at', 'id']);
  return rows.map(read);
}

/** Counts a person's factors. */
export async function countSecondFactors(reader: Reader, userId: UserId): Promise<number> {
  const [row] = (await reader('second_factors').where({ user_id: userId }).count({ total: '*' })) as {
    total: unknown;
  }[];
  return whole(row?.total);
}

/** Finds the passkey with a credential ID, whoever's it is. */
export async function findPasskey(reader: Reader, credentialId: string): Promise<PasskeyFactor | undefined> {
  const row: FactorRow | undefined = await reader('second_factors').where({ credential_id: credentialId }).first();
  const factor = row && read(row);
  return factor?.kind === 'passkey' ? factor : undefined;
}

/**
 * Uses up a time step of an authenticator app: it and every earlier one count no more. Two uses at the same moment are
 * told apart by the database.
 * @returns false when that step, or a later one, was used already
 */
export async function takeTimeStep(tx: Tx, id: string, step: number, now: number): Promise<boolean> {
  const taken = await tx('second_factors')
    .where({ id })
    .where((query) => void query.whereNull('last_step').orWhere('last_step', '<', step))
    .update({ last_step: step, last_used_at: now });
  return taken === 1;
}

/**
 * Notes that a passkey was used, and its counter (WebAuthn Level 3 section 6.1.1).
 * @returns false when it is gone, or its counter went on meanwhile: somebody else may have a copy of it
 */
export async function notePasskeyUse(
  tx: Tx,
  passkey: Pick<PasskeyFactor, 'id' | 'signCount'>,
  use: { readonly signCount: number; readonly backedUp: boolean; readonly now: number },
): Promise<boolean> {
  const noted = await tx('second_factors')
    .where({ id: passkey.id, sign_count: passkey.signCount })
    .update({ sign_count: use.signCount, backed_up: use.backedUp, last_used_at: use.now });
  return noted === 1;
}

/** Gives a factor another name. */
export async function renameSecondFactor(tx: Tx, id: string, name: string): Promise<void> {
  await tx('second_factors').where({ id }).update({ name });
}

/** Removes a factor. */
export async function deleteSecondFactor(tx: Tx, id: string): Promise<void> {
  await tx('second_factors').where({ id }).delete();
}

/**
 * Removes all factors of a person.
 * @returns how many there were
 */
export async function deleteSecondFactorsOfUser(tx: Tx, userId: UserId): Promise<number> {
  return tx('second_factors').where({ user_id: userId }).delete();
}

/**
 * Keeps a person's row until the transaction is over, so that what is decided by counting their factors stays true. On
 * SQLite there is one writer anyway.
 */
export async function lockFactorsOfUser(tx: Tx, userId: UserId): Promise<void> {
  await tx('users').where({ id: userId }).forUpdate().first('id');
}

/**
 * Says until when a person may put a second factor off. The state is written along with the value it has, because that
 * is what makes copies of the person old (`change_count`).
 */
export async function saveSecondFactorGrace(tx: Tx, userId: UserId, until: number): Promise<void> {
  await tx('users')
    .where({ id: userId })
    .update({ second_factor_grace_until: until, state: tx.ref('state') });
}

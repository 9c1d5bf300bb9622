import { randomBytes } from 'node:crypto';
import type { Secrets } from '../../config/secrets';
import { AppError } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import { listSealedSamples } from '../../store/boards/database';
import { seal, unseal } from '../../store/seal';
import { addSetting, findSetting, saveSetting } from '../../store/settings';
import { transact, type Db, type Reader, type Tx } from '../../store/tx';

const PLACE = 'key-mark';
const RECOVERY_PLACE = 'recovery-key';
const SAMPLES = 50;

/** Which of two keys a database belongs to. */
export type KeyFit = 'fits' | 'other' | 'unmarked';

/** Tells whether a database was sealed with a key; 'unmarked' where nothing says so. */
export async function keyFit(reader: Reader, { sealingKey }: Pick<Secrets, 'sealingKey'>): Promise<KeyFit> {
  const mark = await findSetting(reader, 'key_mark');
  if (mark === undefined) return 'unmarked';
  return opens(sealingKey, PLACE, mark) ? 'fits' : 'other';
}

/** Marks a database as sealed with a key. */
export async function markKey(tx: Tx, secrets: Pick<Secrets, 'sealingKey'>): Promise<void> {
  await saveSetting(tx, 'key_mark', makeMark(secrets));
}

function makeMark({ sealingKey }: Pick<Secrets, 'sealingKey'>): string {
  return seal(sealingKey, PLACE, new SecretText(randomBytes(16).toString('base64')));
}

/**
 * Makes sure that a database belongs to a key, so that an exchanged one is refused at once and not with the first secret
 * that it can't open. A database of before is marked unless nothing in it opens.
 * @throws AppError conflict with what to do
 */
export async function demandKey(db: Db, secrets: Pick<Secrets, 'sealingKey'>): Promise<void> {
  const fit = await keyFit(db, secrets);
  if (fit === 'fits') return;
  const samples = await listSealedSamples(db, SAMPLES);
  const opened = samples.filter(({ place, sealed }) => opens(secrets.sealingKey, place, sealed)).length;
  // One secret that does not open has other causes, and is told of under Health: sign-on goes on meanwhile.
  if (fit === 'other' || (samples.length > 0 && opened === 0)) throw otherKey();
  // Two first starts, each with a key of its own, both come here: the database belongs to the first of them.
  await transact(db, async (tx) => {
    await addSetting(tx, 'key_mark', makeMark(secrets));
    if ((await keyFit(tx, secrets)) === 'other') throw otherKey();
  });
}

function otherKey(): AppError {
  return new AppError(
    'conflict',
    'The database belongs to another encryption key. Put the key that belongs to it in place: nothing was changed. If passo rotate-key was cut short, run it again.',
  );
}

/**
 * The keys as this database uses them: codes to recover an account are hashed, so an exchange of the encryption key keeps
 * the key they were hashed with.
 * @throws AppError conflict when the database belongs to another key
 */
export async function keysOf(reader: Reader, secrets: Secrets): Promise<Secrets> {
  if ((await keyFit(reader, secrets)) === 'other') {
    throw new AppError(
      'conflict',
      'The database belongs to another encryption key. Put the key that belongs to it in place.',
    );
  }
  const kept = await findSetting(reader, 'recovery_key');
  if (kept === undefined) return secrets;
  return { ...secrets, recoveryKey: Buffer.from(unseal(secrets.sealingKey, RECOVERY_PLACE, kept).reveal(), 'base64') };
}

/** Keeps the key of recovery codes, sealed with the key that comes. */
export async function keepRecoveryKey(tx: Tx, recoveryKey: Buffer, next: Pick<Secrets, 'sealingKey'>): Promise<void> {
  const text = new SecretText(recoveryKey.toString('base64'));
  await saveSetting(tx, 'recovery_key', seal(next.sealingKey, RECOVERY_PLACE, text));
}

function opens(key: Buffer, place: string, sealed: string): boolean {
  try {
    unseal(key, place, sealed);
    return true;
  } catch {
    return false;
  }
}

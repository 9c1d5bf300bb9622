import { existsSync } from 'node:fs';
import type { Config } from '../../config/config';
import { readSecrets, type Secrets } from '../../config/secrets';
import { countRowsInUse } from '../../store/backup/rows';
import { readMigrationState } from '../../store/migrations';
import { findSetting } from '../../store/settings';
import type { Db } from '../../store/tx';

/**
 * Reads the encryption key of this installation. It is made at the first start, and never beside a database that belongs
 * to a key already: nothing in it could be opened, and a new file would look like the right one.
 * @param value base64 of 32 bytes, when the operator gave it in the environment
 * @throws Error with a sentence when the key is missing or has the wrong form; nothing was written then
 */
export async function readOwnKey(
  db: Db,
  { encryptionKeyFile }: Pick<Config, 'encryptionKeyFile'>,
  value: string | undefined,
): Promise<Secrets> {
  const isKept = value !== undefined || existsSync(encryptionKeyFile);
  return readSecrets(value, encryptionKeyFile, !isKept && !(await belongsToAKey(db)));
}

async function belongsToAKey(db: Db): Promise<boolean> {
  const { applied } = await readMigrationState(db);
  if (applied.length === 0) return false;
  return (await findSetting(db, 'key_mark')) !== undefined || (await countRowsInUse(db)) > 0;
}

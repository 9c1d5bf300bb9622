import type { Config } from '../../config/config';
import type { Secrets } from '../../config/secrets';
import { makeNewId, type Clock } from '../../core/clock';
import { AppError } from '../../core/errors';
import { isInUse } from '../../store/backup/others';
import { forgetKeptAnswers, resealAll } from '../../store/backup/sealed';
import { openDatabase } from '../../store/db';
import { readMigrationState } from '../../store/migrations';
import { seal, unseal } from '../../store/seal';
import { deleteAllSessions } from '../../store/sessions';
import { transact } from '../../store/tx';
import type { Actor } from '../deps';
import { record } from '../record';
import { keepRecoveryKey, keyFit, keysOf, markKey } from './mark';

/** An exchange of the encryption key. */
export interface Rotation {
  readonly config: Pick<Config, 'database'>;
  readonly clock: Clock;
  readonly old: Secrets;
  readonly next: Secrets;
}

/** What an exchange did. `done` before: it was cut short after everything was sealed anew. */
export type Rotated = { readonly kind: 'rotated'; readonly secrets: number } | { readonly kind: 'done-before' };

/**
 * Seals every stored secret with a new key, in one transaction: all of them or none. From then on the old key is refused.
 * Everybody signs in anew, because sessions are signed with a key drawn from it; recovery codes and names given to
 * applications stay. The server has to be stopped: it would go on with the old key.
 * @throws AppError conflict while a server runs, when the old key is the wrong one, or the database is not up to date
 */
export async function rotateKey({ config, clock, old, next }: Rotation, actor: Actor): Promise<Rotated> {
  if (await isInUse(config.database)) {
    throw new AppError(
      'conflict',
      'A server works with this database. Stop it first: it would go on with the old key.',
    );
  }
  const db = openDatabase(config.database);
  try {
    if ((await readMigrationState(db)).pending.length > 0) {
      throw new AppError('conflict', 'The database is not up to date. Run passo migrate up first.');
    }
    if ((await keyFit(db, next)) === 'fits') return { kind: 'done-before' };
    const { recoveryKey } = await keysOf(db, old);
    const secrets = await transact(db, async (tx) => {
      const count = await resealAll(tx, (place, sealed) => seal(next.sealingKey, place, open(old, place, sealed)));
      await keepRecoveryKey(tx, recoveryKey, next);
      await markKey(tx, next);
      await deleteAllSessions(tx);
      await forgetKeptAnswers(tx);
      const sentence = `${count} secrets were sealed anew, and everybody signs in again`;
      await record({ clock, newId: makeNewId(clock) }, tx, actor, 'key_rotate', {}, { sentence });
      return count;
    });
    return { kind: 'rotated', secrets };
  } finally {
    await db.destroy();
  }
}

function open({ sealingKey }: Secrets, place: string, sealed: string): ReturnType<typeof unseal> {
  try {
    return unseal(sealingKey, place, sealed);
  } catch (error) {
    const [what = ''] = place.split(':');
    throw new AppError(
      'conflict',
      `A secret of the kind ${what} can’t be opened with the old key. Nothing was changed.`,
      {
        cause: error,
      },
    );
  }
}

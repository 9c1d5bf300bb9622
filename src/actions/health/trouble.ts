import { AppError } from '../../core/errors';
import { databaseTrouble, type DatabaseTrouble } from '../../store/dialect';
import { saidError, say } from '../../words/said';

const SENTENCES = {
  full: 'database_full',
  busy: 'database_busy',
  away: 'database_away',
} as const satisfies Record<DatabaseTrouble, string>;

/**
 * Reads an error of the database that passes by itself or is the operator's to mend (R11): its disk is full, others hold
 * it, or it is away.
 * @returns an AppError unavailable with words for the person; undefined for every other error
 */
export function asUnavailable(error: unknown): AppError | undefined {
  if (error instanceof AppError) return undefined;
  const { cause } = (error ?? {}) as { cause?: unknown };
  const trouble = databaseTrouble(error) ?? databaseTrouble(cause);
  return trouble === undefined ? undefined : saidError('unavailable', say(SENTENCES[trouble]));
}

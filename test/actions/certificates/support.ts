import { AppError } from '../../../src/core/errors';
import type { NewId } from '../../../src/core/ids';

/** Runs something that has to be refused and gives the refusal; anything else fails the test. */
export async function refusal(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.then(
    () => 'accepted',
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error(`Not refused: ${String(thrown)}`);
  return thrown;
}

/** A source of ids that fails once, at the given call: the process ends in the middle of what it was doing. */
export function failingIds(newId: NewId, failAt: number): NewId {
  let made = 0;
  return <Id extends string>(): Id => {
    made += 1;
    if (made === failAt) throw new Error('the process ends here');
    return newId<Id>();
  };
}

import { hash, verify } from '@node-rs/argon2';
import { makeFairLine } from '../core/sign-in/fair-line';
import type { SecretText } from '../core/secret-text';
import { saidError, say } from '../words/said';

/** Hashes passwords and checks them. Work is bounded: a flood of sign-ins waits in line or is turned away. */
export interface PasswordHasher {
  /** Hashes a password. Throws AppError unavailable when too many wait. */
  hash(password: SecretText): Promise<string>;
  /** Checks a password against a hash; without a hash it takes as long and says no. */
  check(password: SecretText, hash: string | undefined): Promise<boolean>;
}

/** argon2id with 19 MiB, two passes and one lane: what OWASP's password storage page asks for at least. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Makes the hasher.
 * @param atOnce how many hashes are worked on at a time, so that the thread pool is left for the database
 * @param waiting how many may wait
 */
export function makePasswordHasher(atOnce = 2, waiting = 200): PasswordHasher {
  const line = makeFairLine({ atOnce, waiting, refusal: () => saidError('unavailable', say('too_busy')) });
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => line.inTurn('', work);
  let dummy: Promise<string> | undefined;
  // One that had no place, or no memory, is made again: else nobody unknown would ever be answered as others are.
  const makeDummy = (): Promise<string> =>
    inTurn(() => hash('nobody has this password', OPTIONS)).catch((error: unknown) => {
      dummy = undefined;
      throw error;
    });

  return {
    hash: (password) => inTurn(() => hash(password.reveal(), OPTIONS)),
    check: async (password, known) => {
      const nobodys = await (dummy ??= makeDummy());
      const against = known ?? nobodys;
      // A hash that can't be read is nobody's password.
      const right = await inTurn(() => verify(against, password.reveal()).catch(() => false));
      return right && known !== undefined;
    },
  };
}

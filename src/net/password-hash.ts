import { hash, verify } from '@node-rs/argon2';
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
  let running = 0;
  const queue: (() => void)[] = [];
  let dummy: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting) {
        throw saidError('unavailable', say('too_busy'));
      }
      await new Promise<void>((go) => queue.push(go));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password.reveal(), OPTIONS)),
    check: async (password, known) => {
      dummy ??= inTurn(() => hash('nobody has this password', OPTIONS));
      const against = known ?? (await dummy);
      // A hash that can't be read is nobody's password.
      const right = await inTurn(() => verify(against, password.reveal()).catch(() => false));
      return right && known !== undefined;
    },
  };
}

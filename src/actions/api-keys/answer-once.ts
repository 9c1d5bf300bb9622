import { createHmac } from 'node:crypto';
import type { ApiKeyId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import {
  deleteApiRequest,
  findApiRequest,
  insertApiRequest,
  saveApiAnswer,
  saveApiRequestLease,
} from '../../store/api-keys/requests';
import { isUniqueViolation } from '../../store/dialect';
import { seal, unseal } from '../../store/seal';
import { transactOne } from '../../store/tx';
import type { Deps } from '../deps';

/** How long a process counts as at work after it last said so. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
/** How long answers are kept. */
export const ANSWER_LIFE_MS = 24 * 3_600_000;

/** An answer as it is given, and given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of a request that should count once. */
export type OnceOutcome =
  | { readonly kind: 'first' | 'again'; readonly answer: KeptAnswer }
  /** The same Idempotency-Key came with another request. */
  | { readonly kind: 'other' }
  | { readonly kind: 'running' }
  /** Whoever worked on it was cut off: nobody knows whether it took effect. */
  | { readonly kind: 'unknown' };

type Needs = Pick<Deps, 'db' | 'clock' | 'secrets'>;

/** A request that should count once. */
export interface OnceRequest {
  readonly keyId: ApiKeyId;
  readonly idempotencyKey: string;
  /** What makes it the same request: method, address, body. */
  readonly parts: readonly string[];
}

/**
 * Does something once, however often the same request comes within a day, and gives the same answer each time. Of many at
 * once one works; the others are told so.
 * @param work gives the answer, and whether to keep it: one that says "not now" is not kept, and may be tried again
 * @throws what `work` throws; it counts as cut off then
 */
export async function answerOnce(
  deps: Needs,
  request: OnceRequest,
  work: () => Promise<{ readonly answer: KeptAnswer; readonly keep: boolean }>,
): Promise<OnceOutcome> {
  const hash = keyed(deps, [request.keyId, request.idempotencyKey]);
  const fingerprint = keyed(deps, request.parts);
  const earlier = await claim(deps, hash, fingerprint);
  if (earlier !== undefined) return earlier;
  const renewing = setInterval(() => {
    const until = deps.clock() + LEASE_MS;
    transactOne(deps.db, (tx) => saveApiRequestLease(tx, hash, until)).catch(() => undefined);
  }, RENEW_MS);
  try {
    const { answer, keep } = await work();
    await transactOne(deps.db, (tx) =>
      keep ? saveApiAnswer(tx, hash, sealed(deps, hash, answer)) : deleteApiRequest(tx, hash),
    );
    return { kind: 'first', answer };
  } finally {
    clearInterval(renewing);
  }
}

/** Claims the request; what came of it before, when somebody has. */
async function claim(deps: Needs, hash: string, fingerprint: string): Promise<OnceOutcome | undefined> {
  for (;;) {
    const now = deps.clock();
    const row = { fingerprint, leaseUntil: now + LEASE_MS, now };
    try {
      await transactOne(deps.db, (tx) => insertApiRequest(tx, hash, row));
      return undefined;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
    const found = await findApiRequest(deps.db, hash);
    // It was given back in between.
    if (found === undefined) continue;
    if (found.fingerprint !== fingerprint) return { kind: 'other' };
    if (found.answerSealed !== undefined) return opened(deps, hash, found.answerSealed);
    return { kind: found.leaseUntil > now ? 'running' : 'unknown' };
  }
}

/** Opened only for the same request of the same key. After the encryption key was changed nobody can tell any more. */
function opened(deps: Needs, hash: string, answerSealed: string): OnceOutcome {
  try {
    const text = unseal(deps.secrets.sealingKey, placeOf(hash), answerSealed).reveal();
    return { kind: 'again', answer: JSON.parse(text) as KeptAnswer };
  } catch {
    return { kind: 'unknown' };
  }
}

function sealed(deps: Needs, hash: string, answer: KeptAnswer): string {
  return seal(deps.secrets.sealingKey, placeOf(hash), new SecretText(JSON.stringify(answer)));
}

function placeOf(hash: string): string {
  return `api-request:${hash}`;
}

/** A keyed hash: a body may hold a password, and what is stored must not tell it. */
function keyed({ secrets }: Pick<Deps, 'secrets'>, parts: readonly string[]): string {
  return createHmac('sha256', secrets.cookieKey)
    .update(`passo api request v1 ${JSON.stringify(parts)}`)
    .digest('hex');
}

import type { RemovalLimit } from '../core/idm-settings';

/** Why a person loses an account. Who was deleted, suspended or has an expired password loses it whatever the grants are. */
export type RemovalReason = 'deleted' | 'suspended' | 'expired' | 'grant';

/** How many people would lose their account, and how many accounts were active before. */
export interface RemovalCount {
  readonly removing: number;
  readonly active: number;
}

/** Applications with fewer active accounts than this are measured by a half of them: a share of few is soon reached. */
const SMALL = 25;
const SMALL_PEOPLE = 5;
const SMALL_PERCENT = 50;

/**
 * Tells whether a change takes so many accounts away that an admin has to allow it first (R8): more people than the
 * limit, or more than its share of the active accounts. With fewer than 25 accounts: over 5 people and over half, or over
 * the share that an admin set when that is more.
 * @returns the limit in words, such as "50" or "20 % of 400 accounts"; undefined when the change may pass
 */
export function limitPassedBy({ removing, active }: RemovalCount, limit: RemovalLimit): string | undefined {
  if (removing <= 0) return undefined;
  if (active < SMALL) {
    const percent = Math.max(SMALL_PERCENT, limit.percent);
    const over = removing > Math.min(SMALL_PEOPLE, limit.people) && removing * 100 > percent * active;
    const share = percent === SMALL_PERCENT ? 'half' : `${percent} %`;
    return over ? `${share} of ${accounts(active)}` : undefined;
  }
  if (removing > limit.people) return limit.people.toLocaleString('en');
  return removing * 100 > limit.percent * active ? `${limit.percent} % of ${accounts(active)}` : undefined;
}

/** Tells whether one person alone decides: a single suspension, deletion or expiry always passes. */
export function passesAlone(reason: RemovalReason, peopleOfCause: number): boolean {
  return reason !== 'grant' && peopleOfCause <= 1;
}

function accounts(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'account' : 'accounts'}`;
}

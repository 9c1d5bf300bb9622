import { deleteExpiredSessions, deleteSurplusVisits } from '../../store/sessions';
import { deleteRestedRates } from '../../store/api-keys/rates';
import { deleteOldApiRequests } from '../../store/api-keys/requests';
import { deleteOldClaims } from '../../store/forms/claims';
import { deleteOldPasswords } from '../../store/provisioning/passwords';
import { deleteOldLimits } from '../../store/sign-in-limits';
import { deleteOldLogouts } from '../../store/sign-on/logouts';
import { deleteOldMessages } from '../../store/sign-on/seen-messages';
import { deleteExpiredRequests } from '../../store/sign-on/sign-on-requests';
import { transact, type Tx } from '../../store/tx';
import { deleteExpiredUserLinks } from '../../store/passwords/links';
import { deleteExpiredGuideLinks } from '../../store/portal/guide-links';
import { ANSWER_LIFE_MS } from '../api-keys/answer-once';
import type { Deps } from '../deps';

/** Failed sign-ins are forgotten after half a day without another. */
const LIMIT_LIFE_MS = 12 * 3_600_000;
/** A rate of the API is full again long before. */
const RATE_REST_MS = 3_600_000;
/** A link that has run out opens nothing, but says for a while to whom a new one may be sent. */
const LINK_REST_MS = 30 * 86_400_000;
/** A form that was sent is remembered for a day: longer than its page can be sent again. */
const CLAIM_LIFE_MS = 24 * 3_600_000;

/**
 * Sessions of browsers in which nobody is signed in. Each page with a form begins one, for whoever asks for it without a
 * cookie; only a flood makes as many within an hour.
 */
const MOST_VISITS = 200_000;
/** Sessions that go in one transaction: others wait for less than a moment. */
const AT_ONCE = 2_000;

/**
 * Removes what has run out.
 * @returns how many rows went
 */
export async function tidy(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const now = deps.clock();
  const over = await inRounds(deps, (tx) => deleteExpiredSessions(tx, now, AT_ONCE));
  const surplus = await inRounds(deps, (tx) => deleteSurplusVisits(tx, MOST_VISITS, AT_ONCE));
  return over + surplus + (await tidyRest(deps, now));
}

async function inRounds({ db }: Pick<Deps, 'db'>, remove: (tx: Tx) => Promise<number>): Promise<number> {
  let gone = 0;
  for (;;) {
    const count = await transact(db, remove);
    gone += count;
    if (count < AT_ONCE) return gone;
  }
}

function tidyRest(deps: Pick<Deps, 'db'>, now: number): Promise<number> {
  return transact(deps.db, async (tx) => {
    const links = await deleteExpiredUserLinks(tx, now - LINK_REST_MS);
    const guides = await deleteExpiredGuideLinks(tx, now);
    const requests = await deleteExpiredRequests(tx, now);
    const logouts = await deleteOldLogouts(tx, now);
    const messages = await deleteOldMessages(tx, now);
    const passwords = await deleteOldPasswords(tx, now);
    const claims = await deleteOldClaims(tx, now - CLAIM_LIFE_MS);
    const answers = await deleteOldApiRequests(tx, now - ANSWER_LIFE_MS);
    const rates = await deleteRestedRates(tx, now - RATE_REST_MS);
    const rest = rates + (await deleteOldLimits(tx, now - LIMIT_LIFE_MS, now));
    return links + guides + requests + logouts + messages + passwords + claims + answers + rest;
  });
}

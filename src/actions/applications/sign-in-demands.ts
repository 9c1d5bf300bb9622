import type { Application } from '../../core/application';
import { invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { getApplication, lockApplication, saveSignInDemands } from '../../store/applications';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';

/** What an application asks of a sign-in, as typed. */
export interface SignInDemands {
  readonly secondFactor: boolean;
  /** Whole minutes; empty for any session. */
  readonly signInMinutes: string;
}

/** A day: sessions live no longer. */
const MOST_MINUTES = 1_440;

/**
 * Says what a sign-on to an application asks for beyond a session: a second factor, and a sign-in that is recent.
 * @throws AppError invalid by field, not_found
 */
export async function demandOfSignIns(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  typed: SignInDemands,
): Promise<Application> {
  demandMay(actor, 'applications.write');
  const text = typed.signInMinutes.trim();
  const minutes = text === '' ? undefined : Number(text);
  if (minutes !== undefined && !(/^\d{1,4}$/.test(text) && minutes >= 1 && minutes <= MOST_MINUTES)) {
    throw invalid({ signInMinutes: 'Enter a whole number of minutes from 1 to 1,440, or nothing.' });
  }
  return transact(deps.db, async (tx) => {
    const before = await lockApplication(tx, id);
    const changed = [
      ...(before.secondFactor === typed.secondFactor ? [] : ['secondFactor']),
      ...(before.signInMinutes === minutes ? [] : ['signInMinutes']),
    ];
    if (changed.length === 0) return before;
    await saveSignInDemands(tx, id, { secondFactor: typed.secondFactor, signInMinutes: minutes, now: deps.clock() });
    await record(deps, tx, actor, 'application_sso_update', { application: before }, { changed });
    return getApplication(tx, id);
  });
}

import { compact } from '../../core/compact';
import type { Application } from '../../core/application';
import { AppError } from '../../core/errors';
import type { EventId } from '../../core/ids';
import { accountStateOf } from '../../core/portal/account-state';
import { saveLaunches, type Launch as LaunchRow } from '../../store/portal/launches';
import { findLink } from '../../store/provisioning/links';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import type { Collection } from '../journal';
import { record } from '../record';
import { refuse, type PostedResponse } from './refusal';
import { decideSignOn, isStep, StepNeeded, type Person } from './decide';
import { respond } from './respond';
import type { SignOnFacts } from './snapshot';

/**
 * Where a tile leads: a form for the SP, an address (a bookmark, or where the SP wants people to start), or to a page
 * that says why the person's account there is not ready.
 */
export type Launch =
  | { readonly kind: 'post'; readonly response: PostedResponse }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'setting-up'; readonly application: Application }
  | { readonly kind: 'failed'; readonly application: Application; readonly eventId?: EventId };

const LAUNCHES: Collection<LaunchRow> = { write: saveLaunches };

/**
 * Opens an application from its tile (saml-profiles section 4.1.5). Where it leads comes from the application's settings
 * alone. Where accounts are managed, nobody is sent to one that is not there yet, unless they want to all the same.
 * @param anyway the person has seen that the account is not ready
 * @throws SignOnRefused; StepNeeded when a step of the person's is missing
 */
export async function launchApplication(deps: Deps, slug: string, person: Person, anyway = false): Promise<Launch> {
  const { sessionHash = '', userId } = person;
  const facts = await deps.snapshot.read({ slug, sessionHash, requestId: '', userId });
  const application = facts.application?.application;
  const user = facts.person?.user;
  const base = compact({ startedBy: 'idp' as const, application, user, clientIp: person.clientIp });
  if (application === undefined) {
    throw await refuse(deps, { ...base, code: 'unknown_application', sentence: 'There is no such application.' });
  }
  if (!anyway) {
    const unready = await findUnready(deps, application, facts, person);
    if (unready !== undefined) return unready;
  }
  const address = application.bookmarkUrl ?? loginUrlOf(application);
  if (address === undefined) {
    const response = await respond(deps, application, person);
    countLaunch(deps, application, person);
    return { kind: 'post', response };
  }
  const decision = decideSignOn(facts, person, deps.clock());
  if (!decision.allowed && isStep(decision.reason)) throw new StepNeeded(decision.reason);
  if (!decision.allowed) throw await refuse(deps, { ...base, code: decision.reason, sentence: decision.sentence });
  if (application.bookmarkUrl !== undefined) {
    const { user: opener } = decision.person;
    const actor = compact<Actor>({ kind: 'user', id: opener.id, name: opener.username, clientIp: person.clientIp });
    const about = { application, user: opener };
    await transact(deps.db, (tx) => record(deps, tx, actor, 'sso_auth', about, { startedBy: 'idp' }));
  }
  countLaunch(deps, application, person);
  return { kind: 'redirect', url: address };
}

/** Only people who may use it learn how their account stands; all others get the refusal that follows. */
async function findUnready(
  deps: Deps,
  application: Application,
  facts: SignOnFacts,
  person: Person,
): Promise<Launch | undefined> {
  if (accountStateOf(application, undefined) === 'ready') return undefined;
  if (!decideSignOn(facts, person, deps.clock()).allowed) return undefined;
  const link = await findLink(deps.db, application.id, person.userId);
  const state = accountStateOf(application, link);
  if (state === 'ready') return undefined;
  if (state === 'setting-up') return { kind: state, application };
  return compact<Extract<Launch, { kind: 'failed' }>>({ kind: state, application, eventId: link?.eventId });
}

/** For "Used most": written with the next batch. That it can't be counted just now keeps nobody from their work. */
function countLaunch(deps: Deps, { id }: Application, { userId }: Person): void {
  try {
    deps.journal.collect(LAUNCHES, { userId, applicationId: id, at: deps.clock() });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
  }
}

/** The SP's own beginning, when its tile leads there; the sign-on that follows is recorded when its request is answered. */
function loginUrlOf({ sso }: Application): string | undefined {
  return sso?.startAtLogin === true ? sso.loginUrl : undefined;
}

import { compact } from '../../core/compact';
import type { Application } from '../../core/application';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { refuse, type PostedResponse } from './refusal';
import { decideSignOn, type Person } from './decide';
import { respond } from './respond';

/** Where a tile leads: a form for the SP, or an address: a bookmark, or where the SP wants people to start. */
export type Launch =
  { readonly kind: 'post'; readonly response: PostedResponse } | { readonly kind: 'redirect'; readonly url: string };

/**
 * Opens an application from its tile (saml-profiles section 4.1.5). Where it leads comes from the application's settings
 * alone.
 * @throws SignOnRefused
 */
export async function launchApplication(deps: Deps, slug: string, person: Person): Promise<Launch> {
  const { sessionHash = '', userId } = person;
  const facts = await deps.snapshot.read({ slug, sessionHash, requestId: '', userId });
  const application = facts.application?.application;
  const user = facts.person?.user;
  const base = compact({ startedBy: 'idp' as const, application, user, clientIp: person.clientIp });
  if (application === undefined) {
    throw await refuse(deps, { ...base, code: 'unknown_application', sentence: 'There is no such application.' });
  }
  const address = application.bookmarkUrl ?? loginUrlOf(application);
  if (address === undefined) return { kind: 'post', response: await respond(deps, application, person) };
  const decision = decideSignOn(facts, person, deps.clock());
  if (!decision.allowed) throw await refuse(deps, { ...base, code: decision.reason, sentence: decision.sentence });
  if (application.bookmarkUrl !== undefined) {
    const { user: opener } = decision.person;
    const actor = compact<Actor>({ kind: 'user', id: opener.id, name: opener.username, clientIp: person.clientIp });
    const about = { application, user: opener };
    await transact(deps.db, (tx) => record(deps, tx, actor, 'sso_auth', about, { startedBy: 'idp' }));
  }
  return { kind: 'redirect', url: address };
}

/** The SP's own beginning, when its tile leads there; the sign-on that follows is recorded when its request is answered. */
function loginUrlOf({ sso }: Application): string | undefined {
  return sso?.startAtLogin === true ? sso.loginUrl : undefined;
}

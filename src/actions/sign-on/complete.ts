import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { SignOnRequestId } from '../../core/ids';
import { getApplication } from '../../store/applications';
import { findSignOnRequest, takeSignOnRequest, type SignOnRequest } from '../../store/sign-on/sign-on-requests';
import { transact } from '../../store/tx';
import { findUser } from '../../store/users';
import type { Deps } from '../deps';
import { refuse, type PostedResponse } from './refusal';
import { respond, type Person } from './respond';
import { statusForRequest } from './status';

/** A kept request and the application it is for. */
export interface PendingSignOn {
  readonly request: SignOnRequest;
  readonly application: Application;
}

/** What comes of a kept request: a form for the SP, or the person has to sign in (again) or choose a password first. */
export type SignOnStep =
  | { readonly kind: 'choose-password' }
  | { readonly kind: 'post'; readonly response: PostedResponse }
  | { readonly kind: 'sign-in'; readonly again: boolean };

/** Finds a request that still waits for its person, to name the application on the sign-in page. */
export async function findPendingSignOn(
  deps: Pick<Deps, 'db' | 'clock'>,
  id: SignOnRequestId,
): Promise<PendingSignOn | undefined> {
  const request = await findSignOnRequest(deps.db, id);
  if (request === undefined || request.answeredAt !== undefined || request.expiresAt <= deps.clock()) return undefined;
  return { request, application: await getApplication(deps.db, request.applicationId) };
}

/**
 * Answers a kept request. ForceAuthn wants a sign-in that is younger than the request, IsPassive wants none to be asked
 * for (saml-core section 3.4.1). A password that an admin handed over opens nothing before it was changed.
 * @param person who is signed in; undefined when nobody is
 * @throws SignOnRefused; StepNeeded when a step of the person's is missing
 */
export async function completeSignOn(
  deps: Deps,
  id: SignOnRequestId,
  person: Person | undefined,
  clientIp?: string,
): Promise<SignOnStep> {
  const pending = await findPendingSignOn(deps, id);
  if (pending === undefined) {
    throw await refuse(
      deps,
      compact({
        startedBy: 'sp' as const,
        code: 'request_expired',
        sentence: 'This sign-in link is too old or was used already. Start again from the application.',
        clientIp,
      }),
    );
  }
  const { request, application } = pending;
  const fresh = person !== undefined && (!request.forceAuthn || person.signedInAt >= request.createdAt);
  const handedOver = person !== undefined && (await findUser(deps.db, person.userId))?.passwordTemporary === true;
  if (person !== undefined && fresh && !handedOver) {
    return { kind: 'post', response: await respond(deps, application, person, request) };
  }
  if (!request.isPassive && fresh && handedOver) return { kind: 'choose-password' };
  if (!request.isPassive) return { kind: 'sign-in', again: person !== undefined };
  await transact(deps.db, (tx) => takeSignOnRequest(tx, id, deps.clock()));
  throw await refuse(
    deps,
    compact({
      startedBy: 'sp' as const,
      application,
      request,
      code: 'no_passive',
      sentence: 'The application wanted a sign-on without asking the person, who was not signed in.',
      clientIp,
      deliver: await statusForRequest(deps, application, request, { code: 'no_passive' }),
    }),
  );
}

import type { Application } from '../../core/application';
import { signingCertificateOf } from '../../core/certificate';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { SamlError } from '../../saml/errors';
import { findPersistentNameId } from '../../store/sign-on/name-ids';
import type { KeptRequest, SignOnRequest } from '../../store/sign-on/sign-on-requests';
import type { Deps } from '../deps';
import { buildAnswer, type Answer } from './answer';
import { decideSignOn, denied, isStep, StepNeeded, type Denial, type Person, type SignOnDecision } from './decide';
import { giveOut, NameTaken, SessionEnded } from './give-out';
import { refuse, type PostedResponse, type RefusalFacts, type SignOnRefused } from './refusal';
import type { SignOnFacts } from './snapshot';
import { statusForRequest } from './status';

export type { Person } from './decide';

/**
 * Decides access and makes the Response, for a request or for a tile. Session, person, grant, application and
 * certificate are looked at anew, so that a suspension or a lost group counts at once. The event is written before the
 * Response is given out, and a request is answered once.
 * @throws SignOnRefused; StepNeeded, with nothing written, when a step of the person's is missing
 */
export async function respond(
  deps: Deps,
  application: Application,
  person: Person,
  request?: SignOnRequest,
): Promise<PostedResponse> {
  const facts = await readFacts(deps, application.slug, person, request);
  const base = compact<Omit<RefusalFacts, 'code' | 'sentence'>>({
    startedBy: request === undefined ? 'idp' : 'sp',
    application,
    user: facts.person?.user,
    clientIp: person.clientIp,
    request,
  });
  const decision = decideSignOn(facts, person, deps.clock(), request);
  if (!decision.allowed && isStep(decision.reason) && request?.isPassive !== true)
    throw new StepNeeded(decision.reason);
  if (!decision.allowed) throw await refuseDenied(deps, application, base, decision, request);
  try {
    const answer = answerFor(deps, decision, facts, person, request);
    await giveOut(deps, { decision, facts, person, request, answer });
    return answer.posted;
  } catch (error) {
    if (error instanceof NameTaken) return respond(deps, application, person, request);
    if (error instanceof SessionEnded) {
      throw await refuseDenied(deps, application, base, denied('session_ended'), request);
    }
    if (!(error instanceof SamlError)) throw error;
    const facts = { ...error.facts, clause: error.clause };
    const deliver =
      request === undefined || error.deliver !== 'to-sp'
        ? undefined
        : await statusForRequest(deps, application, request, { code: error.code, message: error.message });
    throw await refuse(deps, compact({ ...base, code: error.code, sentence: error.message, facts, deliver }));
  }
}

/** What signing in, or choosing a password, would mend: to a passive request the person could not be made known. */
const MENDABLE: ReadonlySet<Denial> = new Set<Denial>([
  'session_ended',
  'person_unknown',
  'password_temporary',
  'password_expired',
  'sign_in_old',
  'second_factor',
  'second_factor_here',
  'password_wanted',
]);

/**
 * The person reads on a page why they get no further; of a passive request they see nothing, and the application gets a
 * status (saml-core section 3.4.1).
 */
async function refuseDenied(
  deps: Deps,
  application: Application,
  base: Omit<RefusalFacts, 'code' | 'sentence'>,
  { reason, sentence }: { readonly reason: Denial; readonly sentence: string },
  request: SignOnRequest | undefined,
): Promise<SignOnRefused> {
  const code = MENDABLE.has(reason) ? 'no_passive' : 'access_denied';
  const deliver =
    request?.isPassive === true ? await statusForRequest(deps, application, request, { code }) : undefined;
  return refuse(deps, compact({ ...base, code: reason, sentence, deliver }));
}

/**
 * Builds the answer that a decision allows.
 * @throws SamlError, AppError internal when the application has no certificate
 */
export function answerFor(
  deps: Deps,
  decision: Extract<SignOnDecision, { allowed: true }>,
  facts: SignOnFacts,
  person: Person,
  request: KeptRequest | undefined,
): Answer {
  const { application, certificates } = decision.application;
  if (application.sso === undefined) {
    throw new SamlError('unknown_issuer', 'The application has no SAML settings.', { clause: 'saml-profiles 4.1.5' });
  }
  const certificate = signingCertificateOf(certificates, deps.clock());
  if (certificate === undefined) throw new AppError('internal', 'This application has no signing certificate.');
  return buildAnswer(deps, {
    application,
    sso: application.sso,
    person,
    user: decision.person.user,
    groupNames: decision.person.groups.map(({ name }) => name),
    applicationGroupNames: decision.applicationGroupNames,
    certificate,
    keptNameId: facts.row.persistentNameId,
    request,
  });
}

async function readFacts(
  deps: Deps,
  slug: string,
  { userId, sessionHash }: Person,
  request: SignOnRequest | undefined,
): Promise<SignOnFacts> {
  const requestId = request?.requestId ?? '';
  const facts = await deps.snapshot.read({ slug, sessionHash: sessionHash ?? '', requestId, userId });
  const applicationId = facts.row.applicationId;
  if (sessionHash !== undefined || applicationId === undefined) return facts;
  const persistentNameId = await findPersistentNameId(deps.db, applicationId, userId);
  return persistentNameId === undefined ? facts : { ...facts, row: { ...facts.row, persistentNameId } };
}

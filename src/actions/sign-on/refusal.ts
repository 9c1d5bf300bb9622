import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { ApplicationId, EventId } from '../../core/ids';
import { SYSTEM, type Actor, type Deps } from '../deps';
import { record } from '../record';
import { transact } from '../../store/tx';
import type { User } from '../../core/user';
import type { Exchange } from '../../store/sign-on/exchanges';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';

/** A form that the person's browser posts to the SP. */
export interface PostedResponse {
  readonly acsUrl: string;
  /** Base64 of the Response. */
  readonly samlResponse: string;
  readonly relayState?: string;
  readonly applicationLabel: string;
}

/** What is known of a sign-on that is refused. */
export interface RefusalFacts {
  readonly code: string;
  /** A sentence for the admin. */
  readonly sentence: string;
  readonly startedBy: 'sp' | 'idp';
  readonly application?: Application;
  readonly user?: User;
  readonly clientIp?: string;
  /** Facts for the admin: addresses asked and allowed, times, the clause. */
  readonly facts?: Readonly<Record<string, string>>;
  /** The status Response for the SP, when its address can be trusted. */
  readonly deliver?: PostedResponse;
  /** The application's message as it came, for the list of exchanges. */
  readonly request?: Pick<KeptRequest, 'binding' | 'xml'>;
}

/** A sign-on that was refused and recorded. The web layer shows a page, or posts the status Response. */
export class SignOnRefused extends Error {
  readonly eventId: EventId;
  readonly facts: RefusalFacts;

  constructor(eventId: EventId, facts: RefusalFacts) {
    super(facts.sentence);
    this.name = 'SignOnRefused';
    this.eventId = eventId;
    this.facts = facts;
  }
}

/**
 * Records a refusal. What the person and the SP are told comes after.
 * @returns the error to throw
 */
export async function refuse(deps: Deps, facts: RefusalFacts): Promise<SignOnRefused> {
  const { application, user } = facts;
  const actor: Actor = {
    ...(user === undefined ? SYSTEM : { kind: 'user' as const, id: user.id, name: user.username }),
    ...(facts.clientIp === undefined ? {} : { clientIp: facts.clientIp }),
  };
  const about = {
    ...(application === undefined ? {} : { application }),
    ...(user === undefined ? {} : { user }),
    result: 'failure' as const,
  };
  const eventId = await transact(deps.db, (tx) =>
    record(deps, tx, actor, 'sso_auth', about, {
      startedBy: facts.startedBy,
      ...(facts.request?.binding === undefined ? {} : { binding: facts.request.binding }),
      code: facts.code,
      sentence: facts.sentence,
      ...(facts.facts === undefined ? {} : { facts: facts.facts }),
    }),
  );
  if (application !== undefined) deps.journal.exchange(exchangeOf(deps, eventId, application.id, facts));
  return new SignOnRefused(eventId, facts);
}

function exchangeOf(deps: Deps, id: EventId, applicationId: ApplicationId, facts: RefusalFacts): Exchange {
  const { deliver, request, user } = facts;
  return compact<Exchange>({
    id,
    applicationId,
    at: deps.clock(),
    kind: 'sign-on',
    startedBy: facts.startedBy,
    binding: request?.binding,
    request: request?.xml,
    response: deliver && Buffer.from(deliver.samlResponse, 'base64').toString('utf8'),
    userName: user?.username,
    code: facts.code,
    sentence: facts.sentence,
    facts: facts.facts,
  });
}

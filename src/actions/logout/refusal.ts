import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { EventId } from '../../core/ids';
import type { User } from '../../core/user';
import type { Exchange } from '../../store/sign-on/exchanges';
import { transact } from '../../store/tx';
import { SYSTEM, type Actor, type Deps } from '../deps';
import { record } from '../record';
import type { Delivery } from './messages';

/** What is known of a logout message that is refused. */
export interface LogoutRefusal {
  readonly code: string;
  /** A sentence for the admin. */
  readonly sentence: string;
  readonly startedBy: 'sp' | 'idp';
  readonly application?: Application;
  readonly user?: User;
  readonly clientIp?: string;
  readonly binding?: Exchange['binding'];
  /** The message as it came, and the answer to it. They are redacted before they are kept. */
  readonly request?: string;
  readonly response?: string;
  /** Facts for the admin: addresses asked and allowed, times, the clause. */
  readonly facts?: Readonly<Record<string, string>>;
  /** The LogoutResponse for the application, when it may hear of it. */
  readonly deliver?: Delivery;
}

/** A logout message that was refused and recorded. The web layer shows a page, or delivers the answer. */
export class LogoutRefused extends Error {
  readonly eventId: EventId;
  readonly refusal: LogoutRefusal;

  constructor(eventId: EventId, refusal: LogoutRefusal) {
    super(refusal.sentence);
    this.name = 'LogoutRefused';
    this.eventId = eventId;
    this.refusal = refusal;
  }
}

/**
 * Records that a logout message was refused. Nobody was signed out by it.
 * @returns the error to throw
 */
export async function refuseLogout(deps: Deps, refusal: LogoutRefusal): Promise<LogoutRefused> {
  const { application, user, startedBy, code, sentence, facts } = refusal;
  const actor = compact<Actor>({
    ...(user === undefined ? SYSTEM : { kind: 'user' as const, id: user.id, name: user.username }),
    clientIp: refusal.clientIp,
  });
  const about = compact({ application, user, result: 'failure' as const });
  const eventId = await transact(deps.db, (tx) =>
    record(deps, tx, actor, 'sso_logout', about, compact({ startedBy, code, sentence, facts })),
  );
  if (application !== undefined) {
    const { request, response, binding } = refusal;
    const messages = compact({ binding, request, response, userName: user?.username });
    deps.journal.exchange(
      compact<Exchange>({
        ...{ id: eventId, applicationId: application.id, at: deps.clock(), kind: 'logout', startedBy },
        ...{ ...messages, code, sentence, facts },
      }),
    );
  }
  return new LogoutRefused(eventId, refusal);
}

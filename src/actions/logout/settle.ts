import { compact } from '../../core/compact';
import type { EventId, LogoutId } from '../../core/ids';
import { findApplication } from '../../store/applications';
import type { Exchange } from '../../store/sign-on/exchanges';
import {
  saveLogout,
  takeLogout,
  type Logout,
  type LogoutStep,
  type LogoutStepState,
} from '../../store/sign-on/logouts';
import { transact } from '../../store/tx';
import { findUser } from '../../store/users';
import { SYSTEM, type Actor, type Deps } from '../deps';
import { record } from '../record';
import { actorOfUser } from './end-sessions';

/** What became of a request to one application. */
export interface Outcome {
  readonly state: Exclude<LogoutStepState, 'waiting' | 'asked'>;
  /** What the application or our connection said, for the admin. */
  readonly reason?: string | undefined;
  /** The answer as it came; it is redacted before it is kept. */
  readonly received?: string | undefined;
  readonly clientIp?: string | undefined;
}

/** The step of a sign-out that was asked with this request. */
export function stepOf(logout: Logout, requestId: string): LogoutStep | undefined {
  return logout.steps.find((step) => step.requestId === requestId);
}

/**
 * Writes what became of one step, and records it. A step that is over stays as it is, so that an answer can be sent
 * again; only one that was given up may still turn out well.
 */
export async function settle(deps: Deps, id: LogoutId, requestId: string, outcome: Outcome): Promise<void> {
  const exchange = await transact(deps.db, async (tx) => {
    const logout = await takeLogout(tx, id, deps.clock());
    const step = logout && stepOf(logout, requestId);
    if (logout === undefined || step === undefined) return undefined;
    if (step.state !== 'asked' && !(step.state === 'silent' && outcome.received !== undefined)) return undefined;
    const settled = compact<LogoutStep>({ ...step, state: outcome.state, reason: outcome.reason });
    await saveLogout(tx, { ...logout, steps: logout.steps.map((one) => (one === step ? settled : one)) });
    const application = await findApplication(tx, step.applicationId);
    if (application === undefined) return undefined;
    const user = logout.userId && (await findUser(tx, logout.userId));
    const { clientIp } = outcome;
    const actor = user === undefined ? compact<Actor>({ ...SYSTEM, clientIp }) : actorOfUser(user, clientIp);
    const startedBy = logout.requester === undefined ? ('idp' as const) : ('sp' as const);
    const result = outcome.state === 'signed-out' ? ('success' as const) : ('failure' as const);
    const why = compact(wordsOf(settled));
    const eventId: EventId = await record(
      deps,
      tx,
      actor,
      'sso_logout',
      compact({ application, user, result }),
      compact({ startedBy, ...why }),
    );
    return compact<Exchange>({
      ...{ id: eventId, applicationId: application.id, at: deps.clock(), kind: 'logout', startedBy, ...why },
      ...{ binding: step.binding, request: step.sent, response: outcome.received, userName: user?.username },
    });
  });
  if (exchange !== undefined) deps.journal.exchange(exchange);
}

const WHY: Readonly<Record<Outcome['state'], readonly [code: string, sentence: string] | undefined>> = {
  'signed-out': undefined,
  partial: ['partial_logout', 'It could not sign the person out everywhere'],
  refused: ['logout_refused', 'It answered that it could not'],
  silent: ['no_logout_answer', 'It did not answer'],
  'no-address': ['no_logout_address', 'It has no address for logout messages'],
  failed: ['logout_not_sent', 'It could not be asked'],
};

function wordsOf({ state, reason }: LogoutStep): { code?: string | undefined; sentence?: string | undefined } {
  const why = state === 'waiting' || state === 'asked' ? undefined : WHY[state];
  if (why === undefined) return {};
  const [code, sentence] = why;
  return { code, sentence: reason === undefined ? `${sentence}.` : `${sentence}: ${reason.replace(/\.$/, '')}.` };
}

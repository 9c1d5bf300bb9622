import { compact } from '../../core/compact';
import type { LogoutId } from '../../core/ids';
import { PARTLY_SIGNED_OUT, SIGNED_OUT } from '../../saml/logout/write';
import { redactMessage } from '../../saml/redact';
import { findApplication } from '../../store/applications';
import type { Exchange } from '../../store/sign-on/exchanges';
import { findLogout, saveLogout, takeLogout, type Logout, type LogoutStep } from '../../store/sign-on/logouts';
import { transact } from '../../store/tx';
import { findUser } from '../../store/users';
import { saidError, say } from '../../words/said';
import type { Deps } from '../deps';
import { askBackChannel } from './back-channel';
import { hashSecret } from './end-sessions';
import { newRequestId, writeAnswer, writeRequest, type Delivery, type WrittenMessage } from './messages';
import { settle } from './settle';

/** Where a sign-out goes next. */
export type LogoutNext =
  /** The browser takes a request to an application. */
  | { readonly kind: 'ask'; readonly delivery: Delivery; readonly place: number; readonly of: number }
  /** An application was asked and the browser came back without its answer. */
  | { readonly kind: 'waiting'; readonly label: string; readonly logout: Logout }
  /** The application that began gets its answer. */
  | { readonly kind: 'answer'; readonly delivery: Delivery }
  | { readonly kind: 'result'; readonly logout: Logout };

/**
 * Finds a sign-out for the browser that it belongs to.
 * @param secret from the browser's cookie
 * @throws AppError not_found for another browser's, and for one that has run out
 */
export async function findOwnLogout(
  deps: Pick<Deps, 'db' | 'clock'>,
  id: LogoutId,
  secret: string | undefined,
): Promise<Logout> {
  const logout = await findLogout(deps.db, id, deps.clock());
  if (logout !== undefined && secret !== undefined && hashSecret(secret) === logout.browserHash) return logout;
  throw saidError('not_found', say('sign_out_over'));
}

/**
 * Takes a sign-out one application further: those that take SOAP alone are asked from here, all at once, then the others
 * one after another through the browser; at the end the application that began it gets its answer, once.
 * @throws AppError not_found
 */
export async function goOn(
  deps: Deps,
  id: LogoutId,
  secret: string | undefined,
  clientIp?: string,
): Promise<LogoutNext> {
  for (;;) {
    const logout = await findOwnLogout(deps, id, secret);
    const asked = logout.steps.find(({ state }) => state === 'asked');
    if (asked !== undefined) return { kind: 'waiting', label: asked.label, logout };
    const waiting = logout.steps.filter(({ state }) => state === 'waiting');
    if (waiting.length === 0) return finish(deps, logout);
    const next = await askNext(deps, logout, waiting, clientIp);
    if (next !== undefined) return next;
  }
}

/**
 * Gives up waiting for the applications that were asked, because the person says so.
 * @throws AppError not_found
 */
export async function passOver(deps: Deps, id: LogoutId, secret: string | undefined, clientIp?: string): Promise<void> {
  const logout = await findOwnLogout(deps, id, secret);
  for (const { state, requestId } of logout.steps) {
    if (state === 'asked' && requestId !== undefined) await settle(deps, id, requestId, { state: 'silent', clientIp });
  }
}

interface Prepared {
  readonly step: LogoutStep;
  readonly requestId: string;
  readonly written?: WrittenMessage | undefined;
  readonly fault?: string;
}

/** Asks all that are reached from here; else the first that is reached through the browser. */
async function askNext(
  deps: Deps,
  logout: Logout,
  waiting: readonly LogoutStep[],
  clientIp: string | undefined,
): Promise<LogoutNext | undefined> {
  const prepared: Prepared[] = [];
  for (const step of waiting) prepared.push(await prepare(deps, logout, step));
  const direct = prepared.filter(({ written }) => written?.message === undefined);
  const turn = direct.length > 0 ? direct : prepared.slice(0, 1);
  if (!(await claim(deps, logout.id, turn))) return undefined;
  if (direct.length > 0) {
    await Promise.all(direct.map((one) => askDirectly(deps, logout.id, one, clientIp)));
    return undefined;
  }
  const [first] = turn;
  if (first?.written?.message === undefined) return undefined;
  const { label } = first.step;
  const place = logout.steps.length - waiting.length + 1;
  return {
    kind: 'ask',
    delivery: { message: first.written.message, applicationLabel: label },
    ...{ place, of: logout.steps.length },
  };
}

async function prepare(deps: Deps, logout: Logout, step: LogoutStep): Promise<Prepared> {
  const requestId = newRequestId(logout.id);
  const application = await findApplication(deps.db, step.applicationId);
  if (application === undefined) return { step, requestId };
  try {
    return { step, requestId, written: await writeRequest(deps, application, step, requestId) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { step, requestId, fault: error.message };
  }
}

/** Marks steps as asked. @returns false when somebody else was faster: nothing may be sent then */
function claim(deps: Deps, id: LogoutId, turn: readonly Prepared[]): Promise<boolean> {
  return transact(deps.db, async (tx) => {
    const logout = await takeLogout(tx, id, deps.clock());
    if (logout === undefined) return false;
    const steps = [...logout.steps];
    for (const { step, requestId, written } of turn) {
      const place = steps.findIndex((one) => one.state === 'waiting' && JSON.stringify(one) === JSON.stringify(step));
      if (place === -1) return false;
      const sent = written && redactMessage(written.xml);
      steps[place] = compact<LogoutStep>({
        ...step,
        ...{ state: 'asked', requestId, sent, binding: written?.target.binding },
      });
    }
    await saveLogout(tx, { ...logout, steps });
    return true;
  });
}

async function askDirectly(deps: Deps, id: LogoutId, one: Prepared, clientIp: string | undefined): Promise<void> {
  const { step, requestId, written, fault } = one;
  if (fault !== undefined) return settle(deps, id, requestId, { state: 'failed', reason: fault, clientIp });
  if (written === undefined) return settle(deps, id, requestId, { state: 'no-address', clientIp });
  const outcome = await askBackChannel(deps, step.applicationId, requestId, written);
  await settle(deps, id, requestId, { ...outcome, clientIp });
}

async function finish(deps: Deps, logout: Logout): Promise<LogoutNext> {
  const { requester } = logout;
  const finished = { ...logout, finishedAt: deps.clock() };
  const mine = await transact(deps.db, async (tx) => {
    const now = await takeLogout(tx, logout.id, deps.clock());
    if (now === undefined || now.finishedAt !== undefined) return false;
    await saveLogout(tx, { ...now, finishedAt: deps.clock() });
    return true;
  });
  const application = requester && (await findApplication(deps.db, requester.applicationId));
  if (!mine || requester === undefined || application === undefined) return { kind: 'result', logout: finished };
  const whole = logout.steps.every(({ state }) => state === 'signed-out');
  const answer = await writeAnswer(deps, application, requester, whole ? SIGNED_OUT : PARTLY_SIGNED_OUT);
  const user = logout.userId && (await findUser(deps.db, logout.userId));
  deps.journal.exchange(
    compact<Exchange>({
      ...{ id: requester.eventId, applicationId: application.id, at: deps.clock(), kind: 'logout', startedBy: 'sp' },
      ...{ binding: requester.binding, request: requester.received, response: answer?.xml, userName: user?.username },
    }),
  );
  if (answer?.message === undefined) return { kind: 'result', logout: finished };
  return { kind: 'answer', delivery: { message: answer.message, applicationLabel: application.label } };
}

import type { UserOperation } from './plan';

/** What is known about one person at one application, as far as it can be the reason of how they stand. */
export interface Standing {
  /** The application's name. */
  readonly label: string;
  readonly integrationActive: boolean;
  /** Absent when the person was deleted here. */
  readonly person?: { readonly suspended: boolean; readonly passwordExpired: boolean };
  /** In what way the application is theirs, in words; empty when it is not. */
  readonly grants: readonly string[];
  /** Provisioning was paused by somebody. */
  readonly pausedBy?: string;
  /** All changes are held back, because of this. */
  readonly hold?: string;
  /** The removal that waits for an admin. */
  readonly removal?: string;
  /** The SP asked for a pause, or the application was put off: tried next then (milliseconds). */
  readonly laneNextAt?: number;
  readonly mark?: { readonly dueAt: number; readonly attempts: number; readonly parked: boolean };
  readonly link?: {
    readonly known: boolean;
    readonly active: boolean;
    readonly managed: boolean;
    readonly removed: boolean;
    readonly creating: boolean;
    readonly inDoubt: boolean;
    readonly left: boolean;
    readonly attention: boolean;
    readonly sentence?: string;
  };
  readonly operation: UserOperation;
  /** The account at the SP differs from what it accepted, or is not there, or could not be read. */
  readonly there?: 'same' | 'different' | 'gone' | 'unreadable';
  readonly now: number;
}

/** The reasons a person stands as they do; the page and its help tell them apart by these words. */
export type CauseKind =
  | 'inactive-integration'
  | 'left'
  | 'deleted'
  | 'held-removal'
  | 'paused'
  | 'held'
  | 'parked'
  | 'missing-value'
  | 'removed'
  | 'in-doubt'
  | 'slow-down'
  | 'waiting'
  | 'in-line'
  | 'not-in-scope'
  | 'unmanaged'
  | 'suspended'
  | 'expired'
  | 'gone-there'
  | 'different-there'
  | 'not-sent'
  | 'in-step';

/** One reason, in a sentence. */
export interface Cause {
  readonly kind: CauseKind;
  readonly sentence: string;
}

/**
 * Says why a person stands as they do at an application, what matters most first: what keeps changes back, then what is in
 * the way of this person, then how they should stand.
 * @returns at least one cause
 */
export function causesOf(standing: Standing): Cause[] {
  const { label, link } = standing;
  if (!standing.integrationActive) {
    return [cause('inactive-integration', `Identity Management is not active in ${label}: nothing is sent.`)];
  }
  if (link?.left === true) {
    return [cause('left', link.sentence ?? `An admin decided that nothing is sent to ${label} for this account.`)];
  }
  const causes = [...obstacles(standing), ...personal(standing), ...scope(standing)];
  if (causes.length > 0) return [...causes, ...drifted(standing)];
  const drift = drifted(standing);
  if (drift.length > 0) return drift;
  const { operation } = standing;
  if (operation.kind === 'none' && operation.sentence !== undefined) return [cause('not-sent', operation.sentence)];
  return [cause('in-step', `In step: ${label} accepted everything Passo sends.`)];
}

/** What keeps back whatever is to be sent. */
function obstacles(standing: Standing): Cause[] {
  const { label, pausedBy, hold, removal, laneNextAt, mark, now } = standing;
  const found: Cause[] = [];
  const wants = sends(standing.operation) || (mark !== undefined && !mark.parked);
  if (removal !== undefined) {
    found.push(cause('held-removal', `Held until an admin allows it or puts it back. ${removal}`));
  }
  if (!wants) return found;
  if (pausedBy !== undefined) found.push(cause('paused', `${pausedBy} paused provisioning: the change waits in line.`));
  if (hold !== undefined) found.push(cause('held', `All changes for ${label} are held back. ${hold}`));
  else if (laneNextAt !== undefined && laneNextAt > now) {
    found.push(
      cause('slow-down', `${label} is not asked before ${clock(laneNextAt)}: it asked to slow down, or failed.`),
    );
  }
  return found;
}

/** What is in the way of this person alone. */
function personal(standing: Standing): Cause[] {
  const { label, link, mark, operation, removal, now } = standing;
  if (link?.removed === true && operation.kind === 'park') return [cause('removed', operation.sentence)];
  if (operation.kind === 'park') {
    return [cause(operation.sentence.includes(' requires ') ? 'missing-value' : 'parked', operation.sentence)];
  }
  if (mark?.parked === true && removal === undefined) {
    return [
      cause('parked', `${link?.sentence ?? 'It failed.'} It is tried again when something changes, or by Retry.`),
    ];
  }
  if (link !== undefined && (link.creating || link.inDoubt)) {
    const sentence = `A request was sent and ${label} did not answer: what it did is found out with the next one.`;
    return [cause('in-doubt', sentence), ...waiting(mark, link.sentence, now)];
  }
  if (mark !== undefined && mark.dueAt > now) return waiting(mark, link?.sentence, now);
  if (mark !== undefined && removal === undefined) return [cause('in-line', 'A change is in line to be sent.')];
  return sends(operation) && removal === undefined
    ? [cause('in-line', 'A difference was found. It is sent with the next change or full sync.')]
    : [];
}

function waiting(mark: Standing['mark'], sentence: string | undefined, now: number): Cause[] {
  if (mark === undefined || mark.parked || mark.dueAt <= now) return [];
  const tries = mark.attempts === 0 ? '' : `, attempt ${mark.attempts + 1}`;
  const said = sentence === undefined ? '' : `${sentence} `;
  return [cause('waiting', `${said}Tried again at ${clock(mark.dueAt)}${tries}.`)];
}

/** How the person should stand there. */
function scope({ label, person, grants, link }: Standing): Cause[] {
  if (person === undefined) {
    const after =
      link?.known === true && link.active ? 'Their account is still to be dealt with.' : 'Nothing is active there.';
    return [cause('deleted', `This person was deleted here. ${after}`)];
  }
  if (grants.length === 0) {
    if (link?.known === true && !link.managed) {
      return [cause('unmanaged', `Imported and not managed: nothing is sent until ${label} is given to this person.`)];
    }
    const after = link?.known === true && !link.active ? ' The account was deactivated.' : '';
    return [cause('not-in-scope', `Not in scope: not in a User Group of ${label}, and not assigned directly.${after}`)];
  }
  if (person.suspended) return [cause('suspended', `Suspended here, so no active account in ${label}.`)];
  if (person.passwordExpired) return [cause('expired', `The password has expired, so no active account in ${label}.`)];
  return [];
}

function drifted({ label, there }: Standing): Cause[] {
  if (there === 'gone') return [cause('gone-there', `${label} does not have this account any more.`)];
  if (there === 'different')
    return [cause('different-there', `${label} holds other values than it accepted from Passo.`)];
  return [];
}

/** Tells whether an operation makes a request. */
function sends({ kind }: UserOperation): boolean {
  return kind !== 'none' && kind !== 'park';
}

function clock(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function cause(kind: CauseKind, sentence: string): Cause {
  return { kind, sentence };
}

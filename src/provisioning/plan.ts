import type { ConnectorScim } from '../connectors/definition';
import { patchPathOf, sameValue } from '../scim/attribute-path';
import { afterDiff, diffUser, mergeDoubt, type DiffOptions, type PatchOperation } from '../scim/patch';
import type { ScimAttributes } from '../scim/schemas';
import type { WantedUser } from './wanted';

/** What is known about a person's account at an application. */
export interface LinkState {
  /** The SP's id; absent until the account is known. */
  readonly remoteId?: string;
  /** The user as the SP last accepted it. */
  readonly accepted?: ScimAttributes;
  /** The user of a request that was sent and not answered. */
  readonly inDoubt?: ScimAttributes;
  /** A create was sent and no answer was recorded: the account may exist. */
  readonly creating: boolean;
  /** The SP removed the account. */
  readonly removed: boolean;
  /** False for accounts that were imported and were never in a bound group. */
  readonly managed: boolean;
  /** What an admin decided about this account; 'leave': nothing is sent for it. */
  readonly decision?: 'create' | 'leave';
}

/** What has to be sent for one person, usually nothing. */
export type UserOperation =
  | { readonly kind: 'none'; readonly sentence?: string }
  /** Look for the account; create it when there is none. */
  | { readonly kind: 'find-or-create'; readonly attributes: ScimAttributes }
  | UserUpdate
  /** The person was deleted here: delete the account, or send `instead` where the SP deletes none. */
  | UserDeletion
  /** A create was sent, its answer lost, and the person is not wanted any more: look for the account, deactivate it. */
  | { readonly kind: 'find-and-deactivate' }
  /** Nothing can be sent until an admin has acted. */
  | { readonly kind: 'park'; readonly sentence: string };

/** The deletion of a known account. */
export interface UserDeletion {
  readonly kind: 'delete';
  readonly remoteId: string;
  /** What is sent when the SP turns out not to delete. */
  readonly instead: UserOperation;
}

/** A change of a known account. */
export interface UserUpdate {
  readonly kind: 'update';
  readonly remoteId: string;
  readonly operations: readonly PatchOperation[];
  /** To be kept as accepted once the SP has accepted the operations. */
  readonly attributes: ScimAttributes;
  /** To be kept as in doubt before the request goes out. */
  readonly inDoubt: ScimAttributes;
  /** What is in doubt even after the SP has accepted the operations; absent when nothing is. */
  readonly stillInDoubt?: ScimAttributes;
  readonly deactivates: boolean;
  readonly reactivates: boolean;
}

/**
 * Plans what has to be sent to an SP for one person. The only planner: the preview, the worker and the explanation of a
 * person's state all ask it. It compares what is wanted with what the SP last accepted, so a lost, doubled or late signal
 * changes nothing.
 * @param link what is known about the account; undefined when there never was one
 * @param label the application's name, for sentences
 * @param deletes the person was deleted here, and the account is to be deleted there as well
 */
export function planUser(
  wanted: WantedUser,
  link: LinkState | undefined,
  scim: ConnectorScim,
  label = 'the application',
  deletes = false,
): UserOperation {
  if (link?.decision === 'leave')
    return none('Left as it is: an admin decided that nothing is sent for this account, not even a deactivation.');
  if (link !== undefined && !link.managed && !wanted.granted)
    return none('Not managed: the account was imported and is left as it is.');
  if (link?.remoteId === undefined) return planUnknown(wanted, link?.creating ?? false, scim, label);
  if (link.removed) return planRemoved(wanted, link, scim, label);
  if (wanted.active) return planActive(wanted, link, link.remoteId, scim, label);
  const instead = planDeactivation(link, link.remoteId, scim, label);
  const isDeleted = deletes && !wanted.granted && scim.can.includes('delete');
  return isDeleted ? { kind: 'delete', remoteId: link.remoteId, instead } : instead;
}

function planUnknown(wanted: WantedUser, creating: boolean, scim: ConnectorScim, label: string): UserOperation {
  if (wanted.active) {
    if (wanted.missing !== undefined) return park(requires(label, wanted.missing));
    if (scim.can.includes('create')) return { kind: 'find-or-create', attributes: wanted.attributes };
    return park(`Passo can't create accounts in ${label}. Create this one there, then import it.`);
  }
  if (creating) return scim.can.includes('deactivate') ? { kind: 'find-and-deactivate' } : park(byHand(label));
  if (!wanted.granted) return none(`Not sent: not in a User Group of ${label}.`);
  // An account nobody can use yet would cost a licence and is one more door to watch.
  return none('Not sent: a suspended or expired person gets an account once active again.');
}

/** An account that was inactive when it went is made again on return (M-102); an active one somebody removed on purpose. */
function planRemoved(wanted: WantedUser, link: LinkState, scim: ConnectorScim, label: string): UserOperation {
  if (!wanted.active) return none(`Removed in ${label}.`);
  const expected = link.accepted?.['active'] === false || scim.quirks.includes('deactivate-removes');
  if (expected) return planUnknown(wanted, false, scim, label);
  return park(`This account was removed in ${label}. Create it again or stop managing it.`);
}

function planActive(
  wanted: WantedUser,
  link: LinkState,
  remoteId: string,
  scim: ConnectorScim,
  label: string,
): UserOperation {
  const { accepted } = link;
  const wasInactive = accepted?.['active'] === false;
  // The account went with its deactivation, so there is nothing to switch on again.
  if (wasInactive && link.inDoubt === undefined && scim.quirks.includes('deactivate-removes')) {
    return planUnknown(wanted, false, scim, label);
  }
  const canUpdate = scim.can.includes('update');
  const reactivates = (wasInactive || link.inDoubt?.['active'] === false) && wanted.attributes['active'] === true;
  const options = diffOptions(scim);
  const operations = diffUser(accepted, link.inDoubt, wanted.attributes, options);
  if (operations.length === 0) return { kind: 'none' };
  if (wanted.missing !== undefined) return park(requires(label, wanted.missing));
  if (!canUpdate && !reactivates) return none(`Not sent: Passo can't update accounts in ${label}.`);
  if (!canUpdate) return activation(link, remoteId, true);
  const attributes = afterDiff(accepted, wanted.attributes, options);
  const inDoubt = mergeDoubt(accepted, link.inDoubt, attributes);
  return { kind: 'update', remoteId, operations, attributes, inDoubt, deactivates: false, reactivates };
}

function planDeactivation(link: LinkState, remoteId: string, scim: ConnectorScim, label: string): UserOperation {
  const certain = link.inDoubt === undefined || link.inDoubt['active'] === false;
  if (certain && link.accepted?.['active'] === false) return none('Deactivated.');
  return scim.can.includes('deactivate') ? activation(link, remoteId, false) : park(byHand(label));
}

/** Sends `active` alone: a person who leaves takes no attribute changes along (M-093). */
function activation(link: LinkState, remoteId: string, active: boolean): UserUpdate {
  const attributes = { ...link.accepted, active };
  const still = link.inDoubt === undefined ? undefined : { ...link.inDoubt, active };
  return {
    kind: 'update',
    remoteId,
    operations: [{ op: 'replace', path: 'active', value: active }],
    attributes,
    inDoubt: mergeDoubt(link.accepted, link.inDoubt, attributes),
    ...(still === undefined || sameValue(still, attributes) ? {} : { stillInDoubt: still }),
    deactivates: !active,
    reactivates: active,
  };
}

/** The paths of an account that are sent once and never again: another value there is the SP's own. */
export function fixedPathsOf(scim: ConnectorScim): ReadonlySet<string> {
  const { immutable, createOnly } = diffOptions(scim);
  return new Set([...immutable, ...createOnly]);
}

function diffOptions(scim: ConnectorScim): DiffOptions {
  const createOnly = scim.users
    .filter((row) => row.use === 'create')
    .map((row) => patchPathOf(row.to, scim.enterprise));
  const sent = scim.users.filter((row) => row.use !== 'import').map((row) => patchPathOf(row.to, scim.enterprise));
  const immutable = scim.quirks.includes('immutable-user-name') ? ['userName'] : [];
  return { immutable, createOnly, covered: new Set([...sent, 'active']) };
}

function none(sentence: string): UserOperation {
  return { kind: 'none', sentence };
}

function park(sentence: string): UserOperation {
  return { kind: 'park', sentence };
}

function requires(label: string, missing: string): string {
  return `${label} requires ${missing}, and it is empty for this person.`;
}

function byHand(label: string): string {
  return `Passo can't deactivate accounts in ${label}. Deactivate this one there by hand.`;
}

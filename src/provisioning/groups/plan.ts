/** How a user group should stand at one application. */
export interface WantedGroup {
  /** The group's name here; absent when it was deleted. */
  readonly name?: string;
  /** The group has the application (M-109). */
  readonly bound: boolean;
  /** Groups are managed there (M-106, M-116). */
  readonly managed: boolean;
  /** Somebody in it has an active account there (M-107, A-11). */
  readonly peopled: boolean;
}

/** What is known of a group at an application. */
export interface GroupState {
  readonly remoteId?: string;
  /** The name as the SP last accepted it. */
  readonly name?: string;
  readonly doubt: { readonly name?: string; readonly refused?: string; readonly apart?: true };
  readonly creating: boolean;
  readonly state: 'managed' | 'adopting' | 'released' | 'deleting' | 'removed';
}

/** What has to be done about one group as such; its members are compared beside it. */
export type GroupOperation =
  /** The group follows the directory: only members may have to be sent. */
  | { readonly kind: 'members'; readonly remoteId: string }
  | { readonly kind: 'rename'; readonly remoteId: string; readonly name: string }
  /** Look for the group by name, take it over or create it. `lost`: the name of a create whose answer was lost. */
  | { readonly kind: 'find-or-create'; readonly name: string; readonly lost?: string; readonly apart: boolean }
  /** Read what the group holds before it is changed. */
  | { readonly kind: 'adopt'; readonly remoteId: string; readonly name: string }
  | { readonly kind: 'delete'; readonly remoteId: string }
  /** A create was sent, its answer lost, and the group is gone here: look for it and delete it. */
  | { readonly kind: 'find-and-delete'; readonly name: string }
  /** Nothing is at the SP and nothing has to be. */
  | { readonly kind: 'empty'; readonly sentence: string }
  /** It is left as it is from now on. */
  | { readonly kind: 'release'; readonly sentence: string }
  /** There is nothing left to remember. */
  | { readonly kind: 'forget' }
  /** Nothing can be sent until an admin has acted. */
  | { readonly kind: 'park'; readonly sentence: string };

/**
 * Plans what has to be done about one group at an SP: the only planner of groups, asked by the worker, the plan and the
 * explanation. Like that of people it compares what is wanted with what was accepted last, so that a lost, doubled or
 * late signal changes nothing.
 * @param state what is known of it; undefined when there never was anything
 * @param label the application's name, for sentences
 */
export function planGroup(wanted: WantedGroup, state: GroupState | undefined, label: string): GroupOperation {
  if (!wanted.managed) return { kind: 'release', sentence: `Groups are not managed in ${label}.` };
  if (wanted.name === undefined) return planDeleted(state);
  if (!wanted.bound) return { kind: 'release', sentence: `Left as it is: ${label} was taken from this group.` };
  return planBound(wanted.name, wanted.peopled, state, label);
}

/** A group that was released before it was deleted here is nobody's business any more. */
function planDeleted(state: GroupState | undefined): GroupOperation {
  if (state?.state !== 'deleting') return { kind: 'forget' };
  if (state.remoteId !== undefined) return { kind: 'delete', remoteId: state.remoteId };
  const lost = state.creating ? state.doubt.name : undefined;
  return lost === undefined ? { kind: 'forget' } : { kind: 'find-and-delete', name: lost };
}

function planBound(name: string, peopled: boolean, state: GroupState | undefined, label: string): GroupOperation {
  if (state?.state === 'removed') {
    return { kind: 'park', sentence: `This group was removed in ${label}. Retry creates it again.` };
  }
  const remoteId = state?.remoteId;
  if (state === undefined || remoteId === undefined) {
    const { creating = false, doubt = {} } = state ?? {};
    const lost = creating ? doubt.name : undefined;
    if (!peopled && lost === undefined) {
      return { kind: 'empty', sentence: `Empty: it is created in ${label} with its first active account.` };
    }
    const operation = { kind: 'find-or-create', name, apart: doubt.apart === true } as const;
    return lost === undefined ? operation : { ...operation, lost };
  }
  if (state.state !== 'managed') return { kind: 'adopt', remoteId, name };
  const certain = state.doubt.name === undefined && state.name === name;
  if (certain || state.doubt.refused === name) return { kind: 'members', remoteId };
  return { kind: 'rename', remoteId, name };
}

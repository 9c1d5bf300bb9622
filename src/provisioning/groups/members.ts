/** One marked person of a group, as far as the plan needs them. */
export interface MemberState {
  /** They are in the group here. */
  readonly wanted: boolean;
  /** Their account at the SP; absent while there is none. */
  readonly account?: { readonly remoteId: string; readonly active: boolean };
  /** What was sent last, and whether it was answered. */
  readonly sent?: { readonly remoteId: string; readonly inDoubt: boolean };
  /** A staged removal has not been decided on. */
  readonly held: boolean;
}

/** What has to be sent for one person of a group. */
export type MemberOperation =
  | { readonly kind: 'none' }
  | { readonly kind: 'add'; readonly remoteId: string }
  | { readonly kind: 'remove'; readonly remoteId: string }
  /** Not before it is decided whether they lose their access. */
  | { readonly kind: 'wait' };

/**
 * Plans the membership of one person. Suspended people stay members; who has no account waits for it without a
 * request; an account that was made anew is added under its new id.
 */
export function planMember({ wanted, account, sent, held }: MemberState): MemberOperation {
  if (!wanted) {
    if (sent === undefined) return { kind: 'none' };
    return held ? { kind: 'wait' } : { kind: 'remove', remoteId: sent.remoteId };
  }
  if (account === undefined) return { kind: 'none' };
  const certain = sent !== undefined && !sent.inDoubt && sent.remoteId === account.remoteId;
  return certain ? { kind: 'none' } : { kind: 'add', remoteId: account.remoteId };
}

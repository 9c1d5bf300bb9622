import type { Application } from '../application';

/** Whether a person's account at an application stands: it does, it is on its way, or it could not be made. */
export type AccountState = 'ready' | 'setting-up' | 'failed';

/** What is known of the account. */
export interface KnownAccount {
  readonly remoteId?: string;
  readonly removed: boolean;
  readonly decision?: 'create' | 'leave';
  readonly status: 'in-sync' | 'waiting' | 'attention' | 'deactivated';
}

/**
 * Says how a person's account at an application stands, for somebody who may use it. Where no accounts are managed, or
 * an admin decided to leave this one alone, nobody has to wait; nor where the sign-on itself makes the account (M-069).
 * @param account what is known of it; undefined when nothing was sent yet
 */
export function accountStateOf(
  application: Pick<Application, 'idmState' | 'sso' | 'bookmarkUrl'>,
  account: KnownAccount | undefined,
): AccountState {
  if (application.idmState !== 'active' || application.bookmarkUrl !== undefined) return 'ready';
  if (application.sso?.attributes.some(({ jit, enabled }) => jit && enabled) === true) return 'ready';
  if (account?.decision === 'leave') return 'ready';
  if (account?.remoteId !== undefined && !account.removed) return 'ready';
  return account?.status === 'attention' ? 'failed' : 'setting-up';
}

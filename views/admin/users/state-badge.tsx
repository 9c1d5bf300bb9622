import type { VNode } from 'preact';
import type { UserState } from '../../../src/core/user';
import { Badge } from '../../parts/badge';

/** How a person's account stands. */
export interface StateBadgeProps {
  readonly state: UserState;
  readonly passwordExpired: boolean;
}

/** Active, Staged, Suspended, or Password expired. */
export function StateBadge({ state, passwordExpired }: StateBadgeProps): VNode {
  if (state === 'suspended') return <Badge kind="off">Suspended</Badge>;
  if (passwordExpired) return <Badge kind="warn">Password expired</Badge>;
  return state === 'active' ? <Badge kind="ok">Active</Badge> : <Badge kind="wait">Staged</Badge>;
}

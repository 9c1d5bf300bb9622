import type { Permission } from '../../../core/roles';

/** One address of the Administrator Portal and who may use it. */
export interface AccessLine {
  readonly method: 'GET' | 'POST';
  /** As the router is told it: `/admin/users/:id`. */
  readonly path: string;
  readonly permission: Permission;
  /** What the form does, as an admin would say it; GET lines have none. */
  readonly what?: string;
  /** Asks who one is when the last sign-in is not recent. */
  readonly recent?: true;
  /** Makes something new: the same form sent twice makes it once. */
  readonly once?: true;
  /** The person of `:id` is changed: people with a role of their own only by those who appoint admins (SECURITY A5). */
  readonly changesPerson?: true;
}

type Marks = Pick<AccessLine, 'recent' | 'once' | 'changesPerson'>;

/** Pages below one address, all for the same permission. */
export function pages(permission: Permission, base: string, ...paths: readonly string[]): AccessLine[] {
  return paths.map((path) => ({ method: 'GET', path: base + path, permission }));
}

/** A form that changes something. */
export function form(permission: Permission, path: string, what: string, marks: Marks = {}): AccessLine {
  return { method: 'POST', path, permission, what, ...marks };
}

import { AppError } from '../core/errors';
import { may, mayChange, ROLE_WORDS, type Permission } from '../core/roles';
import type { User } from '../core/user';
import type { Actor } from './deps';

/**
 * Checks that an actor may do something. Passo itself and its command line may do everything; whoever acts through a
 * page brings the role that was read with the request, and nobody else may do anything.
 * @throws AppError forbidden
 */
export function demandMay(actor: Actor, permission: Permission): void {
  if (actor.kind === 'system' || (actor.role !== undefined && may(actor.role, permission))) return;
  throw new AppError('forbidden', 'Your role does not reach this. Nothing was changed.');
}

/**
 * Checks that an actor may change a person: people with a role of their own are changed by owners only (SECURITY A5).
 * What one does to oneself has pages of its own, with checks of their own.
 * @param person as read in the transaction of the change
 * @throws AppError forbidden
 */
export function demandMayChange(actor: Actor, person: Pick<User, 'id' | 'role'>): void {
  if (actor.kind === 'system' || actor.id === person.id) return;
  if (actor.role !== undefined && mayChange(actor.role, person.role)) return;
  throw new AppError(
    'forbidden',
    person.role === 'user'
      ? 'Your role does not reach this. Nothing was changed.'
      : `This person has a role, ${ROLE_WORDS[person.role].name}. People with a role are changed by owners only. Nothing was changed.`,
  );
}

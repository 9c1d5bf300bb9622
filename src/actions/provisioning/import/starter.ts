import { may } from '../../../core/roles';
import type { ApiKeyId, UserId } from '../../../core/ids';
import { findApiKey } from '../../../store/api-keys/keys';
import type { ImportActor } from '../../../store/provisioning/imports';
import type { Tx } from '../../../store/tx';
import { findUser } from '../../../store/users';
import { standingOf } from '../../api-keys/use';

/** Who stopped an import before its end, and how it came to that when it was not by the button. */
export interface Stopped {
  readonly by: string;
  /** The name of the API key by whose revocation they did. */
  readonly revokedKey?: string;
  /** Whoever began it may not import users any more. */
  readonly notAllowed?: true;
}

/**
 * Looks whether an import has to stop because of who began it. Asked with every page and every batch: what a person or a
 * key was let in for just before it was taken from them begins nothing that lasts. A key that is revoked stops it, as if
 * by the button; so does a person who is suspended, deleted or has another role, with all of their keys. When a key
 * merely runs out, what it was allowed to begin goes on.
 * @param starter undefined, or without an id, for what Passo itself began
 * @param now milliseconds
 * @returns undefined while it may go on
 */
export async function findStop(tx: Tx, starter: ImportActor | undefined, now: number): Promise<Stopped | undefined> {
  const { id, keyId } = starter ?? {};
  if (keyId !== undefined) return stoppedWithKey(tx, keyId as ApiKeyId, now);
  if (id === undefined) return undefined;
  const person = await findUser(tx, id as UserId);
  return person?.state === 'active' && mayImport(person.role) ? undefined : NOT_ALLOWED;
}

const NOT_ALLOWED: Stopped = { by: 'Passo', notAllowed: true };

async function stoppedWithKey(tx: Tx, id: ApiKeyId, now: number): Promise<Stopped | undefined> {
  const key = await findApiKey(tx, id);
  if (key === undefined) return NOT_ALLOWED;
  if (key.revokedAt !== undefined) return { by: key.revokedBy ?? 'An admin', revokedKey: key.name };
  const { expiresAt: _end, ...lasting } = key;
  const standing = standingOf(lasting, await findUser(tx, key.createdById), now);
  return standing.kind === 'works' && mayImport(standing.role) ? undefined : NOT_ALLOWED;
}

/** Importing changes an application and adds people. */
function mayImport(role: Parameters<typeof may>[0]): boolean {
  return may(role, 'applications.write') && may(role, 'people.write');
}

/** What an admin reads of an import that was stopped. @param starter the name of who began it */
export function stopSentence({ by, revokedKey, notAllowed }: Stopped, starter: string): string {
  if (notAllowed === true) {
    return `${starter} may not import users any more, so the import stopped. Somebody who may can go on.`;
  }
  const how = revokedKey === undefined ? '' : ` by revoking the API key ${revokedKey}, which began it`;
  return `${by} stopped the import${how}.`;
}

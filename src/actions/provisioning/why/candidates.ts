import { emailsOfAccount, namesOfAccount } from '../../../provisioning/drift';
import { looksPrivileged } from '../../../provisioning/take-over';
import { fold, type ApplicationId, type UserId } from '../../../core/ids';
import type { ScimClient } from '../../../scim/client';
import type { ScimResource } from '../../../scim/resource';
import type { ScimAttributes } from '../../../scim/schemas';
import { listItemsOfUser } from '../../../store/provisioning/drift/items';
import { findLinksOfAccounts } from '../../../store/provisioning/drift/accounts';
import type { Reader } from '../../../store/tx';

/** An account at the SP that may be the person's. */
export interface Candidate {
  readonly remoteId: string;
  readonly userName?: string;
  readonly email?: string;
  readonly displayName?: string;
  readonly active: boolean;
  /** What speaks for it. */
  readonly matches: readonly ('username' | 'email')[];
  /** It seems to have rights over others there. */
  readonly privileged: boolean;
  /** Whose it is already; such a one can't be chosen. */
  readonly holder?: string;
}

/**
 * Looks for the accounts an admin can choose from: those with the person's user name, and those the last comparison found
 * to be theirs, perhaps. By GET only.
 * @returns a sentence instead when the SP could not be asked
 */
export async function findCandidates(
  reader: Reader,
  client: ScimClient,
  applicationId: ApplicationId,
  userId: UserId,
  wanted: ScimAttributes,
): Promise<{ readonly candidates: readonly Candidate[]; readonly sentence?: string }> {
  const { userName } = wanted;
  const found = new Map<string, ScimResource>();
  let sentence: string | undefined;
  if (typeof userName === 'string') {
    const named = await client.findUsersByUserName(userName);
    if (named.kind === 'ok') for (const one of named.value) found.set(one.id, one);
    else sentence = named.sentence;
  }
  for (const item of await listItemsOfUser(reader, applicationId, userId)) {
    if (item.kind !== 'orphan' || item.remoteId === undefined || found.has(item.remoteId)) continue;
    const read = await client.getUser(item.remoteId);
    if (read.kind === 'ok') found.set(read.value.id, read.value);
  }
  const holders = await findLinksOfAccounts(reader, applicationId, [...found.keys()]);
  const emails = new Set(emailsOfAccount(wanted).map(fold));
  const candidates = [...found.values()].map(({ id, attributes }): Candidate => {
    const names = namesOfAccount(attributes);
    const sameName =
      typeof userName === 'string' && names.userName !== undefined && fold(names.userName) === fold(userName);
    const sameEmail = emailsOfAccount(attributes).some((email) => emails.has(fold(email)));
    const holder = holders.get(id);
    const other =
      holder === undefined || holder.userId === userId ? undefined : (holder.name ?? 'somebody who was deleted');
    return {
      remoteId: id,
      ...names,
      matches: [...(sameName ? (['username'] as const) : []), ...(sameEmail ? (['email'] as const) : [])],
      privileged: looksPrivileged(attributes),
      ...(other === undefined ? {} : { holder: other }),
    };
  });
  return { candidates, ...(sentence === undefined ? {} : { sentence }) };
}

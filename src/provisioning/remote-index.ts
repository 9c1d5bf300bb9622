import { fold } from '../core/ids';
import { attributeOf, emailsOf, type ScimResource } from '../scim/resource';
import type { Json, ScimAttributes } from '../scim/schemas';

/** The accounts of an SP by user name and e-mail, and nothing else of them: a hundred thousand stay small. */
export interface RemoteIndex {
  /** Notes an account of the SP's list. */
  add(resource: ScimResource): void;
  /** The ids of the accounts that may be a person's: those with the user name, and others with the e-mail. */
  candidates(wanted: ScimAttributes): { readonly named: readonly string[]; readonly mailed: readonly string[] };
}

/** Makes an empty index. Names and addresses are compared as a take-over compares them, without case. */
export function makeRemoteIndex(): RemoteIndex {
  const byName = new Map<string, string | string[]>();
  const byEmail = new Map<string, string | string[]>();
  return {
    add({ id, attributes }) {
      const userName = folded(attributeOf(attributes, 'userName'));
      if (userName !== undefined) put(byName, userName, id);
      for (const email of emailsOf(attributes)) put(byEmail, email, id);
    },
    candidates(wanted) {
      const userName = folded(wanted['userName']);
      const named = userName === undefined ? [] : all(byName.get(userName));
      const email = emailsOf(wanted)[0];
      const holders = email === undefined ? undefined : byEmail.get(email);
      return { named, mailed: holders === undefined ? [] : all(holders).filter((id) => !named.includes(id)) };
    },
  };
}

function put(map: Map<string, string | string[]>, key: string, id: string): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, id);
  else if (!all(before).includes(id)) map.set(key, [...all(before), id]);
}

function all(ids: string | string[] | undefined): readonly string[] {
  if (ids === undefined) return [];
  return typeof ids === 'string' ? [ids] : ids;
}

function folded(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? fold(value) : undefined;
}

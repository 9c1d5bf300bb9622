import type { SimulatedAccount, Simulator } from '../../src/dev/simulator/types';
import { activePeople, type Model } from './changes';

/** A line for every account that somebody can use, as it should be. */
export function wantedAccounts(model: Model): string[] {
  return activePeople(model)
    .map(({ username, title, department }) => line(username, title, department))
    .sort();
}

/** A line for every account that somebody can use, as the SP has it; those that were there before are left out. */
export function heldAccounts(sp: Simulator, before: ReadonlySet<string>): string[] {
  return sp
    .accounts()
    .filter((account) => account.active && !before.has(account.id))
    .map((account) => line(account.userName, textOf(account.attributes['title']), departmentOf(account)))
    .sort();
}

/**
 * A line for every group of the application, with its members who can use their accounts. Those who can't may be listed
 * or not: whether they got an account before they were suspended is a matter of moments.
 */
export function wantedGroups(model: Model): string[] {
  if (!model.groupsManaged) return [];
  const active = new Map(activePeople(model).map((person) => [person.slot, person.username]));
  return [...model.groups.values()]
    .filter(({ bound }) => bound)
    .map(({ name, members }) =>
      groupLine(
        name,
        [...members].map((slot) => active.get(slot)).filter((one) => one !== undefined),
      ),
    )
    .filter((text) => !text.endsWith(': '))
    .sort();
}

/** The same as the SP has it. */
export function heldGroups(sp: Simulator, names: ReadonlySet<string>): string[] {
  const members = new Map<string, string[]>();
  for (const account of sp.accounts().filter(({ active }) => active)) {
    for (const group of account.groups) members.set(group, [...(members.get(group) ?? []), account.userName]);
  }
  return [...members]
    .filter(([name]) => names.has(name))
    .map(([name, people]) => groupLine(name, people))
    .sort();
}

/** People who are members at the SP of a group that they are not in here. */
export function strangers(sp: Simulator, model: Model): string[] {
  const names = new Map([...model.people.values()].map((one) => [one.slot, [one.username, ...one.formerly]]));
  const bound = new Map(
    [...model.groups.values()]
      .filter((group) => group.bound)
      .map((group) => [group.name, new Set([...group.members].flatMap((slot) => names.get(slot) ?? []))]),
  );
  return sp
    .accounts()
    .flatMap((account) =>
      account.groups
        .filter((group) => bound.has(group) && bound.get(group)?.has(account.userName) !== true)
        .map((group) => `${account.userName} in ${group}`),
    );
}

function groupLine(name: string, people: readonly string[]): string {
  return `${name}: ${[...people].sort().join(', ')}`;
}

function line(username: string, title: string, department: string): string {
  return `${username}: ${title} / ${department}`;
}

function departmentOf(account: SimulatedAccount): string {
  const extension = account.attributes['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'];
  return textOf((extension as { department?: unknown } | undefined)?.department);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

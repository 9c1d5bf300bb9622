import { ROLE_WORDS, type UserRole } from '../../src/core/roles';

/** A number with thousands separators. */
export function figure(value: number): string {
  return value.toLocaleString('en');
}

/** A number and its noun: "1 person", "1,310 people". */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${figure(value)} ${value === 1 ? singular : plural}`;
}

/** Names in a row: "BlogIn, Robin and Rhombus". */
export function listed(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** The role of a person, as pages name it; what is no role stays as it is. */
export function roleWord(role: UserRole): string {
  return Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role].name : role;
}

import { may, mayChange, PERMISSIONS, ROLE_WORDS, type UserRole } from '../../../core/roles';
import type { AccessLine } from './line';
import { accessLines } from './table';

/** What the table said of a request that it let through. */
export interface Access {
  readonly lines: readonly AccessLine[];
  /** The role of the person whom the page is about. */
  readonly personRole?: UserRole;
}

/**
 * Tells what pages may offer a role: links and forms that the table would refuse are left out.
 * @param path without a query
 * @param personRole the role of the person whom the page is about
 */
export function mayUse(role: UserRole, method: 'GET' | 'POST', path: string, personRole?: UserRole): boolean {
  // Who may not see the first page is led to the people.
  if (method === 'GET' && path === '/admin') return may(role, 'people.read');
  const lines = accessLines(method, path);
  return (
    lines.length > 0 &&
    lines.every(({ permission }) => may(role, permission)) &&
    (personRole === undefined || !lines.some(({ changesPerson }) => changesPerson) || mayChange(role, personRole))
  );
}

/** The line on a page that somebody may look at and not change; undefined for whoever may. */
export function readingNote(role: UserRole, { lines, personRole }: Access): string | undefined {
  const { name } = ROLE_WORDS[role];
  if (personRole !== undefined && may(role, 'people.write') && !mayChange(role, personRole)) {
    return `This person has a role, ${ROLE_WORDS[personRole].name}: owners only change what is here. Your role is ${name}.`;
  }
  const writing = lines.map(({ permission }) => permission.replace(/\.read$/, '.write'));
  const closed = PERMISSIONS.some((permission) => writing.includes(permission) && !may(role, permission));
  return closed ? `Your role, ${name}, reads this page. What would change something is not offered.` : undefined;
}

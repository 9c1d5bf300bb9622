import { AppError } from '../../core/errors';
import { fold, type UserId } from '../../core/ids';
import { mayChange, ROLE_WORDS, type UserRole } from '../../core/roles';
import { fileProperty } from '../../core/user-file/columns';
import type { UserFileChoice } from '../../core/user-file/file';
import { nameOf, PROFILE_TEXTS, type Address, type Profile, type User } from '../../core/user';
import { changedProperties, readProfile } from '../users/profile-input';

/** What the directory says of the names on a line. */
export interface KnownPeople {
  readonly byUsername: (username: string) => User | undefined;
  readonly byEmail: (email: string) => User | undefined;
  /** Whether somebody is in the group that the people of the file join. */
  readonly isMember: (id: UserId) => boolean;
}

/** What is asked about a line. */
export interface LineQuestion {
  readonly header: readonly string[];
  readonly choice: UserFileChoice;
  /** The role of whoever imports; absent means that nobody with a role is changed. */
  readonly role: UserRole | undefined;
  /** The group they join, by name. */
  readonly groupName?: string;
}

/** What a line comes to. */
export type LineDecision =
  | { readonly outcome: 'new'; readonly profile: Profile }
  | {
      readonly outcome: 'change';
      readonly profile: Profile;
      readonly user: User;
      readonly joins: boolean;
      readonly sentence: string;
    }
  | { readonly outcome: 'same' | 'skip'; readonly user: User }
  | { readonly outcome: 'problem'; readonly sentence: string; readonly user?: User };

/** The values of a line by the fields of a person; cells without content are left out. */
export type LineForm = Readonly<Record<string, string>>;

/** Reads the cells of a line. What a spreadsheet was kept from running (SECURITY A8) gets its own text back. */
export function formOfLine(cells: readonly string[], columns: readonly string[]): LineForm {
  const form: Record<string, string> = {};
  for (const [index, name] of columns.entries()) {
    const cell = (cells[index] ?? '').trim();
    if (name !== '' && cell !== '') form[name] = cell.replace(/^'(?=\s*[=+\-@\t\r\n])/, '');
  }
  return form;
}

/** Under which names a line is looked up: without a column for usernames the email is the username. */
export function namesOfLine(form: LineForm, columns: readonly string[]): { username?: string; email?: string } {
  const { email } = form;
  const username = columns.includes('username') ? form['username'] : email;
  return { ...(username === undefined ? {} : { username }), ...(email === undefined ? {} : { email }) };
}

/**
 * Decides what one line comes to. People are known by their username, and by their email where the file has no
 * usernames; an empty cell leaves what is there.
 */
export function decideLine(cells: readonly string[], question: LineQuestion, known: KnownPeople): LineDecision {
  const { header, choice } = question;
  const { columns } = choice;
  const more = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (more) {
    const sentence = `It has ${cells.length} cells and the headings name ${header.length}. Is a quotation mark missing?`;
    return { outcome: 'problem', sentence };
  }
  const form = formOfLine(cells, columns);
  const { username, email } = namesOfLine(form, columns);
  const holder = email === undefined ? undefined : known.byEmail(email);
  const named = username === undefined ? undefined : known.byUsername(username);
  const user = columns.includes('username') ? named : (holder ?? named);
  if (holder !== undefined && holder.id !== user?.id) {
    const sentence = `${columnOf(question, 'email')}: ${nameOf(holder)} has this email already, with the username ${holder.username}.`;
    return { outcome: 'problem', sentence, user: holder };
  }
  if (user !== undefined && choice.existing === 'skip') return { outcome: 'skip', user };
  if (user !== undefined && choice.existing === 'refuse') {
    return { outcome: 'problem', sentence: `${nameOf(user)} is in the directory already.`, user };
  }
  const read = readLine({ ...form, ...namesToKeep(user, username, email) }, question);
  if ('sentence' in read) return { outcome: 'problem', ...read, ...(user === undefined ? {} : { user }) };
  return user === undefined ? { outcome: 'new', profile: read.profile } : changeOf(question, known, user, read.profile);
}

/** Whoever is there keeps the username, and the email as it is written when it is the same one. */
function namesToKeep(user: User | undefined, username: string | undefined, email: string | undefined): LineForm {
  if (user === undefined) return { ...(username === undefined ? {} : { username }) };
  const same = email === undefined || fold(email) === fold(user.email);
  return { username: user.username, email: same ? user.email : email };
}

function readLine(
  form: LineForm,
  question: LineQuestion,
): { readonly profile: Profile } | { readonly sentence: string } {
  try {
    return { profile: readProfile(form) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const problems = Object.entries(error.fields).map(([name, sentence]) => `${columnOf(question, name)}: ${sentence}`);
    return { sentence: problems.join(' ') };
  }
}

function changeOf(question: LineQuestion, known: KnownPeople, user: User, read: Profile): LineDecision {
  const profile = merged(user, read);
  const changed = changedProperties(user, profile);
  const joins = question.choice.groupId !== undefined && !known.isMember(user.id);
  if (changed.length === 0 && !joins) return { outcome: 'same', user };
  const mine = question.role !== undefined && mayChange(question.role, user.role);
  if (changed.length > 0 && !mine) {
    const sentence = `${nameOf(user)} has a role, ${ROLE_WORDS[user.role].name}. People with a role are changed by owners only.`;
    return { outcome: 'problem', sentence, user };
  }
  const what = changed.length === 0 ? [] : [`Changes ${changed.map(labelOf).join(', ')}.`];
  const group = joins ? [`Joins ${question.groupName ?? 'the user group'}.`] : [];
  return { outcome: 'change', profile, user, joins, sentence: [...what, ...group].join(' ') };
}

/** The properties of somebody with those of a line laid over them; parts of addresses one by one. */
function merged(user: User, line: Profile): Profile {
  const addresses = [...user.addresses];
  for (const address of line.addresses) {
    const at = addresses.findIndex(({ type }) => type === address.type);
    if (at === -1) addresses.push(address);
    else addresses[at] = { ...(addresses[at] as Address), ...address };
  }
  const phoneNumbers = [...user.phoneNumbers];
  for (const phone of line.phoneNumbers) {
    const at = phoneNumbers.findIndex(({ type }) => type === phone.type);
    if (at === -1) phoneNumbers.push(phone);
    else if (phoneNumbers[at]?.value !== phone.value) phoneNumbers[at] = phone;
  }
  return { ...profileOf(user), ...line, addresses, phoneNumbers };
}

/** A person's properties without what Passo knows of them besides. */
function profileOf(user: User): Profile {
  const kept = new Set<string>(['username', 'email', ...PROFILE_TEXTS, 'addresses', 'phoneNumbers']);
  return Object.fromEntries(Object.entries(user).filter(([name]) => kept.has(name))) as unknown as Profile;
}

function labelOf(name: string): string {
  if (name === 'addresses') return 'Address';
  if (name === 'phoneNumbers') return 'Phone';
  return fileProperty(name)?.label ?? name;
}

/** A column by its own heading, as whoever made the file knows it. */
function columnOf({ header, choice }: LineQuestion, name: string): string {
  const heading = header[choice.columns.indexOf(name)] ?? '';
  return `Column ${heading === '' ? (fileProperty(name)?.label ?? name) : heading}`;
}

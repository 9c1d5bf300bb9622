import { compact } from '../../core/compact';
import { AppError, type Said } from '../../core/errors';
import { editableValue, isEditable, readBranding, type EditableField } from '../../core/portal/branding';
import type { PhoneNumber, Profile, User } from '../../core/user';
import { findSetting } from '../../store/settings';
import { changeDirectory } from '../../store/tx';
import { getUser, saveProfile } from '../../store/users';
import { say, saidError, saidInvalid } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { record } from '../record';
import { changedProperties, readProfile } from '../users/profile-input';

const LINE = 256;
const SHORT = 64;

/**
 * Changes those properties of a person's own that the admin lets people edit, and tells the applications that get them.
 * The list is read in the same transaction: what was taken from it a moment ago is refused (SECURITY A5).
 * @param typed values by field; what is not named stays as it is, an empty text takes the value away
 * @throws AppError forbidden, or invalid with sentences by field
 */
export async function editOwnProfile(
  deps: Deps,
  actor: Actor,
  user: Pick<User, 'id'>,
  typed: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const changed = await changeDirectory(deps.db, async (tx) => {
    const { editable } = readBranding(await findSetting(tx, 'branding'));
    const fields = Object.keys(typed);
    if (!fields.every((field) => isEditable(field) && editable.includes(field))) {
      throw saidError('forbidden', say('profile_not_editable'));
    }
    const before = await getUser(tx, user.id);
    const profile = withValues(before, readTyped(typed));
    const names = changedProperties(before, profile);
    if (names.length === 0) return names;
    await saveProfile(tx, user.id, profile, deps.clock());
    const after = await getUser(tx, user.id);
    const correlationId = await record(deps, tx, actor, 'user_update', { user: after }, { changed: names });
    await markChanged(deps, tx, [user.id], correlationId);
    return names;
  });
  if (changed.length > 0) deps.wake();
  return changed;
}

type Typed = ReadonlyMap<EditableField, string | undefined>;

function readTyped(typed: Readonly<Record<string, string>>): Typed {
  const problems: Record<string, Said> = {};
  const read = new Map<EditableField, string | undefined>();
  for (const [name, value] of Object.entries(typed)) {
    if (!isEditable(name)) continue;
    const text = value.trim().normalize('NFC');
    const problem = problemOf(name, text);
    if (problem !== undefined) problems[name] = problem;
    read.set(name, text === '' ? undefined : text);
  }
  if (Object.keys(problems).length > 0) throw saidInvalid(problems);
  return read;
}

/** The same rules as on the admin's page, said to the person. */
function problemOf(name: EditableField, text: string): Said | undefined {
  const form =
    name === 'workPhone' || name === 'mobilePhone' ? `${name === 'workPhone' ? 'work' : 'mobile'}.phone` : name;
  const most = ['preferredLanguage', 'locale', 'timezone', 'workPhone', 'mobilePhone'].includes(name) ? SHORT : LINE;
  if (text.length > most) return say('profile_long', { most });
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return say('profile_bad_character');
  try {
    readProfile({ username: 'somebody', email: 'somebody@example.com', [form]: text });
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    if (name === 'timezone') return say('profile_bad_timezone');
    if (name === 'preferredLanguage' || name === 'locale') return say('profile_bad_language');
    return say(form.endsWith('.phone') ? 'profile_bad_phone' : 'profile_bad_character');
  }
}

function withValues(before: User, typed: Typed): Profile {
  const value = (field: EditableField): string | undefined =>
    typed.has(field) ? typed.get(field) : editableValue(before, field);
  const isPhone = typed.has('workPhone') || typed.has('mobilePhone');
  const phones: PhoneNumber[] = (['work', 'mobile', 'home', 'other'] as const).flatMap((type): PhoneNumber[] => {
    const field = type === 'work' ? 'workPhone' : type === 'mobile' ? 'mobilePhone' : undefined;
    if (field === undefined || !typed.has(field)) return before.phoneNumbers.filter((phone) => phone.type === type);
    const number = typed.get(field);
    return number === undefined ? [] : [{ type, value: number }];
  });
  return compact<Profile>({
    username: before.username,
    email: before.email,
    firstname: value('firstname'),
    middlename: value('middlename'),
    lastname: value('lastname'),
    displayName: value('displayName'),
    jobTitle: value('jobTitle'),
    department: before.department,
    company: before.company,
    location: value('location'),
    employeeIdentifier: before.employeeIdentifier,
    employeeType: before.employeeType,
    preferredLanguage: value('preferredLanguage'),
    locale: value('locale'),
    timezone: value('timezone'),
    addresses: before.addresses,
    phoneNumbers: isPhone ? phones : before.phoneNumbers,
  });
}

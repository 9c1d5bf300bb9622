import { compact } from '../../core/compact';
import { EDITABLE_FIELDS } from '../../core/portal/branding';
import { PROFILE_TEXTS, type User } from '../../core/user';
import { findGroupByName, listMemberIds } from '../../store/groups';
import { transact, type Db } from '../../store/tx';
import { findUserByLogin, findUsers } from '../../store/users';
import { changeRole } from '../admins/change-role';
import type { Actor, Deps } from '../deps';
import { changeMembers } from '../groups/members';
import { createGroup, updateGroup, type GroupInput } from '../groups/save';
import { changeOrganisation, readOrganisationForm } from '../portal/organisation';
import { changeEventDays, readEventDaysForm } from '../settings/retention';
import { changeSignInPolicy, findSignInPolicy, readPolicyForm } from '../settings/sign-in-policy';
import { createUser } from '../users/create';
import { readProfile } from '../users/profile-input';
import { suspendUser, unsuspendUser } from '../users/suspend';
import { updateUser } from '../users/update';
import { invalid } from '../../core/errors';
import { foldedName, type Coming, type Considered } from './apply-application';
import { changesBetween } from './changes';
import type { GroupDocument, SettingsDocument, UserDocument } from './documents';
import { readSettings, userDocument } from './state';

/** Runs the parts of an object as one transaction: all of it is kept, or nothing. */
async function whole(deps: Deps, work: (inside: Deps) => Promise<void>): Promise<void> {
  await transact(deps.db, (tx) => work({ ...deps, db: tx as unknown as Db, wake: () => undefined }));
  deps.wake();
}

/** Looks what the settings would need to be as a file asks. A section that is not in the file stays as it is. */
export async function considerSettings(deps: Deps, actor: Actor, document: SettingsDocument): Promise<Considered> {
  const current = await readSettings(deps.db);
  const policy = await findSignInPolicy(deps.db);
  const organisation =
    document.organisation &&
    readOrganisationForm(
      {
        name: document.organisation.name,
        contactName: document.organisation.contact?.name,
        contactMail: document.organisation.contact?.mail,
        contactPhone: document.organisation.contact?.phone,
        contactLink: document.organisation.contact?.link,
        signInNote: document.organisation.signInNote,
      },
      document.organisation.editable ?? [],
    );
  const signIn = document.signIn && readPolicyForm(policyFields({ ...policy, ...compact(document.signIn) }));
  const days = document.events && keptDays(document.events.keepDays);
  const after: SettingsDocument = compact<SettingsDocument>({
    ...current,
    organisation:
      organisation === undefined
        ? current.organisation
        : compact<NonNullable<SettingsDocument['organisation']>>({
            name: organisation.name,
            contact: Object.keys(organisation.contact).length === 0 ? undefined : { ...organisation.contact },
            signInNote: organisation.signInNote,
            editable:
              organisation.editable.length === 0
                ? undefined
                : EDITABLE_FIELDS.filter((field) => organisation.editable.includes(field)),
          }),
    signIn: signIn ?? current.signIn,
    events: days === undefined ? current.events : { keepDays: days },
  });
  const changes = changesBetween(current, after);
  return {
    action: changes.length === 0 ? 'none' : 'update',
    changes,
    notes: [],
    apply: () =>
      whole(deps, async (inside) => {
        if (organisation !== undefined) await changeOrganisation(inside, actor, organisation);
        if (signIn !== undefined) await changeSignInPolicy(inside, actor, signIn);
        if (days !== undefined) await changeEventDays(inside, actor, days);
      }),
  };
}

/** The form takes texts, and boxes that are there or not. */
function policyFields(policy: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(policy).flatMap(([name, value]) =>
      value === false ? [] : [[name, value === true ? 'on' : String(value)]],
    ),
  );
}

function keptDays(days: number): number {
  return days === 0 ? 0 : readEventDaysForm('days', String(days));
}

/** Looks what a user group would need to be as a file asks; members only where the file names them. */
export async function considerGroup(
  deps: Deps,
  actor: Actor,
  document: GroupDocument,
  coming: Coming,
): Promise<Considered> {
  const current = await findGroupByName(deps.db, document.name);
  const input = compact<GroupInput>({
    name: document.name,
    description: document.description,
    secondFactor: document.secondFactor === true,
  });
  const members = current === undefined ? [] : await memberNames(deps, current.id);
  for (const name of document.members ?? []) {
    if (coming.users.has(foldedName(name)) || (await findUserByLogin(deps.db, name)) !== undefined) continue;
    throw invalid({ members: `There is nobody with the username ${name}, and none is in the file.` });
  }
  const before = current && {
    name: current.name,
    description: current.description,
    secondFactor: current.secondFactor,
    ...(document.members === undefined ? {} : { members: members.map(foldedName).sort() }),
  };
  const after = {
    name: document.name.trim().normalize('NFC'),
    description: document.description?.trim() === '' ? undefined : document.description?.trim(),
    secondFactor: input.secondFactor,
    ...(document.members === undefined ? {} : { members: [...new Set(document.members.map(foldedName))].sort() }),
  };
  const changes = current === undefined ? [] : changesBetween(before, after);
  return {
    action: current === undefined ? 'create' : changes.length === 0 ? 'none' : 'update',
    changes,
    notes: [],
    apply: () =>
      whole(deps, async (inside) => {
        const group = current === undefined ? await createGroup(inside, actor, input) : current;
        const isPlain = document.secondFactor === true && current === undefined;
        if (current !== undefined || isPlain) await updateGroup(inside, actor, group.id, input);
        if (document.members === undefined) return;
        const wanted = new Set(document.members.map(foldedName));
        const now = await findUsers(inside.db, await listMemberIds(inside.db, group.id));
        const add: User['id'][] = [];
        for (const name of document.members) {
          const user = await findUserByLogin(inside.db, name);
          if (user !== undefined) add.push(user.id);
        }
        const remove = now.filter(({ username }) => !wanted.has(foldedName(username))).map(({ id }) => id);
        await changeMembers(inside, actor, group.id, { add, remove });
      }),
  };
}

async function memberNames(deps: Deps, id: Parameters<typeof listMemberIds>[1]): Promise<string[]> {
  return (await findUsers(deps.db, await listMemberIds(deps.db, id))).map(({ username }) => username);
}

/**
 * Looks what a person would need to be as a file asks. A new one has no password yet. A role that is not named stays,
 * and who was suspended since the file was written stays so unless it says `suspended: false`.
 */
export async function considerUser(deps: Deps, actor: Actor, document: UserDocument): Promise<Considered> {
  const found = await findUserByLogin(deps.db, document.username);
  const current =
    found !== undefined && foldedName(found.username) === foldedName(document.username) ? found : undefined;
  const profile = readProfile(profileFields(document));
  const before = current && userDocument(current);
  const after = compact<UserDocument>({
    ...userDocument({ ...(current ?? NOBODY), ...emptied, ...profile } as User),
    role: document.role === undefined ? before?.role : document.role === 'user' ? undefined : document.role,
    suspended: (document.suspended ?? before?.suspended) === true ? true : undefined,
  });
  const changes = current === undefined ? [] : changesBetween(before, after);
  return {
    action: current === undefined ? 'create' : changes.length === 0 ? 'none' : 'update',
    changes,
    notes: current === undefined ? ['Has no password yet: send a link from the page of the person.'] : [],
    apply: () =>
      whole(deps, async (inside) => {
        const user = current ?? (await createUser(inside, actor, profile, 'later')).user;
        if (current !== undefined) await updateUser(inside, actor, user.id, profile);
        if (current?.state === 'suspended' && document.suspended === false) await unsuspendUser(inside, actor, user.id);
        if (document.role !== undefined && document.role !== user.role) {
          await changeRole(inside, actor, user.id, document.role);
        }
        if (document.suspended === true && current?.state !== 'suspended') await suspendUser(inside, actor, user.id);
      }),
  };
}

/** Somebody of whom nothing is known, to put a profile on. */
const NOBODY = { state: 'staged', role: 'user', hasPassword: false, passwordTemporary: false } as const;

/** What a file leaves out has no value. */
const emptied = Object.fromEntries(PROFILE_TEXTS.map((name) => [name, undefined]));

function profileFields({ addresses = [], phoneNumbers = [], ...plain }: UserDocument): Record<string, unknown> {
  const parts = addresses.flatMap(({ type, ...address }) =>
    Object.entries(address).map(([part, value]) => [`${type}.${part}`, value] as const),
  );
  const phones = phoneNumbers.map(({ type, value }) => [`${type}.phone`, value] as const);
  return { ...plain, ...Object.fromEntries([...parts, ...phones]) };
}

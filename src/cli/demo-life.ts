import { setGroupsOfApplication } from '../actions/applications/access';
import { addApplication } from '../actions/applications/add';
import { changeRole } from '../actions/admins/change-role';
import type { Actor } from '../actions/deps';
import { changeMembers } from '../actions/groups/members';
import { createGroup } from '../actions/groups/save';
import { askForAccess } from '../actions/portal/ask-access';
import { changeLogo, changeOrganisation } from '../actions/portal/organisation';
import { setGroupManagement } from '../actions/provisioning/groups/management';
import { showFirstSteps } from '../actions/settings/first-steps';
import { launchApplication } from '../actions/sign-on/launch';
import { suspendUser } from '../actions/users/suspend';
import type { Context } from '../context';
import type { ApplicationId, GroupId, UserId } from '../core/ids';
import type { UserRole } from '../core/roles';
import { DEMO_COMPANY, DEMO_PEOPLE } from '../dev/demo-company';
import { DEMO_LOGO } from '../dev/demo-logo';
import { getUser } from '../store/users';

/** What the seed has made so far. */
export interface DemoCompanyMade {
  readonly actor: Actor;
  /** People by user name. */
  readonly people: ReadonlyMap<string, UserId>;
  readonly groups: readonly GroupId[];
  /** Applications by slug. */
  readonly applications: ReadonlyMap<string, ApplicationId>;
}

/** People of the demo who have chosen their password, so that more than the admin can be tried. */
export const DEMO_ROLES: Readonly<Record<string, UserRole>> = {
  'noor.hussain': 'helpdesk',
  'ruth.goldberg': 'auditor',
};

/** Bookmarks beside the two applications: with them the first page of the portal is long enough for "Used most". */
const BOOKMARKS = [
  { label: 'Canteen', slug: 'canteen', description: 'Menu of the week', times: 5 },
  { label: 'Holidays', slug: 'holidays', description: 'Days off and who is away', times: 3 },
  { label: 'Pump Manuals', slug: 'pump-manuals', description: 'Drawings and service notes', times: 8 },
  { label: 'Room Booking', slug: 'room-booking', description: 'Meeting rooms in Leeds and Turin', times: 2 },
  { label: 'Staff Handbook', slug: 'staff-handbook', description: 'How we work', times: 1 },
] as const;

/** Lets the company look lived in: its own look, roles, bookmarks that are used, a request, and somebody who left. */
export async function seedLife(context: Context, made: DemoCompanyMade, person: string): Promise<void> {
  const { actor } = made;
  await changeOrganisation(context, actor, {
    name: DEMO_COMPANY.name,
    contact: { name: 'Help desk', mail: `help@${DEMO_COMPANY.domain}`, phone: '+44 113 496 0199' },
    signInNote: 'New here? Noor at the front desk in Leeds helps you with the first sign-in.',
    editable: ['displayName', 'mobilePhone'],
  });
  await changeLogo(context, actor, DEMO_LOGO);
  for (const [username, role] of Object.entries(DEMO_ROLES)) {
    await changeRole(context, actor, idOf(made, username), role);
  }
  const finance = await createGroup(context, actor, {
    name: 'Finance',
    description: 'Sees figures, and signs in with a second step.',
    secondFactor: true,
  });
  const inFinance = DEMO_PEOPLE.filter(({ department }) => department === 'Finance');
  const add = inFinance.map(({ username }) => idOf(made, username));
  await changeMembers(context, actor, finance.id, { add, remove: [] });
  await bookmarks(context, made, idOf(made, person));
  const blogin = made.applications.get('blogin');
  if (blogin !== undefined) await setGroupManagement(context, actor, blogin, true);
  const asking = await getUser(context.db, idOf(made, person));
  await askForAccess(context, { kind: 'user', id: asking.id, name: asking.username }, asking, {
    wanted: 'The drawing archive',
    reason: 'I look after the firmware of the P40 and need its wiring plans.',
  });
  await suspendUser(context, actor, idOf(made, 'ivan.petrov'));
  await showFirstSteps(context, false);
}

async function bookmarks(context: Context, { actor, groups }: DemoCompanyMade, userId: UserId): Promise<void> {
  const signedInAt = context.clock();
  for (const { times, ...naming } of BOOKMARKS) {
    const { id } = await addApplication(context, actor, {
      ...naming,
      connectorId: 'bookmark',
      showInPortal: true,
      variables: {},
      bookmarkUrl: `https://${naming.slug}.${DEMO_COMPANY.domain}/`,
    });
    await setGroupsOfApplication(context, actor, id, groups);
    for (let time = 0; time < times; time += 1) {
      await launchApplication(context, naming.slug, { userId, signedInAt, sessionIndex: 'demo' });
    }
  }
}

function idOf({ people }: DemoCompanyMade, username: string): UserId {
  const id = people.get(username);
  if (id === undefined) throw new Error(`The demo has nobody called ${username}.`);
  return id;
}

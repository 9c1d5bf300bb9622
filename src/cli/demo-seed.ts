import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setGroupsOfApplication } from '../actions/applications/access';
import { addApplication } from '../actions/applications/add';
import { applySpMetadata } from '../actions/applications/sp-metadata';
import type { Actor } from '../actions/deps';
import { changeMembers } from '../actions/groups/members';
import { createGroup } from '../actions/groups/save';
import { activateIntegration } from '../actions/provisioning/activate';
import { createFirstAdmin, isSetUp } from '../actions/sessions/setup';
import { activateUser } from '../actions/users/activation-link';
import { createUser } from '../actions/users/create';
import type { Context } from '../context';
import type { ApplicationId, GroupId, UserId } from '../core/ids';
import { SecretText } from '../core/secret-text';
import { DEMO_COMPANY, DEMO_GROUPS, DEMO_PEOPLE } from '../dev/demo-company';
import type { Simulator } from '../dev/simulator/types';
import { DEMO_ROLES, seedLife } from './demo-life';
import { say } from './settings';

/** An application of the demo. */
export interface DemoApplication {
  readonly connectorId: string;
  readonly label: string;
  readonly slug: string;
  readonly description: string;
  readonly port: number;
}

/** The two applications of the demo, each on its own port: one added by hand, one from the catalogue. */
export const DEMO_APPLICATIONS: readonly DemoApplication[] = [
  { connectorId: 'custom-saml', label: 'Atlas', slug: 'atlas', description: 'Receipts and travel', port: 8091 },
  {
    connectorId: 'blogin',
    label: 'BlogIn (simulated)',
    slug: 'blogin',
    description: 'Internal blog and news',
    port: 8092,
  },
];

/** What a demo is signed in to with: made at its first start, kept beside its data. */
export interface DemoSecrets {
  readonly password: string;
  /** Tokens of the simulated applications, by slug. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** Who administers the demo, and who uses it. */
export const DEMO_ADMIN = 'anjali.raman';
export const DEMO_PERSON = 'priya.nair';

/** People who have chosen their password; the others have an activation link that waits. */
const AT_HOME = new Set([DEMO_PERSON, ...Object.keys(DEMO_ROLES), 'tomasz.wrobel', 'layla.haddad', 'ivan.petrov']);

/** Reads the demo's secrets, or makes them at the first start. */
export function readDemoSecrets(folder: string): DemoSecrets {
  const file = join(folder, 'demo.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DemoSecrets;
  const secrets: DemoSecrets = {
    password: `demo-${randomBytes(6).toString('hex')}`,
    tokens: Object.fromEntries(DEMO_APPLICATIONS.map(({ slug }) => [slug, randomBytes(24).toString('base64url')])),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/** Makes the company once: people, groups, and the applications with SSO and provisioning. */
export async function seedDemo(
  context: Context,
  secrets: DemoSecrets,
  simulators: ReadonlyMap<string, Simulator>,
): Promise<void> {
  if (await isSetUp(context)) return;
  say(
    `  Making ${DEMO_COMPANY.name}: ${DEMO_PEOPLE.length} people, ${DEMO_GROUPS.length} groups, ${simulators.size} applications.`,
  );
  const password = new SecretText(secrets.password);
  const admin = await createFirstAdmin(context, {
    organisation: DEMO_COMPANY.name,
    profile: demoProfile(DEMO_ADMIN),
    password,
  });
  const actor: Actor = { kind: 'admin', id: admin.id, name: admin.username, role: admin.role };
  const ids = new Map<string, UserId>([[DEMO_ADMIN, admin.id]]);
  for (const profile of DEMO_PEOPLE) {
    if (profile.username === DEMO_ADMIN) continue;
    const created = await createUser(context, actor, profile, 'link');
    ids.set(profile.username, created.user.id);
    if (AT_HOME.has(profile.username) && created.activationToken !== undefined) {
      await activateUser(context, created.activationToken.reveal(), password);
    }
  }
  const groupIds: GroupId[] = [];
  for (const { name, description, members } of DEMO_GROUPS) {
    const group = await createGroup(context, actor, { name, description });
    const add = members.map((username) => ids.get(username)).filter((id) => id !== undefined);
    await changeMembers(context, actor, group.id, { add, remove: [] });
    groupIds.push(group.id);
  }
  const applications = new Map<string, ApplicationId>();
  for (const application of DEMO_APPLICATIONS) {
    const simulator = simulators.get(application.slug);
    if (simulator === undefined) continue;
    applications.set(application.slug, await connect(context, actor, application, simulator, groupIds));
  }
  await seedLife(context, { actor, people: ids, groups: groupIds, applications }, DEMO_PERSON);
}

async function connect(
  context: Context,
  actor: Actor,
  wanted: DemoApplication,
  simulator: Simulator,
  groupIds: readonly GroupId[],
): Promise<ApplicationId> {
  const { connectorId, label, slug, description } = wanted;
  const added = await addApplication(context, actor, {
    connectorId,
    label,
    slug,
    description,
    showInPortal: true,
    variables: {},
  });
  const metadata = await fetch(simulator.metadataUrl);
  await applySpMetadata(context, actor, added.id, Buffer.from(await metadata.arrayBuffer()));
  await setGroupsOfApplication(context, actor, added.id, groupIds);
  const token = new SecretText(simulator.token);
  const test = await activateIntegration(context, actor, added.id, { baseUrl: simulator.scimBaseUrl, token });
  if (!test.ok) throw new Error(`The simulated application ${label} refused the connection: ${test.sentence ?? ''}`);
  return added.id;
}

function demoProfile(username: string): (typeof DEMO_PEOPLE)[number] {
  const profile = DEMO_PEOPLE.find((person) => person.username === username);
  if (profile === undefined) throw new Error(`The demo has nobody called ${username}.`);
  return profile;
}

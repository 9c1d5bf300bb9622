import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { createNextCertificate } from '../../../src/actions/certificates/next';
import type { Actor } from '../../../src/actions/deps';
import { changeMembers, setGroupsOfUser } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { askForAccess } from '../../../src/actions/portal/ask-access';
import { changeOrganisation } from '../../../src/actions/portal/organisation';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { activateUser } from '../../../src/actions/users/activation-link';
import { createUser } from '../../../src/actions/users/create';
import type { SsoSettings } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import { SecretText } from '../../../src/core/secret-text';
import type { Profile, User } from '../../../src/core/user';
import type { Context } from '../../../src/context';
import { noteMetadataRead } from '../../../src/store/sign-on/metadata-reads';
import { saveSpMetadataSource } from '../../../src/store/sign-on/sp-metadata-sources';
import { transact } from '../../../src/store/tx';
import type { Simulator } from '../../../src/dev/simulator/types';
import { addAccountThere } from '../../journeys/seeds/world';
import { ADMIN_PASSWORD, addAdmin, profileOf } from '../../support/passo';

/** One word without a place to break it, of 200 characters. */
export const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
  .repeat(3)
  .slice(0, 200);
/** Markup, quotes, marks that turn the direction, letters that stack, and half of what a field may hold. */
export const BROKEN = '"><script>alert(1)</script><img src=x onerror=alert(2)>&amp; \u202egnp.exe Z̸̯̈́a̶͙͝l̵̡̓g̷o 👩‍👩‍👧‍👦 %00 {{7*7}}';
export const RTL = 'عبد الرحمن بن محمد بن عبد العزيز آل الشيخ <b>مدير</b> (قسم المضخات)';
export const PASSWORD = `${ADMIN_PASSWORD}-of-others`;
const PATH = 'segment-without-end'.repeat(20);

/** What the pages are about. */
export interface Hostile {
  readonly actor: Actor;
  readonly admin: User;
  /** By what is wrong with them. */
  readonly people: Readonly<Record<'long' | 'rtl' | 'broken' | 'empty', User>>;
  readonly groups: readonly [Group, ...Group[]];
  readonly request: string;
}

/** Fills a company with names that pages break on: too long, from right to left, broken, and none at all. */
export async function fillHostile(context: Context, sp: Simulator): Promise<Hostile> {
  const { admin, actor } = await addAdmin(context);
  await changeOrganisation(context, actor, {
    name: WORD.slice(0, 128),
    contact: { name: RTL, mail: `${'h'.repeat(60)}@example.com`, link: `https://help.example/${PATH}` },
    signInNote: `${BROKEN} ${WORD}`.slice(0, 300),
    editable: ['displayName', 'mobilePhone'],
  });
  const person = async (username: string, more: Partial<Profile>): Promise<User> => {
    const { user, activationToken } = await createUser(context, actor, profileOf(username, more), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(PASSWORD));
    return user;
  };
  const work = { department: WORD, location: WORD, company: WORD, jobTitle: WORD };
  const people = {
    long: await person(`long.${'n'.repeat(55)}`, { displayName: WORD, firstname: WORD, lastname: WORD, ...work }),
    rtl: await person('rtl', { displayName: RTL, firstname: RTL, lastname: RTL, jobTitle: RTL }),
    broken: await person('broken', { displayName: BROKEN, firstname: BROKEN, lastname: BROKEN, jobTitle: BROKEN }),
    empty: (await createUser(context, actor, profileOf('empty'), 'link')).user,
  };
  const long = await createGroup(context, actor, { name: WORD.slice(0, 128), description: WORD });
  const rtl = await createGroup(context, actor, { name: RTL, description: BROKEN, secondFactor: false });
  const empty = await createGroup(context, actor, { name: BROKEN.slice(0, 128) });
  const members = [people.long, people.rtl, people.broken].map(({ id }) => id);
  for (const { id } of [long, rtl]) await changeMembers(context, actor, id, { add: members, remove: [] });
  const many = await manyGroups(context, actor);
  await setGroupsOfUser(
    context,
    actor,
    people.long.id,
    [long, rtl, ...many].map(({ id }) => id),
  );
  await signOnApplication(context, actor, [long, rtl, ...many]);
  await provisionedApplication(context, actor, sp, [long, rtl]);
  await emptyApplications(context, actor, long);
  const by = { kind: 'user', id: people.rtl.id, name: people.rtl.username } as const;
  const asked = await askForAccess(context, by, people.rtl, { wanted: WORD.slice(0, 120), reason: `${RTL}\n${WORD}` });
  return { actor, admin, people, groups: [long, rtl, empty], request: asked.id };
}

/** SAML with addresses and attributes as long as they may be. */
async function signOnApplication(context: Context, actor: Actor, groups: readonly Group[]): Promise<void> {
  const naming = { connectorId: 'custom-saml', label: WORD, slug: 'sign-on', showInPortal: true, variables: {} };
  const added = await addApplication(context, actor, naming);
  if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
  const sso: SsoSettings = {
    ...added.sso,
    spEntityId: `https://sp.example/${PATH}`,
    acs: [{ url: `https://sp.example/acs/${PATH}`, isDefault: true }],
    slo: [{ binding: 'redirect', url: `https://sp.example/slo/${PATH}` }],
    attributes: [
      { name: PATH, from: 'groups', jit: false, enabled: true },
      { name: 'constant', from: 'email', constant: WORD, jit: false, enabled: true },
      { name: 'broken', from: 'email', constant: BROKEN, jit: false, enabled: true },
      { name: 'expression', from: 'email', expression: `join("${WORD}", email)`, jit: false, enabled: true },
    ],
  };
  await configureSso(context, actor, added.id, { sso, active: true });
  await setGroupsOfApplication(
    context,
    actor,
    added.id,
    groups.map(({ id }) => id),
  );
  const { fingerprint } = await createNextCertificate(context, actor, added.id, 'ec-p256');
  const { id: applicationId } = added;
  const url = `https://sp.example/${PATH}`;
  await transact(context.db, async (tx) => {
    await noteMetadataRead(tx, { applicationId, userAgent: WORD, fingerprints: [fingerprint], now: Date.now() });
    await saveSpMetadataSource(tx, {
      ...{ applicationId, url, everyMs: 86_400_000, nextTryAt: Date.now() + 86_400_000 },
      fault: { sentence: `The address leads on to ${url}.`, times: 5, since: 1 },
    });
  });
}

/** So many groups that their names fill an attribute, and every list that shows them. */
async function manyGroups(context: Context, actor: Actor): Promise<Group[]> {
  const groups: Group[] = [];
  for (let number = 0; number < 60; number += 1) {
    groups.push(await createGroup(context, actor, { name: `${number}${WORD}`.slice(0, 128) }));
  }
  return groups;
}

/** SCIM with accounts and groups there, one of them made by somebody else. */
async function provisionedApplication(
  context: Context,
  actor: Actor,
  sp: Simulator,
  groups: readonly Group[],
): Promise<void> {
  const naming = { connectorId: 'custom-scim', label: RTL, slug: 'accounts', showInPortal: true, variables: {} };
  const { id } = await addApplication(context, actor, naming);
  await setGroupsOfApplication(
    context,
    actor,
    id,
    groups.map((group) => group.id),
  );
  await addAccountThere(sp, { userName: `stranger@${'x'.repeat(180)}`, displayName: BROKEN });
  const token = new SecretText(sp.token);
  const test = await activateIntegration(context, actor, id, { baseUrl: sp.scimBaseUrl, token, groups: true });
  if (!test.ok) throw new Error(test.sentence);
}

/** What was added and never set up, and a bookmark whose address has no end. */
async function emptyApplications(context: Context, actor: Actor, group: Group): Promise<void> {
  const empty = { showInPortal: true, variables: {} };
  await addApplication(context, actor, { ...empty, connectorId: 'custom-saml', label: 'E', slug: 'empty-sign-on' });
  await addApplication(context, actor, { ...empty, connectorId: 'custom-scim', label: 'F', slug: 'empty-accounts' });
  const bookmark = await addApplication(context, actor, {
    ...{ ...empty, connectorId: 'bookmark', label: BROKEN.slice(0, 128), slug: 'bookmark' },
    bookmarkUrl: `https://b.example/${PATH}`,
  });
  await setGroupsOfApplication(context, actor, bookmark.id, [group.id]);
}

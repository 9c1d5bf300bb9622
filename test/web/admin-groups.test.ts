import { addApplication } from '../../src/actions/applications/add';
import { setApplicationsOfGroup, setApplicationsOfUser } from '../../src/actions/applications/access';
import type { Actor } from '../../src/actions/deps';
import { deleteGroup } from '../../src/actions/groups/delete';
import { createGroup } from '../../src/actions/groups/save';
import { createUser } from '../../src/actions/users/create';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import {
  listApplicationIdsOfGroup,
  listApplicationIdsOfUser,
  listGrantedApplicationIds,
} from '../../src/store/bindings';
import { findGroupByName, listGroups, listGroupsOfUser, listMemberIds } from '../../src/store/groups';
import { addMember } from '../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';
import { readForm } from './read-form';

const GROUPS = '/admin/groups';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let design: Group;
let noor: User;
let wiki: Application;
let docs: Application;

const bookmark = (label: string): Promise<Application> =>
  addApplication(passo.context, actor, {
    connectorId: 'bookmark',
    label,
    bookmarkUrl: 'https://pages.example/',
    showInPortal: true,
    variables: {},
  });

beforeAll(async () => {
  passo = await startPasso();
  const { context } = passo;
  ({ actor } = await addAdmin(context));
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
});

afterAll(() => passo.stop());

describe('adding and naming', () => {
  test('an empty directory says what groups are for and leads to the form', async () => {
    const html = await browser.open(GROUPS);
    expect(wordsOf(html)).toContain('No User Groups yet');
    expect(html).toContain('href="/admin/groups/new"');
  });

  test('a new group leads to its people (M-067)', async () => {
    await browser.open(`${GROUPS}/new`);
    const page = await browser.sendAndFollow(GROUPS, { name: ' Design ', description: 'Who draws' });
    expect(wordsOf(page)).toContain('Design is added');
    const group = await findGroupByName(passo.context.db, 'design');
    if (group === undefined) throw new Error('the group is missing');
    design = group;
    expect(page).toContain(`action="${GROUPS}/${design.id}/users"`);
  });

  test('a taken or empty name is refused, and what was typed is kept', async () => {
    await browser.open(`${GROUPS}/new`);
    const taken = await browser.send(GROUPS, { name: 'DESIGN', description: 'Others <i>' });
    expect(taken.status).toBe(422);
    expect(wordsOf(taken.text)).toContain('There is a group called Design already.');
    expect(readForm(taken.text, GROUPS)).toMatchObject({ name: 'DESIGN', description: 'Others <i>' });
    expect((await browser.send(GROUPS, { name: '  ' })).status).toBe(422);
    expect(await listGroups(passo.context.db)).toHaveLength(1);
  });

  test('a description with characters that databases refuse is refused in the form', async () => {
    await browser.open(`${GROUPS}/new`);
    const answer = await browser.send(GROUPS, { name: 'Nul', description: 'a\u0000b' });
    expect(answer.status).toBe(422);
    expect(await findGroupByName(passo.context.db, 'Nul')).toBeUndefined();
  });

  test('renaming keeps the address; a refused name keeps the old one', async () => {
    const other = await createGroup(passo.context, actor, { name: 'Sales' });
    const path = `${GROUPS}/${design.id}`;
    await browser.open(path);
    await browser.sendAndFollow(path, { name: 'Design & Brand', description: '' });
    expect(readForm(await browser.open(path), path)).toMatchObject({ name: 'Design & Brand', description: '' });
    const refused = await browser.send(path, { name: other.name, description: 'typed' });
    expect(refused.status).toBe(422);
    expect(readForm(refused.text, path)).toMatchObject({ name: 'Sales', description: 'typed' });
    expect(await findGroupByName(passo.context.db, 'Design & Brand')).toBeDefined();
  });
});

describe('members', () => {
  const path = (): string => `${GROUPS}/${design.id}/users`;

  test('people are found outside the group only, and join by their box', async () => {
    const { context } = passo;
    ({ user: noor } = await createUser(context, actor, profileOf('n.abadi', { displayName: 'Noor Abadi' }), 'link'));
    await addMember(context, actor, design, 'n.inside', { displayName: 'Noor Inside' });
    const html = await browser.open(`${path()}?find=noor`);
    expect(html).toContain(`name="add" value="${noor.id}"`);
    expect(wordsOf(html)).toContain('1 person outside this group');
    const page = await browser.sendAndFollow(path(), { add: noor.id });
    expect(wordsOf(page)).toContain('Joined: 1. Left: 0.');
    expect(await listMemberIds(context.db, design.id)).toHaveLength(2);
    expect(wordsOf(await browser.open(`${path()}?find=noor`))).toContain('Nobody outside this group matches.');
  });

  test('members are searched, and leave by their box', async () => {
    const html = await browser.open(`${path()}?q=abadi`);
    expect(html).toContain(`name="remove" value="${noor.id}"`);
    expect(wordsOf(html)).not.toContain('Noor Inside');
    await browser.sendAndFollow(path(), { remove: noor.id });
    expect(await listGroupsOfUser(passo.context.db, noor.id)).toEqual([]);
  });

  test('more people than are shown are counted', async () => {
    for (let number = 0; number < 21; number += 1) {
      await createUser(passo.context, actor, profileOf(`temp${number}`), 'link');
    }
    expect(wordsOf(await browser.open(`${path()}?find=temp`))).toContain(
      '21 people outside this group, the first 20 are shown',
    );
  });

  test('no box, an id of nobody and a twisted id move nobody', async () => {
    await browser.open(path());
    expect(wordsOf(await browser.sendAndFollow(path(), {}))).toContain('Nobody was chosen');
    const strange = ["' or 1=1", 'x', '0'.repeat(26)];
    expect(wordsOf(await browser.sendAndFollow(path(), { add: strange, remove: strange }))).toContain(
      'Nobody was chosen',
    );
    expect(await listMemberIds(passo.context.db, design.id)).toHaveLength(1);
  });

  test('a person’s own page puts them into groups and takes them out', async () => {
    const own = `/admin/users/${noor.id}/groups`;
    await browser.open(own);
    const page = await browser.sendAndFollow(own, { groups: [design.id, design.id] });
    expect(wordsOf(page)).toContain('Joined 1, left 0.');
    expect(readForm(await browser.open(own), own)).toEqual({ groups: design.id });
    await browser.sendAndFollow(own, {});
    expect(await listGroupsOfUser(passo.context.db, noor.id)).toEqual([]);
    await browser.sendAndFollow(own, { groups: design.id });
  });
});

describe('access', () => {
  test('a group’s page gives and takes applications and says how many people that moves (M-065)', async () => {
    wiki = await bookmark('Wiki');
    docs = await bookmark('Docs');
    const path = `${GROUPS}/${design.id}/applications`;
    expect(wordsOf(await browser.open(path))).toContain('Wiki Ticking adds 2 people');
    await browser.sendAndFollow(path, { applications: wiki.id });
    expect(await listApplicationIdsOfGroup(passo.context.db, design.id)).toEqual([wiki.id]);
    const html = await browser.open(path);
    expect(wordsOf(html)).toContain('Wiki Unticking removes 2 people');
    expect(readForm(html, path)).toEqual({ applications: wiki.id });
  });

  test('taking access from a group is shown with its size, application by application, before it is saved', async () => {
    const path = `${GROUPS}/${design.id}/applications`;
    await browser.open(path);
    const asked = await browser.send(path, { applications: docs.id });
    expect(asked.status).toBe(200);
    expect(wordsOf(asked.text)).toContain('Not saved yet: this adds 2 people and removes 2');
    expect(wordsOf(asked.text)).toContain('Docs: adds 2, removes 0. Wiki: adds 0, removes 2.');
    expect(await listApplicationIdsOfGroup(passo.context.db, design.id)).toEqual([wiki.id]);
    const shown = readForm(asked.text, path);
    expect(shown).toMatchObject({ applications: docs.id, confirmation: expect.any(String) as string });
    // What was shown counts for these ticks alone.
    const other = await browser.send(path, { confirmation: String(shown['confirmation']) });
    expect(wordsOf(other.text)).toContain('Not saved yet: this adds 0 people and removes 2');
    await browser.sendAndFollow(path, { applications: docs.id, confirmation: String(shown['confirmation']) });
    expect(await listApplicationIdsOfGroup(passo.context.db, design.id)).toEqual([docs.id]);
    await setApplicationsOfGroup(passo.context, actor, design.id, [wiki.id]);
  });

  test('an unknown application changes nothing of a group', async () => {
    const path = `${GROUPS}/${design.id}/applications`;
    await browser.open(path);
    const answer = await browser.send(path, { applications: [docs.id, '0'.repeat(26)] });
    expect(answer.status).toBe(404);
    expect(await listApplicationIdsOfGroup(passo.context.db, design.id)).toEqual([wiki.id]);
  });

  test('a person’s page gives one person an application, beside the groups (M-066)', async () => {
    const path = `/admin/users/${noor.id}/applications`;
    await browser.open(path);
    const page = await browser.sendAndFollow(path, { applications: docs.id });
    const words = wordsOf(page);
    expect(words).toContain('Wiki by Design & Brand');
    expect(words).toContain('Docs given directly');
    expect(await listApplicationIdsOfUser(passo.context.db, noor.id)).toEqual([docs.id]);
    const asked = await browser.send(path, {});
    expect(wordsOf(asked.text)).toContain('Not saved yet: this adds 0 applications and removes 1');
    expect(wordsOf(asked.text)).toContain('Removes Docs.');
    await browser.sendAndFollow(path, { confirmation: String(readForm(asked.text, path)['confirmation']) });
    expect(await listGrantedApplicationIds(passo.context.db, noor.id)).toEqual([wiki.id]);
  });

  test('leaving a group that gives an application is shown first; looking alone changes nothing', async () => {
    const path = `/admin/users/${noor.id}/groups`;
    await browser.open(path);
    expect(wordsOf((await browser.send(path, { groups: design.id, action: 'preview' })).text)).toContain(
      'this adds 0 applications and removes 0',
    );
    const asked = await browser.send(path, {});
    expect(wordsOf(asked.text)).toContain('Not saved yet: this adds 0 applications and removes 1');
    expect((await listGroupsOfUser(passo.context.db, noor.id)).map(({ id }) => id)).toEqual([design.id]);
  });

  test('people without a group or an application of their own have none (M-063)', async () => {
    const { user } = await createUser(passo.context, actor, profileOf('nobody'), 'link');
    const words = wordsOf(await browser.open(`/admin/users/${user.id}/applications`));
    expect(words).toContain('No applications Without a group, no application.');
    expect(await listGrantedApplicationIds(passo.context.db, user.id)).toEqual([]);
  });
});

describe('from an application', () => {
  test('a new group leads back to the User Groups tab it was asked for on (M-067)', async () => {
    const tab = `/admin/applications/${wiki.slug}/user-groups`;
    expect(await browser.open(tab)).toContain(`href="${GROUPS}/new?application=${wiki.slug}"`);
    const form = await browser.open(`${GROUPS}/new?application=${wiki.slug}`);
    expect(readForm(form, GROUPS)).toMatchObject({ application: wiki.slug });
    const page = await browser.sendAndFollow(GROUPS, { name: 'Wiki readers', application: wiki.slug });
    expect(wordsOf(page)).toContain('Wiki readers is added');
    expect(page).toContain(`action="${tab}"`);
    await browser.open(`${GROUPS}/new?application=%00nowhere`);
  });

  test('a name that an application has already is told before it is saved, and can be kept', async () => {
    const now = Date.now();
    const { db } = passo.context;
    await db('applications').where({ id: docs.id }).update({ idm_state: 'active' });
    await db('group_links').insert({
      ...{ application_id: docs.id, group_id: design.id, remote_id: 'r1', name: 'Legal', creating: false },
      ...{ state: 'managed', foreign_members: 'none', status: 'in-sync', updated_at: now },
    });
    await browser.open(`${GROUPS}/new`);
    const asked = await browser.send(GROUPS, { name: 'legal', description: 'Law' });
    expect(asked.status).toBe(200);
    expect(wordsOf(asked.text)).toContain('Docs has a group of this name, kept in step with Design & Brand.');
    const again = readForm(asked.text, GROUPS);
    expect(again).toMatchObject({ name: 'legal', description: 'Law', nameSeen: 'legal' });
    await browser.sendAndFollow(GROUPS, { name: 'legal', description: 'Law', nameSeen: 'legal' });
    const legal = await findGroupByName(db, 'legal');
    await deleteGroup(passo.context, actor, legal?.id ?? design.id);
    const wikiReaders = await findGroupByName(db, 'wiki readers');
    await deleteGroup(passo.context, actor, wikiReaders?.id ?? design.id);
    await db('group_links').delete();
    await db('applications').where({ id: docs.id }).update({ idm_state: 'inactive' });
  });
});

describe('the end', () => {
  test('deleting says who loses what, counts those who keep it, and asks', async () => {
    await setApplicationsOfUser(passo.context, actor, noor.id, [wiki.id]);
    const words = wordsOf(await browser.open(`${GROUPS}/${design.id}/deletion`));
    expect(words).toContain('2 people leave this group.');
    expect(words).toContain('Wiki : 1 person loses access.');
    await setApplicationsOfGroup(passo.context, actor, design.id, [wiki.id, docs.id]);
    expect(wordsOf(await browser.open(`${GROUPS}/${design.id}/deletion`))).toContain('Docs : 2 people lose access.');
    const page = await browser.sendAndFollow(`${GROUPS}/${design.id}/deletion`, {});
    expect(wordsOf(page)).toContain('Design & Brand is deleted');
    expect(await listGrantedApplicationIds(passo.context.db, noor.id)).toEqual([wiki.id]);
    await browser.open(`${GROUPS}/${design.id}`, 404);
  });

  test('without the token of a page nothing is written (W3)', async () => {
    const [sales] = await listGroups(passo.context.db);
    if (sales === undefined) throw new Error('the group is missing');
    for (const tab of ['', '/users', '/applications', '/deletion']) {
      const body = { name: 'X', add: noor.id, applications: wiki.id };
      await browser.agent.post(`${GROUPS}/${sales.id}${tab}`).type('form').send(body).expect(403);
    }
    expect(await listGroups(passo.context.db)).toEqual([sales]);
    expect(await listApplicationIdsOfGroup(passo.context.db, sales.id)).toEqual([]);
  });
});

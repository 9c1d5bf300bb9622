/**
 * Fills a data folder for the benchmark of pages: people, user groups, applications, integrations and events in the
 * numbers of a large company. It uses the built product's own functions where they write rows, and rows where they would
 * only take long.
 */
import { randomBytes } from 'node:crypto';

export const SIZE = { people: 10_000, groups: 500, applications: 500, active: 50, events: 100_000 };
const GROUPS_OF_PERSON = 3;
const GROUPS_OF_APPLICATION = 2;
const LINKS_OF_ACTIVE = 1_000;
const SPARE_KEYS = 4;
const PIECE = 500;

/** Adds the first admin, and nothing else. */
export async function addAdmin(load, context, password) {
  const { createFirstAdmin } = load('./actions/sessions/setup');
  const { SecretText } = load('./core/secret-text');
  return createFirstAdmin(context, {
    organisation: 'Bench',
    profile: { username: 'admin', email: 'admin@bench.local', addresses: [], phoneNumbers: [] },
    password: new SecretText(password),
  });
}

/** Fills the company. Gives the ids that pages are opened by. */
export async function fillCompany(load, context) {
  const { transact } = load('./store/tx');
  const { insertUser } = load('./store/users');
  const { addMembers, insertGroup } = load('./store/groups');
  const now = context.clock();
  const ids = (count) => Array.from({ length: count }, () => context.newId());
  const people = ids(SIZE.people);
  const groups = ids(SIZE.groups);
  for (const piece of pieces(people)) {
    await transact(context.db, async (tx) => {
      for (const { item: id, place } of piece) {
        const username = `person${place}`;
        const profile = {
          ...{ username, email: `${username}@bench.local`, firstname: `First${place}`, lastname: `Last${place % 977}` },
          ...{ department: `Department ${place % 40}`, addresses: [], phoneNumbers: [] },
        };
        await insertUser(tx, { id, profile, state: place % 50 === 0 ? 'suspended' : 'active', role: 'user', now });
      }
    });
  }
  await transact(context.db, async (tx) => {
    for (const [place, id] of groups.entries()) await insertGroup(tx, { id, name: `Group ${place}`, now });
  });
  const members = groups.map(() => []);
  for (const [place, id] of people.entries()) {
    members[0].push(id);
    for (let step = 0; step < GROUPS_OF_PERSON; step += 1) members[1 + ((place * 7 + step * 131) % 499)].push(id);
  }
  for (const [place, id] of groups.entries()) await transact(context.db, (tx) => addMembers(tx, id, members[place]));
  const applications = await fillApplications(load, context, groups, now);
  await fillLinks(context, applications.slice(0, SIZE.active), people, now);
  await fillEvents(load, context, applications, people, now);
  await context.db.raw('analyze');
  return { person: people[1234], everyone: groups[0], group: groups[7], slug: applications[3].slug };
}

async function fillApplications(load, context, groups, now) {
  const { transact } = load('./store/tx');
  const { insertApplication } = load('./store/applications');
  const { bindGroup } = load('./store/bindings');
  const { insertKeyPair, newKeyPair } = load('./actions/certificates/create');
  const { initialSso } = load('./actions/applications/sso-settings');
  const { openLane } = load('./store/provisioning/lanes');
  const connector = context.connectors.get('custom-saml');
  const keys = [];
  for (let place = 0; place < SPARE_KEYS; place += 1) keys.push(await newKeyPair(context, `Application ${place}`));
  const actor = { kind: 'system', name: 'Bench' };
  const made = Array.from({ length: SIZE.applications }, (_, place) => ({
    ...{ id: context.newId(), connectorId: place % 2 === 0 ? 'custom-saml' : 'robin', label: `Application ${place}` },
    ...{ slug: `application-${place}`, hasImage: false, showInPortal: true, variables: {}, ssoState: 'active' },
    sso: initialSso(connector, {}),
    ...{ idmState: place < SIZE.active ? 'active' : 'inactive', idm: { baseUrl: 'http://127.0.0.1:9/scim' } },
    ...{ secondFactor: false, createdAt: now, updatedAt: now },
  }));
  for (const piece of pieces(made)) {
    await transact(context.db, async (tx) => {
      for (const { item: application, place } of piece) {
        await insertApplication(tx, application);
        await insertKeyPair(context, tx, actor, application, keys[place % SPARE_KEYS]);
        for (let step = 0; step < GROUPS_OF_APPLICATION; step += 1) {
          await bindGroup(tx, application.id, groups[(place * 3 + step * 17) % SIZE.groups]);
        }
        if (application.idmState === 'active') await openLane(tx, application.id);
      }
    });
  }
  return made;
}

async function fillLinks(context, applications, people, now) {
  for (const [place, { id }] of applications.entries()) {
    const rows = people.slice(place * 100, place * 100 + LINKS_OF_ACTIVE).map((userId, step) => ({
      ...{ application_id: id, user_id: userId, remote_id: `r${step}`, creating: false, removed: false, managed: true },
      ...{ status: step % 100 === 0 ? 'attention' : 'in-sync', accepted: '{"userName":"x"}', updated_at: now },
    }));
    for (const piece of pieces(rows, 40)) await context.db('links').insert(piece.map(({ item }) => item));
    await context
      .db('lanes')
      .where({ application_id: id })
      .update({ paused_at: now, paused_by: 'Bench', paused_why: 'admin' });
  }
}

async function fillEvents(load, context, applications, people, now) {
  const { insertEvents } = load('./store/events');
  const { transact } = load('./store/tx');
  const { ulid } = load('./core/ids');
  const names = ['sso_auth', 'user_login_attempt', 'user_update_provision', 'user_create'];
  const events = Array.from({ length: SIZE.events }, (_, place) => {
    const at = now - (SIZE.events - place) * 60_000;
    const application = applications[place % applications.length];
    return {
      ...{
        id: ulid(at, randomBytes(16)),
        at,
        name: names[place % names.length],
        actor: { kind: 'user', name: 'somebody' },
      },
      result: place % 20 === 0 ? 'failure' : 'success',
      ...{ applicationId: application.id, applicationLabel: application.label },
      ...{
        userId: people[place % people.length],
        userName: `Person ${place % people.length}`,
        payload: { startedBy: 'sp' },
      },
    };
  });
  for (const piece of pieces(events, 2_000)) {
    await transact(context.db, (tx) =>
      insertEvents(
        tx,
        piece.map(({ item }) => item),
      ),
    );
  }
}

function pieces(list, size = PIECE) {
  const found = [];
  for (let start = 0; start < list.length; start += size) {
    found.push(list.slice(start, start + size).map((item, step) => ({ item, place: start + step })));
  }
  return found;
}

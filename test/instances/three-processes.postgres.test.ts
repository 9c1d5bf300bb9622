import { randomBytes } from 'node:crypto';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { suspendUser, unsuspendUser } from '../../src/actions/users/suspend';
import { activateUser } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { updateUser } from '../../src/actions/users/update';
import type { Group } from '../../src/core/group';
import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import type { RecordedRequest } from '../../src/dev/simulator/record';
import { startSimulator } from '../../src/dev/simulator/start';
import type { Simulator } from '../../src/dev/simulator/types';
import { listMarks } from '../../src/store/provisioning/stale';
import { findUserByLogin } from '../../src/store/users';
import { newPostgresDatabase } from '../support/database';
import { addMember, integrate } from '../support/integration';
import { ADMIN_PASSWORD, profileOf } from '../support/passo';
import { redirectQuery, requestXml } from '../saml/support';
import {
  Balancer,
  pause,
  PUBLIC_URL,
  signIn,
  startFleet,
  tokenOf,
  until,
  type Answer,
  type Fleet,
  type Instance,
} from './fleet';

const CHANGES = 2_000;
const APPLICATIONS = 5;
const PEOPLE = 200;
const SIGN_ONS = 500;
const BROWSERS = 4;
const LEASE_MS = 3_000;
/** What the killed process had sent is looked at once more after six of them. */
const TIMEOUT_MS = 2_000;
const PASSWORD = `${ADMIN_PASSWORD}-of-others`;
const ENTITY = 'https://sp.example/metadata';
const ACS = 'https://sp.example/acs';

/** What has to be true of a person at the end. */
interface Wanted {
  readonly user: User;
  readonly place: number;
  title: string;
  suspended: boolean;
  member: boolean;
}

let fleet: Fleet;
let sps: Simulator[];
let groups: Group[];
let people: Wanted[];
let applicationIds: Parameters<typeof listMarks>[1][];
let first: Instance;
let second: Instance;
let third: Instance;
let fourth: Instance | undefined;

beforeAll(async () => {
  fleet = await startFleet(await newPostgresDatabase(), {
    PASSO_LEASE_MS: String(LEASE_MS),
    PASSO_SCIM_TIMEOUT_MS: String(TIMEOUT_MS),
  });
  const { context, actor } = fleet;
  sps = await Promise.all(
    Array.from({ length: APPLICATIONS }, (_, place) =>
      startSimulator({
        port: 0,
        name: `SP ${place}`,
        scimToken: randomBytes(16).toString('hex'),
        assetsDir: 'views/assets',
        clock: Date.now,
        record: { keep: 10_000 },
      }),
    ),
  );
  groups = [];
  applicationIds = [];
  for (const [place, sp] of sps.entries()) {
    const { application, group } = await integrate(context, actor, sp, `Application ${place}`);
    groups.push(group);
    applicationIds.push(application.id);
  }
  people = [];
  for (let number = 0; number < PEOPLE; number += 1) {
    const place = number % APPLICATIONS;
    const user = await addMember(context, actor, groups[place] as Group, `person${number}`, { jobTitle: 'New' });
    people.push({ user, place, title: 'New', suspended: false, member: true });
  }
  await addSignOn();
  // Three that start at once on one database.
  [first, second, third] = await Promise.all([fleet.start(), fleet.start(), fleet.start()]);
}, 180_000);

afterAll(async () => {
  await fleet.stop();
  await Promise.all(sps.map((sp) => sp.stop()));
});

/** An application people sign on to, and the people who do. */
async function addSignOn(): Promise<void> {
  const { context, actor } = fleet;
  const naming = { label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} };
  const added = await addApplication(context, actor, { connectorId: 'custom-saml', ...naming });
  if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
  const sso = { ...added.sso, spEntityId: ENTITY, acs: [{ url: ACS, isDefault: true }] };
  await configureSso(context, actor, added.id, { sso, active: true });
  const group = await createGroup(context, actor, { name: 'Atlas people' });
  await setGroupsOfApplication(context, actor, added.id, [group.id]);
  for (let number = 0; number < BROWSERS + 1; number += 1) {
    const { user, activationToken } = await createUser(context, actor, profileOf(`atlas${number}`), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(PASSWORD));
    await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
  }
}

/** The address a browser brings an AuthnRequest to, a new one each time. */
function signOnPath(): string {
  const xml = requestXml({
    attributes: {
      ID: `_${randomBytes(16).toString('hex')}`,
      IssueInstant: new Date().toISOString(),
      Destination: `${PUBLIC_URL}/saml2/atlas`,
      AssertionConsumerServiceURL: ACS,
    },
    issuer: ENTITY,
  });
  return `/saml2/atlas?${redirectQuery(xml)}`;
}

function isSignedOn({ status, text }: Answer): boolean {
  const response = /name="SAMLResponse" value="([^"]+)"/.exec(text)?.[1] ?? '';
  return status === 200 && Buffer.from(response, 'base64').toString().includes('status:Success');
}

/** Changes people one after the other, and keeps what has to come of it. */
async function change(number: number): Promise<void> {
  const { context, actor } = fleet;
  const one = people[(number * 7919) % PEOPLE] as Wanted;
  const { id, username } = one.user;
  switch (number % 12) {
    case 3:
      one.suspended = !one.suspended;
      await (one.suspended ? suspendUser : unsuspendUser)(context, actor, id);
      return;
    case 7: {
      one.member = !one.member;
      const members = one.member ? { add: [id], remove: [] } : { add: [], remove: [id] };
      await changeMembers(context, actor, (groups[one.place] as Group).id, members);
      return;
    }
    default:
      one.title = `Title ${number}`;
      await updateUser(context, actor, id, profileOf(username, { jobTitle: one.title }));
  }
}

/** Writes that were sent although the SP had taken the same just before, by the account. */
function repeated(sp: Simulator): RecordedRequest[] {
  const last = new Map<string, string>();
  return sp.requests.filter(({ method, path, body, status }) => {
    if (method === 'GET' || status >= 400) return false;
    const account = method === 'POST' ? `POST ${(body as { userName: string }).userName}` : path;
    const said = JSON.stringify(body);
    const isSame = last.get(account) === said;
    last.set(account, said);
    return isSame;
  });
}

async function settled(): Promise<boolean> {
  for (const id of applicationIds) if ((await listMarks(fleet.context.db, id)).length > 0) return false;
  return true;
}

test(`R17, R18: ${CHANGES} changes in ${APPLICATIONS} applications by three processes, of which one is killed, one stopped and one new`, async () => {
  const balancer = new Balancer([first, second, third]);
  const cookies = await Promise.all(
    Array.from({ length: BROWSERS }, (_, number) => signIn(balancer, `atlas${number}`, PASSWORD)),
  );
  let changed = 0;
  const changing = (async () => {
    for (; changed < CHANGES; changed += 1) await change(changed);
  })();

  const failed: string[] = [];
  let again = 0;
  const signingOn = Promise.all(
    cookies.map(async (cookie, browser) => {
      for (let count = 0; count < SIGN_ONS / BROWSERS; count += 1) {
        // Spread over the changes: each waits for its share of them.
        const share = (count / (SIGN_ONS / BROWSERS)) * CHANGES;
        while (changed < share) await pause(10);
        const broken = balancer.broken;
        let answer = await balancer.ask({ path: signOnPath(), cookie });
        if (!isSignedOn(answer) && balancer.broken > broken) {
          // What a process had in hand when it was killed is lost with it; the person starts again at the application.
          again += 1;
          answer = await balancer.ask({ path: signOnPath(), cookie });
        }
        if (!isSignedOn(answer)) failed.push(`${browser}/${count}: ${answer.status} ${answer.text.slice(0, 300)}`);
      }
    }),
  );

  await until('A third of the changes', () => Promise.resolve(changed > CHANGES * 0.3), 200_000);
  await first.kill();
  await until('Half of the changes', () => Promise.resolve(changed > CHANGES * 0.5), 200_000);
  const stopped = await second.stop();
  fourth = await fleet.start();
  balancer.add(fourth);
  await Promise.all([changing, signingOn]);
  const tookMs = await until('Everything is sent', settled, 30_000);
  balancer.stop();

  expect(stopped.code).toBe(0);
  expect(stopped.tookMs).toBeLessThan(15_000);
  expect(failed).toEqual([]);
  expect(again).toBeLessThanOrEqual(BROWSERS);
  expect(tookMs).toBeLessThan(30_000);
  for (const [place, sp] of sps.entries()) {
    const held = sp
      .accounts()
      .filter(({ active }) => active)
      .map(({ userName, attributes }) => `${userName}: ${String(attributes['title'])}`);
    const wanted = people
      .filter((one) => one.place === place && one.member && !one.suspended)
      .map((one) => `${one.user.username}: ${one.title}`);
    expect(held.sort()).toEqual(wanted.sort());
    const names = sp.accounts().map(({ userName }) => userName);
    expect(new Set(names).size).toBe(names.length);
    // What the killed process had sent and not yet written down is found at the SP, and not sent again.
    expect(repeated(sp)).toEqual([]);
  }
}, 420_000);

test('R17: a person suspended on one instance is refused on the others at the next request, with an open session', async () => {
  const [here, there] = [third, fourth as Instance];
  const username = `atlas${BROWSERS}`;
  const person = await findUserByLogin(fleet.context.db, username);
  if (person === undefined) throw new Error('The person is there.');
  const cookie = await signIn(there, username, PASSWORD);
  expect(isSignedOn(await there.ask({ path: signOnPath(), cookie }))).toBe(true);
  // The short way answers now, from what it remembers of the person.
  expect(isSignedOn(await there.ask({ path: signOnPath(), cookie }))).toBe(true);
  expect((await there.ask({ path: '/', cookie })).status).toBe(200);

  const admin = await signIn(here, 'sam.okafor', ADMIN_PASSWORD);
  const page = await here.ask({ path: `/admin/users/${person.id}/suspension`, cookie: admin });
  const answer = await here.ask({
    method: 'POST',
    path: `/admin/users/${person.id}/suspension`,
    cookie: admin,
    form: { _csrf: tokenOf(page) },
  });
  expect(answer.status).toBe(303);
  const refused = await there.ask({ path: signOnPath(), cookie });
  expect(isSignedOn(refused)).toBe(false);
  expect(refused.text).not.toContain('SAMLResponse');
  expect((await there.ask({ path: '/', cookie })).status).toBe(303);
});

import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { changeMembers } from '../../../src/actions/groups/members';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { retry, syncAll } from '../../../src/actions/provisioning/retry';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { Application } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import { SecretText } from '../../../src/core/secret-text';
import type { Profile, User } from '../../../src/core/user';
import type { Defects } from '../../../src/dev/simulator/defects';
import type { Simulator } from '../../../src/dev/simulator/types';
import { findLane } from '../../../src/store/provisioning/lanes';
import { countLinks } from '../../../src/store/provisioning/links';
import { startSp, writes } from '../integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../passo';

/** What is set at the SP, and what can't be reached because of it. */
interface Case {
  readonly defects: Defects;
  /** The title is not taken there. */
  readonly noTitle?: true;
  /** What the application is held with on the way, until an admin tries again. */
  readonly held?: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing amiss': { defects: {} },
  'PATCH unsupported (501)': { defects: { noPatch: '501' } },
  'PATCH unsupported (405), though promised': { defects: { noPatch: '405', falsePromises: true } },
  'filters unsupported': { defects: { noFilter: '400' } },
  'filters ignored': { defects: { ignoreFilter: true } },
  'filters case-sensitive': { defects: { caseSensitive: true } },
  'totalResults always 0': { defects: { untrueTotals: 'zero' } },
  'totalResults of the page': { defects: { untrueTotals: 'page', pageCap: 2 } },
  'small pages, no filters': { defects: { pageCap: 2, noFilter: '501' } },
  'pages by cursor, no filters': { defects: { cursorOnly: true, noFilter: '501', pageCap: 2 } },
  'string booleans': { defects: { stringBooleans: true } },
  'op-name case': { defects: { opCase: 'title' } },
  'PATCH without a path': { defects: { pathlessOnly: true } },
  'two members per request': { defects: { memberLimit: 2 } },
  'members removed by value': { defects: { memberRemovalByValue: true } },
  'no PATCH of members': { defects: { noMemberPatch: true } },
  'hidden inactive accounts': { defects: { hideInactive: true } },
  'soft delete': { defects: { softDelete: true } },
  'odd ids': { defects: { oddIds: true } },
  'unknown attributes refused': { defects: { refuseAttributes: 'title' }, noTitle: true },
  'eventual consistency': { defects: { staleReads: 150 } },
  'a 401 in the middle': { defects: { rejectTokenEvery: 9 }, held: /refused the Token Key/ },
  'If-Match required': { defects: { ifMatchRequired: true } },
  'answers without a body': { defects: { emptyAnswers: true, emptyCreates: true } },
  'no excludedAttributes, no self-description': { defects: { noExcluded: true, noDiscovery: true } },
  'PUT only, texts, no filters': { defects: { noPatch: '501', stringBooleans: true, noFilter: '501' } },
  'PUT only, If-Match, odd ids': { defects: { noPatch: '405', ifMatchRequired: true, oddIds: true } },
};

/** The names of the ways an SP can be. */
export const CONVERGING = Object.keys(CASES);

/** A person and a group go through their life at an SP with each defect, and the second run sends nothing. */
export function describeConvergence(
  database: () => Promise<string | undefined>,
  probe: boolean,
  names: readonly string[] = CONVERGING,
): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let round = 0;
  const holds: string[] = [];

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());

  test.each([...names])('%s', async (name) => {
    const { defects, noTitle, held } = CASES[name] as Case;
    round += 1;
    holds.length = 0;
    const sp = await startSp();
    try {
      sp.setDefects(defects);
      const { application, group } = await integrate(sp, `Converging ${round}`);
      const people: User[] = [];
      for (const word of ['ada', 'ben', 'cleo'])
        people.push(await add(group, `${word}${round}`, { jobTitle: 'Clerk' }));
      const [ada, ben] = people as [User, User, User];
      const title = (word: string): string | undefined => (noTitle === true ? undefined : word);
      const shows = (user: User): unknown[] => {
        const account = sp.account(user.username);
        return [account?.active, account?.attributes['title'], account?.attributes['displayName']];
      };
      const inside = (): string[] => {
        const ids = new Map(sp.accounts().map(({ id, userName }) => [id, userName]));
        return (sp.groups()[0]?.members ?? []).map((id) => ids.get(id) ?? '').sort();
      };

      await settle(application);
      expect(people.map(shows)).toEqual(people.map(() => [true, title('Clerk'), expect.anything() as unknown]));
      expect([sp.groups().map(({ displayName }) => displayName), inside()]).toEqual([
        [group.name],
        people.map(({ username }) => username),
      ]);

      await updateUser(context, actor, ada.id, { ...ada, jobTitle: 'Head', displayName: 'Ada B.' });
      await suspendUser(context, actor, ben.id);
      await settle(application);
      expect(shows(ada)).toEqual([true, title('Head'), 'Ada B.']);
      expect(shows(ben)[0]).toBe(false);

      await unsuspendUser(context, actor, ben.id);
      await changeMembers(context, actor, group.id, { add: [], remove: [ada.id] });
      await settle(application);
      expect([shows(ada)[0], shows(ben)[0]]).toEqual([false, true]);
      expect(inside()).toEqual(people.slice(1).map(({ username }) => username));
      expect(sp.accounts()).toHaveLength(people.length);

      const before = writes(sp).length;
      await syncAll(context, actor, application.id);
      await settle(application);
      expect(writes(sp).slice(before)).toEqual([]);
      expect(holds.filter((sentence) => held?.test(sentence) !== true)).toEqual([]);
      if (held !== undefined) expect(holds).not.toEqual([]);
      await deactivateIntegration(context, actor, application.id);
    } finally {
      await sp.stop();
    }
  });

  async function integrate(sp: Simulator, label: string): Promise<{ application: Application; group: Group }> {
    const naming = { connectorId: 'custom-scim', label, showInPortal: true, variables: {} };
    const application = await addApplication(context, actor, naming);
    const group = await createGroup(context, actor, { name: `${label} people` });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
    const test = await activateIntegration(context, actor, application.id, {
      baseUrl: sp.scimBaseUrl,
      token: new SecretText(sp.token),
      groups: true,
      ...(probe ? { probe: { write: true } } : {}),
    });
    if (!test.ok) throw new Error(test.sentence);
    return { application, group };
  }

  async function add(group: Group, username: string, more: Partial<Profile>): Promise<User> {
    const { user } = await createUser(context, actor, profileOf(username, { displayName: username, ...more }), 'link');
    await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
    return user;
  }

  async function settle({ id }: Application): Promise<void> {
    for (let turn = 0; turn < 150; turn += 1) {
      await context.worker.idle();
      const lane = await findLane(context.db, id);
      if (lane?.hold !== undefined) {
        holds.push(lane.hold.sentence);
        await retry(context, actor, id);
        continue;
      }
      const { waiting } = await countLinks(context.db, id);
      const groups = (await context.db('stale_groups').where({ application_id: id, parked: false })) as unknown[];
      const people = (await context.db('stale').where({ application_id: id, parked: false })) as unknown[];
      if ((lane?.failures ?? 0) === 0 && waiting === 0 && groups.length === 0 && people.length === 0) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    const links = (await context.db('links').where({ application_id: id }).select('status', 'sentence')) as unknown[];
    throw new Error(`It did not settle: ${JSON.stringify(links)}`);
  }
}

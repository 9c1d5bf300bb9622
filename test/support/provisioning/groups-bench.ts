import { addApplication } from '../../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { createGroup } from '../../../src/actions/groups/save';
import { changeMembers } from '../../../src/actions/groups/members';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { createUser } from '../../../src/actions/users/create';
import type { Actor } from '../../../src/actions/deps';
import type { Application } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import type { Context } from '../../../src/context';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { findGroupLink, type GroupLink } from '../../../src/store/provisioning/group-links';
import { listGroupMarks } from '../../../src/store/provisioning/group-marks';
import { findLane } from '../../../src/store/provisioning/lanes';
import { listMarks } from '../../../src/store/provisioning/stale';
import { startSp } from '../integration';
import { startScimProxy, type ScimProxy } from './scim-proxy';
import { addAdmin, profileOf, startPasso, type TestOptions, type TestPasso } from '../passo';

/** A request as the SP received it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** A group of an event: its name and result. */
export type GroupEventLine = readonly [name: string, result: string];

/** A product, a simulated SP whose groups it manages, and words to speak of both. */
export interface GroupsBench {
  readonly context: Context;
  readonly actor: Actor;
  readonly sp: Simulator;
  readonly application: Application;
  /** Stands before the SP, to change its answers. */
  readonly proxy: ScimProxy;
  /** Adds people and puts them into a group. */
  people(group: Group, ...names: string[]): Promise<User[]>;
  /** Adds a group that has the application. */
  group(name: string): Promise<Group>;
  /** Gives the application to exactly these groups. */
  give(...groups: Group[]): Promise<void>;
  join(group: Group, ...users: User[]): Promise<void>;
  leave(group: Group, ...users: User[]): Promise<void>;
  /** Waits until nothing more is to be done that is not parked. */
  settle(): Promise<void>;
  /** Waits until nothing is under way now. */
  idle(): Promise<void>;
  /** Requests to groups since the last `forget`, reads left out unless asked for. */
  sent(reads?: boolean): Sent[];
  forget(): void;
  link(group: Group): Promise<GroupLink | undefined>;
  /** The user names in a group at the SP. */
  there(name: string): string[] | undefined;
  /** Makes a group at the SP, as its own admin would. */
  createThere(displayName: string, members?: readonly string[]): Promise<string>;
  /** The user name somebody has here, by its beginning. */
  nameOf(name: string): string;
  /** The id of somebody's account at the SP, by the beginning of their user name. */
  account(name: string): string;
  /** Sends a request to the SP beside the product. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  events(): Promise<GroupEventLine[]>;
}

/** Starts the product once for a file of tests. */
export async function startGroupsPasso(
  databaseUrl: string | undefined,
  options: TestOptions = {},
): Promise<{ passo: TestPasso; actor: Actor }> {
  const passo = await startPasso({ pollMs: 60_000, ...options, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  return { passo, actor: (await addAdmin(passo.context)).actor };
}

let rounds = 0;

/** Makes a bench: an application of its own at an SP of its own. `end` runs everything once more, which sends nothing. */
export async function openGroupsBench(
  { context, clock }: TestPasso,
  actor: Actor,
  options: { readonly groups?: boolean; readonly connectorId?: string } = {},
): Promise<GroupsBench & { end(): Promise<Sent[]> }> {
  rounds += 1;
  const round = rounds;
  const sp = await startSp();
  const proxy = await startScimProxy(sp.scimBaseUrl);
  const application = await addApplication(context, actor, {
    connectorId: options.connectorId ?? 'custom-scim',
    label: `Atlas ${round}`,
    showInPortal: true,
    variables: {},
  });
  const { id } = application;
  const bound: Group[] = [];
  const test = await activateIntegration(context, actor, id, {
    baseUrl: proxy.baseUrl,
    token: new SecretText(sp.token),
    groups: options.groups ?? true,
  });
  if (!test.ok) throw new Error(test.sentence);
  let seen = 0;
  const requests = (from: number): Sent[] =>
    sp.requests
      .slice(from)
      .map(({ method, path, body }) => ({ method, path, ...(body === undefined ? {} : { body }) }));

  const bench: GroupsBench & { end(): Promise<Sent[]> } = {
    context,
    actor,
    sp,
    application,
    proxy,
    async people(group, ...names) {
      const users: User[] = [];
      for (const name of names) {
        users.push((await createUser(context, actor, profileOf(`${name}${round}`), 'link')).user);
      }
      await bench.join(group, ...users);
      return users;
    },
    async group(name) {
      const group = await createGroup(context, actor, { name });
      bound.push(group);
      await bench.give(...bound);
      return group;
    },
    async give(...groups) {
      bound.splice(0, bound.length, ...groups);
      await setGroupsOfApplication(
        context,
        actor,
        id,
        groups.map((group) => group.id),
      );
    },
    async join(group, ...users) {
      await changeMembers(context, actor, group.id, { add: users.map((user) => user.id), remove: [] });
    },
    async leave(group, ...users) {
      await changeMembers(context, actor, group.id, { add: [], remove: users.map((user) => user.id) });
    },
    async settle() {
      for (let turn = 0; turn < 400; turn += 1) {
        await context.worker.idle();
        const lane = await findLane(context.db, id);
        const marks = [...(await listGroupMarks(context.db, id)), ...(await listMarks(context.db, id))];
        if ((lane?.failures ?? 0) === 0 && marks.every((mark) => mark.parked)) return;
        await new Promise((done) => setTimeout(done, 20));
        // Where it is turned by hand, what took too long on a busy machine is tried again as well.
        clock.now += 20;
        context.wake();
      }
      throw new Error('The worker did not settle.');
    },
    idle: () => context.worker.idle(),
    sent: (reads = false) =>
      requests(seen).filter(({ method, path }) => path.startsWith('/Groups') && (reads || method !== 'GET')),
    forget: () => void (seen = sp.requests.length),
    link: (group) => findGroupLink(context.db, id, group.id),
    there(name) {
      const group = sp.groups().find((one) => one.displayName === name);
      const names = new Map(sp.accounts().map((account) => [account.id, account.userName.replace(/\d+$/, '')]));
      return group?.members.map((member) => names.get(member) ?? member).toSorted((a, b) => a.localeCompare(b));
    },
    async createThere(displayName, members = []) {
      const made = (await bench.ask('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName,
        members: members.map((value) => ({ value })),
      })) as { id: string };
      bench.forget();
      return made.id;
    },
    nameOf: (name) => `${name}${round}`,
    account: (name) => sp.accounts().find((one) => one.userName.startsWith(name))?.id ?? '',
    async ask(method, path, body) {
      const answer = await fetch(`${sp.scimBaseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
    async events() {
      const all = await listEvents(context.db, { applicationId: id, take: 200 });
      return all
        .filter((event) => event.name.startsWith('group_') && event.name.endsWith('_provision'))
        .map((event) => [event.name, event.result] as const)
        .toReversed();
    },
    async end() {
      await bench.settle();
      await syncAll(context, actor, id).catch(() => undefined);
      const before = sp.requests.length;
      await context.worker.idle();
      const extra = requests(before).filter(({ method }) => method !== 'GET');
      await deactivateIntegration(context, actor, id).catch(() => undefined);
      await proxy.stop();
      await sp.stop();
      return extra;
    },
  };
  return bench;
}

/** A PATCH that adds and removes members, by the SP's ids. */
export function memberPatch(id: string, add: readonly string[], remove: readonly string[] = []): Sent {
  return {
    method: 'PATCH',
    path: `/Groups/${id}`,
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: add.map((value) => ({ value })) }]),
        ...remove.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
      ],
    },
  };
}

import { setApplicationsOfUser, setGroupsOfApplication } from '../../../../src/actions/applications/access';
import { addApplication } from '../../../../src/actions/applications/add';
import { deleteGroup } from '../../../../src/actions/groups/delete';
import { changeMembers } from '../../../../src/actions/groups/members';
import { createGroup, updateGroup } from '../../../../src/actions/groups/save';
import { activateIntegration } from '../../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../../src/actions/provisioning/deactivate';
import type { ConnectionTest } from '../../../../src/actions/provisioning/test-connection';
import { activateUser, renewActivationLink } from '../../../../src/actions/users/activation-link';
import { createUser } from '../../../../src/actions/users/create';
import { updateUser } from '../../../../src/actions/users/update';
import type { Actor } from '../../../../src/actions/deps';
import type { ConnectorScim } from '../../../../src/connectors/definition';
import type { Context } from '../../../../src/context';
import type { ApplicationId, GroupId, UserId } from '../../../../src/core/ids';
import { SecretText } from '../../../../src/core/secret-text';
import type { Profile } from '../../../../src/core/user';
import { findLane } from '../../../../src/store/provisioning/lanes';
import { listGroupMarks } from '../../../../src/store/provisioning/group-marks';
import { listMarks } from '../../../../src/store/provisioning/stale';
import { getUser } from '../../../../src/store/users';
import { deleteLeaver, profileOf } from '../../passo';
import { lineOf, type Naming } from './read';
import type { ScenarioSp, Stored } from './service-provider';

let rounds = 0;

/**
 * The directory, one application of one connector, and its SP, in the words of a scenario. Names are made unique by a
 * suffix that is taken away again wherever names are read.
 */
export class Company {
  readonly suffix = `.s${(rounds += 1)}`;
  readonly people = new Map<string, UserId>();
  private readonly groupIds = new Map<string, GroupId>();
  private readonly bound = new Set<string>();
  private readonly known = new Map<string, string>();
  private from = 0;
  private id: ApplicationId | undefined;

  constructor(
    readonly context: Context,
    readonly actor: Actor,
    readonly sp: ScenarioSp,
    readonly connectorId: string,
    readonly scim: ConnectorScim,
  ) {}

  get application(): ApplicationId {
    if (this.id === undefined) throw new Error('There is no application yet.');
    return this.id;
  }

  /** Adds the application, with SSO active where the connector wants that first, and the bound group "Design". */
  async open(): Promise<void> {
    const { context, actor, connectorId } = this;
    const asked = context.connectors.get(connectorId)?.variables ?? [];
    const variables = Object.fromEntries(asked.map(({ name, example }) => [name, example]));
    const label = `${connectorId}${this.suffix}`;
    const application = await addApplication(context, actor, { connectorId, label, showInPortal: true, variables });
    this.id = application.id;
    if (this.scim.needsSso) await context.db('applications').where({ id: this.id }).update({ sso_state: 'active' });
    await this.group('Design');
  }

  async activate(groups = false, token = this.sp.token): Promise<ConnectionTest> {
    const baseUrl = this.scim.baseUrl.kind === 'fixed' ? {} : { baseUrl: this.sp.baseUrl };
    const input = { ...baseUrl, token: new SecretText(token), groups };
    return activateIntegration(this.context, this.actor, this.application, input);
  }

  async deactivate(): Promise<number> {
    return deactivateIntegration(this.context, this.actor, this.application);
  }

  /** Adds a group that has the application. */
  async group(name: string): Promise<void> {
    await this.unboundGroup(name);
    await this.bind(...this.bound, name);
  }

  async unboundGroup(name: string): Promise<void> {
    const { id } = await createGroup(this.context, this.actor, { name: name + this.suffix });
    this.groupIds.set(name, id);
  }

  /** Gives the application to exactly these groups. */
  async bind(...names: string[]): Promise<void> {
    const ids = names.map((name) => this.groupId(name));
    await setGroupsOfApplication(this.context, this.actor, this.application, ids);
    this.bound.clear();
    for (const name of names) this.bound.add(name);
  }

  /** Adds a person to the directory, and to the group "Design" unless others are named. */
  async person(name: string, more: Partial<Profile> = {}, groups: readonly string[] = ['Design']): Promise<void> {
    const { user } = await createUser(this.context, this.actor, profileOf(name + this.suffix, more), 'link');
    this.people.set(name, user.id);
    for (const group of groups) await this.join(group, name);
  }

  /** Changes properties of a person; `undefined` clears one. */
  async edit(name: string, changes: { readonly [K in keyof Profile]?: Profile[K] | undefined }): Promise<void> {
    const before = await getUser(this.context.db, this.userId(name));
    const merged = { ...profileFrom(before), ...changes };
    const profile = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
    await updateUser(this.context, this.actor, before.id, profile as unknown as Profile);
  }

  async join(group: string, ...names: string[]): Promise<void> {
    const add = names.map((name) => this.userId(name));
    await changeMembers(this.context, this.actor, this.groupId(group), { add, remove: [] });
  }

  async leave(group: string, ...names: string[]): Promise<void> {
    const remove = names.map((name) => this.userId(name));
    await changeMembers(this.context, this.actor, this.groupId(group), { add: [], remove });
  }

  async rename(group: string, name: string): Promise<void> {
    await updateGroup(this.context, this.actor, this.groupId(group), { name: name + this.suffix });
  }

  async deleteGroup(name: string): Promise<void> {
    await deleteGroup(this.context, this.actor, this.groupId(name));
    this.bound.delete(name);
  }

  async deletePerson(name: string): Promise<void> {
    await deleteLeaver(this.context, this.actor, this.userId(name), name + this.suffix);
  }

  /** Gives the application to a person directly, or takes that away. */
  async grant(name: string, given = true): Promise<void> {
    const list = given ? [this.application] : [];
    await setApplicationsOfUser(this.context, this.actor, this.userId(name), list);
  }

  /** The person chooses a password by an activation link. */
  async choosePassword(name: string): Promise<void> {
    const link = await renewActivationLink(this.context, this.actor, this.userId(name));
    const password = `heron-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`;
    await activateUser(this.context, link.reveal(), new SecretText(password));
  }

  userId(name: string): UserId {
    const id = this.people.get(name);
    if (id === undefined) throw new Error(`There is nobody called ${name}.`);
    return id;
  }

  groupId(name: string): GroupId {
    const id = this.groupIds.get(name);
    if (id === undefined) throw new Error(`There is no group called ${name}.`);
    return id;
  }

  /** Makes an account at the SP, as its own admin would. */
  async accountThere(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const userName = name + this.suffix;
    const emails = [{ value: `${userName}@fernhill.example`, type: 'work', primary: true }];
    return this.makeThere('/Users', { schemas: [USER], userName, emails, active: true, ...more });
  }

  /** Makes a group at the SP, as its own admin would. */
  async groupThere(name: string, members: readonly string[] = []): Promise<string> {
    const displayName = name + this.suffix;
    return this.makeThere('/Groups', { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) });
  }

  /** Waits until nothing more is to be done that is not parked. */
  async settle(): Promise<void> {
    const { context } = this;
    for (let turn = 0; turn < 400; turn += 1) {
      await context.worker.idle();
      this.learn();
      const lane = await findLane(context.db, this.application);
      const marks = [
        ...(await listGroupMarks(context.db, this.application)),
        ...(await listMarks(context.db, this.application)),
      ];
      if ((lane?.failures ?? 0) === 0 && marks.every((mark) => mark.parked)) return;
      await new Promise((done) => setTimeout(done, 20));
      context.wake();
    }
    throw new Error('The worker did not settle.');
  }

  /** Requests before this moment are not told any more. */
  forget(): void {
    this.learn();
    this.from = this.sp.requests.length;
  }

  /** What arrived since `forget`, in the names of the scenario; reads left out unless asked for. */
  arrived(reads = false): string[] {
    this.learn();
    const since = this.sp.requests.slice(this.from);
    return since.filter(({ method }) => reads || method !== 'GET').map((request) => lineOf(request, this.named));
  }

  /** The account of a person at the SP. */
  account(name: string): Stored | undefined {
    return this.sp.accounts().find((one) => one['userName'] === name + this.suffix);
  }

  /** Takes suffixes away, and puts names in the place of ids. */
  readonly named: Naming = (text) => {
    const plain = text.replaceAll(this.suffix, '');
    const known = this.known.get(plain);
    if (known !== undefined) return known;
    let told = plain;
    for (const [id, name] of this.known) told = told.replaceAll(`"${id}"`, `"${name}"`);
    for (const [name, id] of this.people) told = told.replaceAll(id, `the id of ${name}`);
    return told;
  };

  private learn(): void {
    for (const one of this.sp.accounts()) this.know(one.id, one['userName']);
    for (const one of this.sp.groups()) this.know(one.id, one['displayName']);
  }

  /** The name something had first is the one it is told by, whatever it is renamed to. */
  private know(id: string, name: unknown): void {
    if (!this.known.has(id)) this.known.set(id, String(name).replaceAll(this.suffix, ''));
  }

  private async makeThere(path: string, body: object): Promise<string> {
    const answer = await fetch(`${this.sp.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.sp.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    this.forget();
    return ((await answer.json()) as { id: string }).id;
  }
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

function profileFrom(user: Profile): Partial<Profile> {
  const { username, email, firstname, middlename, lastname, displayName, jobTitle, department, company } = user;
  const { location, employeeIdentifier, employeeType, preferredLanguage, locale, timezone } = user;
  const { addresses, phoneNumbers } = user;
  const texts = { firstname, middlename, lastname, displayName, jobTitle, department, company, location };
  const more = { employeeIdentifier, employeeType, preferredLanguage, locale, timezone };
  const all = { username, email, ...texts, ...more, addresses, phoneNumbers };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

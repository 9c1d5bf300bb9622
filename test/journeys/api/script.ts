import { createApiKey } from '../../../src/actions/api-keys/create';
import { scopesWithin } from '../../../src/core/api-keys/scopes';
import { Contract, type Row } from '../../api/contract/client';
import { settledAt, until } from '../../api/contract/waiting';
import { addAdmin, ADMIN_PASSWORD } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { playConnector } from '../seeds/play';
import { Person } from './person';

/** What people sign in with here. */
const PASSWORD = `${ADMIN_PASSWORD}-harbour`;

/** A script that has nothing but a key, and the people whom it sets up. */
export class Script {
  passo!: RunningPasso;
  api!: Contract;

  /** Starts the product with its first admin, who makes the key: the last thing that is done by hand. */
  async start(): Promise<void> {
    this.passo = await runPasso();
    const { actor } = await addAdmin(this.passo.context);
    const wanted = { name: 'set-up script', scopes: scopesWithin('owner') };
    const { secret } = await createApiKey(this.passo.context, actor, wanted);
    this.api = await Contract.of(this.passo.url, secret.reveal());
  }

  play(id: string, addresses: Parameters<typeof playConnector>[2]): void {
    playConnector(this.passo.context, id, addresses);
  }

  /** Adds a person who can sign in, to user groups. */
  async add(username: string, groups: readonly string[] = [], more: Row = {}): Promise<Person> {
    await this.api.ok('createUser', {}, { username, email: `${username}@fernhill.example`, ...more });
    await this.api.ok('setUserPassword', { user: `username:${username}` }, { password: PASSWORD });
    for (const name of groups) await this.join(name, [username]);
    return new Person(username, PASSWORD);
  }

  async join(group: string, usernames: readonly string[]): Promise<void> {
    const add = usernames.map((name) => `username:${name}`);
    await this.api.ok('changeGroupMembers', { group: `name:${group}` }, { add });
  }

  async leave(group: string, usernames: readonly string[]): Promise<void> {
    const remove = usernames.map((name) => `username:${name}`);
    await this.api.ok('changeGroupMembers', { group: `name:${group}` }, { remove });
  }

  async quiet(application: string): Promise<void> {
    await settledAt(this.api, application);
  }

  /** Waits until the users of an application are listed. */
  async listed(application: string): Promise<void> {
    await until(
      () => this.api.ok('readImport', { application }),
      ({ state }) => state === 'ready',
      'a list',
    );
  }

  /** Reads the users of an application, imports all that are new, and says what came of it. */
  async importAll(application: string): Promise<Row> {
    await this.api.ok('startImport', { application });
    await this.listed(application);
    await this.api.ok('chooseImportUsers', { application }, { all: true });
    const { lastRun } = await this.api.ok<{ lastRun: Row }>('runImport', { application });
    return lastRun;
  }

  /** The names of an application's events. */
  async eventsOf(application: string): Promise<readonly string[]> {
    const { items } = await this.api.ok<{ items: readonly { name: string }[] }>('listEvents', {
      application,
      limit: 200,
    });
    return items.map(({ name }) => name);
  }
}

import { activateIntegration } from '../../src/actions/provisioning/activate';
import { runLane, takeLane } from '../../src/actions/provisioning/run-lane';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { createGroup } from '../../src/actions/groups/save';
import type { Actor, Deps } from '../../src/actions/deps';
import type { Context } from '../../src/context';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import { SecretText } from '../../src/core/secret-text';
import type { ScimAnswer, ScimRequest, ScimSilence, ScimTransport } from '../../src/scim/transport';

type Came = ScimAnswer | ScimSilence;
type Account = Record<string, unknown> & { id: string; userName: string; active?: boolean };

/** A service provider in memory whose every exchange a test can hold up, change or lose. */
export class ScriptedSp {
  readonly accounts = new Map<string, Account>();
  readonly requests: ScimRequest[] = [];
  /** Asked when a request arrives: waits, or answers in place of the SP. */
  before: (request: ScimRequest) => Promise<Came | undefined> | Came | undefined = () => undefined;
  /** Asked when the SP has acted: waits, or gives another answer than the SP's. */
  after: (request: ScimRequest) => Promise<Came | undefined> | Came | undefined = () => undefined;
  /** Refuses a second account with the same user name; some SPs don't. */
  unique = true;
  private last = 0;

  readonly transport: ScimTransport = async (request) => {
    this.requests.push(request);
    const early = await this.before(request);
    if (early !== undefined) return early;
    const came = this.act(request);
    return (await this.after(request)) ?? came;
  };

  /** Requests that change something. */
  writes(): ScimRequest[] {
    return this.requests.filter((request) => request.method !== 'GET');
  }

  /** Names of the accounts people can use. */
  active(): string[] {
    return [...this.accounts.values()].filter((one) => one.active !== false).map((one) => one.userName);
  }

  private act({ method, path, body }: ScimRequest): Came {
    if (path === '/ServiceProviderConfig') return answer(200, { patch: { supported: true } });
    const id = /^\/Users\/(.+)$/.exec(path)?.[1];
    if (id !== undefined) return this.one(method, decodeURIComponent(id), body);
    if (method === 'POST') return this.create(body as Omit<Account, 'id'> & { userName: string });
    const wanted = /userName eq "(.*?)"/.exec(decodeURIComponent(path))?.[1]?.toLowerCase();
    const found = [...this.accounts.values()].filter(
      (one) => wanted === undefined || one.userName.toLowerCase() === wanted,
    );
    return answer(200, { totalResults: found.length, Resources: found });
  }

  private create(body: Omit<Account, 'id'> & { userName: string }): Came {
    const taken = [...this.accounts.values()].some((one) => one.userName === body.userName);
    if (taken && this.unique) return answer(409, { status: '409', scimType: 'uniqueness' });
    this.last += 1;
    const account = { ...body, id: String(this.last) } as Account;
    this.accounts.set(account.id, account);
    return answer(201, account);
  }

  private one(method: string, id: string, body: unknown): Came {
    const account = this.accounts.get(id);
    if (account === undefined) return answer(404, { status: '404' });
    if (method === 'PATCH') {
      for (const operation of (body as { Operations: { op: string; path: string; value?: unknown }[] }).Operations) {
        if (operation.op === 'remove') delete account[operation.path];
        else Object.assign(account, { [operation.path]: operation.value });
      }
    }
    return answer(200, account);
  }
}

/** An answer with a JSON body. */
export function answer(status: number, json: unknown, headers: Record<string, string> = {}): ScimAnswer {
  return { kind: 'answer', status, headers, json: structuredClone(json), tookMs: 1 };
}

/** No answer, although the SP may have acted. */
export const LOST: ScimSilence = { kind: 'silence', reason: 'broken', detail: 'the connection was cut', tookMs: 1 };

/** A gate: what waits for it goes on when it is opened. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return { opened, open };
}

/** An application at a scripted SP, and the engine driven by hand: no worker runs beside the test. */
export interface Bench {
  readonly deps: Deps;
  readonly sp: ScriptedSp;
  readonly application: Application;
  readonly group: Group;
  /** One worker's turn with the application, if anything is due. */
  run(owner?: string): Promise<void>;
}

/** Sets up an active integration with a scripted SP. */
export async function bench(
  context: Context,
  actor: Actor,
  label: string,
  connectorId = 'custom-scim',
): Promise<Bench> {
  const sp = new ScriptedSp();
  const deps: Deps = { ...context, scimTransport: () => sp.transport, wake: () => undefined };
  const asked = context.connectors.get(connectorId)?.variables ?? [];
  const variables = Object.fromEntries(asked.map(({ name, example }) => [name, example]));
  const application = await addApplication(deps, actor, { connectorId, label, showInPortal: true, variables });
  if (connectorId !== 'custom-scim') {
    await context.db('applications').where({ id: application.id }).update({ sso_state: 'active' });
  }
  const group = await createGroup(deps, actor, { name: `${label} people` });
  await setGroupsOfApplication(deps, actor, application.id, [group.id]);
  const test = await activateIntegration(deps, actor, application.id, connection());
  if (!test.ok) throw new Error(test.sentence);
  // As in a process that has started since: what the SP has is read by the turn itself.
  deps.recentLists.take(application.id, connection().baseUrl, deps.clock());
  return {
    deps,
    sp,
    application,
    group,
    async run(owner = 'the-worker') {
      const lane = await takeLane(deps, owner);
      if (lane !== undefined) await runLane(deps, lane, owner, () => false);
    },
  };
}

/** What the Configure form is filled with. */
export function connection(baseUrl = 'https://scim.example/v2'): { baseUrl: string; token: SecretText } {
  return { baseUrl, token: new SecretText('0123456789-abcdef') };
}

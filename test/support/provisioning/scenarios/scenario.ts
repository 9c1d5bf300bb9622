import { deactivateIntegration } from '../../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../../src/actions/provisioning/retry';
import type { Actor } from '../../../../src/actions/deps';
import type { Capability } from '../../../../src/connectors/capabilities';
import type { Connector, ConnectorScim } from '../../../../src/connectors/definition';
import { loadConnectors } from '../../../../src/load-connectors';
import { findApplication } from '../../../../src/store/applications';
import { listEvents } from '../../../../src/store/events';
import { addAdmin, startPasso, type TestPasso } from '../../passo';
import { Company } from './company';
import { attributesOf } from './read';
import type { ScenarioSp } from './service-provider';

/** The connectors of the seeds, and the generic one. */
export const CONNECTORS = ['custom-scim', 'robin', 'blogin', 'interact-software', 'rhombus-systems'] as const;
export type ConnectorId = (typeof CONNECTORS)[number];

const CATALOGUE = loadConnectors();

/** What a scenario may ask about the connector it runs with. */
export interface Kind {
  readonly id: ConnectorId;
  readonly can: (capability: Capability) => boolean;
  /** The connector's table sends this attribute when it changes. */
  readonly sends: (path: string) => boolean;
  /** The line of the request that makes an account. */
  readonly makes: (name: string) => string;
  /** Deactivating removes the account (M-102). */
  readonly removes: boolean;
}

/** An account in the end: usable, not usable (gone, where deactivating removes), or with exactly these attributes. */
export type Account = 'active' | 'inactive' | Readonly<Record<string, unknown>>;

/** What the SP holds in the end: every account, and every group with its members, by name. */
export interface End {
  readonly accounts: Readonly<Record<string, Account>>;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

/** One rule, told by what is there before, what happens, what is then sent, and what the SP holds in the end. */
export interface Scenario {
  /** Lines of the requirements. */
  readonly ids: readonly string[];
  readonly title: string;
  /** The connectors it runs with: those named, or those that can do something, or all. */
  readonly connectors?: readonly ConnectorId[] | Capability;
  /** Whether groups are managed, where the connector can. */
  readonly groups?: boolean;
  /** The integration is left inactive, for the scenario to activate. */
  readonly inactive?: boolean;
  /** What is there before; its requests are not told. */
  readonly given?: (at: Company, kind: Kind) => Promise<void>;
  readonly when: (at: Company, kind: Kind) => Promise<void>;
  /** The requests that write, one line each. Those at once may come in any order unless `ordered`. */
  readonly requests: readonly string[] | ((kind: Kind) => readonly string[]);
  readonly ordered?: boolean;
  /** Reads are told as well. */
  readonly reads?: boolean;
  /** An admin has to decide something, which is looked at again until then. */
  readonly conflict?: boolean;
  readonly end: End | ((kind: Kind) => End);
  /** Events about people and groups since `given`, as "name result", in any order; not looked at when left out. */
  readonly events?: readonly string[] | ((kind: Kind) => readonly string[]);
}

/** How a list of scenarios is run. */
export interface ScenarioOptions {
  readonly database?: () => Promise<string | undefined>;
  /** So many connectors for each scenario, others each time; with PASSO_SCENARIOS=all, and when absent, every connector. */
  readonly inTurn?: number;
}

/** Runs scenarios with the connectors they are for, at one SP and on one database. Each ends with a run that sends nothing. */
export function describeScenarios(
  scenarios: readonly Scenario[],
  startSp: () => Promise<ScenarioSp>,
  { database = () => Promise.resolve(undefined), inTurn = CONNECTORS.length }: ScenarioOptions = {},
): void {
  let passo: TestPasso;
  let actor: Actor;
  let sp: ScenarioSp;

  beforeAll(async () => {
    const databaseUrl = await database();
    sp = await startSp();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    ({ actor } = await addAdmin(passo.context));
    moveTo(passo.context.connectors, sp.baseUrl);
  });
  afterAll(async () => {
    await passo.stop();
    await sp.stop();
  });

  const most = process.env['PASSO_SCENARIOS'] === 'all' ? CONNECTORS.length : inTurn;
  for (const [place, scenario] of scenarios.entries()) {
    const all = CONNECTORS.filter((id) => isFor(scenario, id));
    const which = all.filter((_, index) => (index + place) % all.length < most);
    test.each(which)(`${scenario.ids.join(', ')}: ${scenario.title} (%s)`, async (id) => {
      const scim = passo.context.connectors.get(id)!.scim!;
      const kind = kindOf(id, scim);
      await sp.reset({ removesInactive: kind.removes });
      const at = new Company(passo.context, actor, sp, id, scim);
      await at.open();
      try {
        await run(scenario, at, kind);
      } finally {
        await deactivateIntegration(passo.context, actor, at.application).catch(() => undefined);
      }
    });
  }
}

async function run(scenario: Scenario, at: Company, kind: Kind): Promise<void> {
  if (scenario.inactive !== true) {
    const test = await at.activate(scenario.groups === true);
    if (!test.ok) throw new Error(test.sentence);
  }
  await scenario.given?.(at, kind);
  await at.settle();
  at.forget();
  const began = await eventsOf(at);
  await scenario.when(at, kind);
  await at.settle();
  const came = at.arrived(scenario.reads);
  const wanted = typeof scenario.requests === 'function' ? scenario.requests(kind) : scenario.requests;
  expect(scenario.ordered === true ? came : came.toSorted(byText)).toEqual(
    scenario.ordered === true ? wanted : wanted.toSorted(byText),
  );
  compare(at, kind, typeof scenario.end === 'function' ? scenario.end(kind) : scenario.end);
  if (scenario.events !== undefined) {
    const events = (await eventsOf(at)).slice(began.length);
    const told = typeof scenario.events === 'function' ? scenario.events(kind) : scenario.events;
    expect(events.toSorted(byText)).toEqual(told.toSorted(byText));
  }
  await again(at, scenario);
}

/** The second run: everything is compared once more, and nothing is sent; only conflicts and groups are read again. */
async function again(at: Company, { groups, conflict }: Scenario): Promise<void> {
  at.forget();
  const application = await findApplication(at.context.db, at.application);
  if (application?.idmState === 'active') await syncAll(at.context, at.actor, at.application);
  await at.settle();
  expect(at.arrived(groups !== true && conflict !== true)).toEqual([]);
}

function compare(at: Company, kind: Kind, end: End): void {
  const wanted = Object.entries(end.accounts).filter(([, account]) => !(kind.removes && account === 'inactive'));
  const there = new Map(at.sp.accounts().map((one) => [at.named(String(one['userName'])), one]));
  expect([...there.keys()].toSorted(byText)).toEqual(wanted.map(([name]) => name).toSorted(byText));
  for (const [name, account] of wanted) {
    const one = there.get(name)!;
    if (typeof account === 'string') expect([name, one['active']]).toEqual([name, account === 'active']);
    else expect(attributesOf(one, at.named)).toEqual(account);
  }
  const groups = at.sp
    .groups()
    .map((one) => [
      String(one['displayName']).replaceAll(at.suffix, ''),
      (one['members'] as string[]).map((member) => at.named(member)).toSorted(byText),
    ]);
  expect(Object.fromEntries(groups) as unknown).toEqual(end.groups ?? {});
  expect(groups).toHaveLength(Object.keys(end.groups ?? {}).length);
}

/** Attempts at people and groups, oldest first. */
async function eventsOf(at: Company): Promise<string[]> {
  const all = await listEvents(at.context.db, { applicationId: at.application, take: 500 });
  return all
    .filter(({ name }) => /^(?:user|group)_.*provision$|^idm_integration_/.test(name))
    .map(({ name, result }) => `${name} ${result}`)
    .toReversed();
}

function isFor({ connectors }: Scenario, id: ConnectorId): boolean {
  if (connectors === undefined) return true;
  const { can } = CATALOGUE.get(id)!.scim!;
  return typeof connectors === 'string' ? can.includes(connectors) : connectors.includes(id);
}

/**
 * Points the connectors with an address of their own at the SP, and takes their SAML away: a key pair for sign-on costs
 * more than a scenario. Everything of SCIM stays as the catalogue says.
 */
function moveTo(connectors: ReadonlyMap<string, Connector>, url: string): void {
  for (const id of CONNECTORS) {
    const { saml: _saml, ...connector } = connectors.get(id)!;
    const { baseUrl, ...scim } = connector.scim!;
    const address = baseUrl.kind === 'fixed' ? ({ kind: 'fixed', url } as const) : baseUrl;
    (connectors as Map<string, Connector>).set(id, { ...connector, scim: { ...scim, baseUrl: address } });
  }
}

function kindOf(id: ConnectorId, scim: ConnectorScim): Kind {
  const password = scim.can.includes('passwords') ? ' with a password' : '';
  const fixed = scim.quirks.includes('immutable-user-name');
  return {
    id,
    can: (capability) => scim.can.includes(capability),
    sends: (path) =>
      scim.users.some((row) => row.to === path && row.use !== 'import' && !(path === 'userName' && fixed)),
    makes: (name) => `POST /Users ${name}${password}`,
    removes: scim.quirks.includes('deactivate-removes'),
  };
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

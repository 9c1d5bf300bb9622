import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import type { EventId, GroupId, UserId } from '../../../core/ids';
import type { IdmMappingRow, IdmSettings } from '../../../core/idm-settings';
import { effectiveScim } from '../../../connectors/effective';
import type { ConnectorScim } from '../../../connectors/definition';
import { nameOf } from '../../../core/user';
import type { ScimClient } from '../../../scim/client';
import { getApplication } from '../../../store/applications';
import { listBoundUserIds } from '../../../store/bindings';
import { listMemberIds } from '../../../store/groups';
import { listInvolvedUserIds } from '../../../store/provisioning/trial-people';
import {
  claimTrial,
  deleteTrialItems,
  insertTrialItems,
  saveTrial,
  type Trial,
  type TrialItem,
} from '../../../store/provisioning/trials';
import { transact } from '../../../store/tx';
import { SYSTEM, type Deps } from '../../deps';
import { record } from '../../record';
import { getIntegration, openClient, TokenUnreadable } from '../connection';
import { subjectName, type Subject } from '../lane-run';
import { loadSubjectsOf, planSubjects } from '../subjects';
import { groupSteps } from './groups';
import { makeAccounts, stepOf, Unreadable, type StepSource } from './steps';

/** What a plan supposes, and what is noted of its execution. */
export interface TrialInput {
  /** The user groups that would have the application. */
  readonly groupIds?: readonly GroupId[];
  /** The table of attributes as typed. */
  readonly mapping?: readonly IdmMappingRow[];
  readonly enterprise?: IdmSettings['enterprise'];
  /** The event of its execution. */
  readonly cause?: EventId;
}

/** Steps written at a time. */
const BATCH = 200;

/** Somebody else makes this plan, or it is gone. */
export class TrialLost extends Error {
  constructor() {
    super('Somebody else makes this plan.');
    this.name = 'TrialLost';
  }
}

/**
 * Makes a plan: what would be sent to an application, by the planner of the worker and by reads only. It begins anew when
 * it was cut short. Why there is none is kept as a sentence.
 * @param stop asked between batches
 * @throws TrialLost; what the database throws
 */
export async function makeTrial(deps: Deps, trial: Trial, stop: () => boolean = () => false): Promise<void> {
  let sign = trial.finishedAt;
  const alive = async (): Promise<void> => {
    const now = Math.max(deps.clock(), (sign ?? 0) + 1);
    if (!(await transact(deps.db, (tx) => claimTrial(tx, trial.id, sign, now)))) throw new TrialLost();
    sign = now;
  };
  await alive();
  await transact(deps.db, (tx) => deleteTrialItems(tx, trial.id));
  const application = await getApplication(deps.db, trial.applicationId);
  try {
    const counts = await writeSteps(deps, application, trial, alive, stop);
    if (counts === undefined) return;
    await finish(deps, application, { ...trial, state: 'ready', counts });
  } catch (error) {
    if (error instanceof TrialLost) throw error;
    const told = error instanceof Unreadable || error instanceof TokenUnreadable;
    const sentence = told ? error.message : 'Passo could not make this plan. The log of the server says why.';
    await finish(deps, application, { ...trial, state: 'failed', counts: {}, sentence });
    if (!told) throw error;
  }
}

async function finish(deps: Deps, application: Application, trial: Trial): Promise<void> {
  await transact(deps.db, async (tx) => {
    await saveTrial(tx, { ...trial, finishedAt: deps.clock() });
    const { counts, sentence, startedBy } = trial;
    const about = { application, result: trial.state === 'failed' ? ('failure' as const) : ('success' as const) };
    const actor = { ...SYSTEM, name: startedBy };
    await record(deps, tx, actor, 'provisioning_plan_make', about, compact({ counts, sentence }));
  });
}

/** @returns undefined when it was stopped */
async function writeSteps(
  deps: Deps,
  application: Application,
  trial: Trial,
  alive: () => Promise<void>,
  stop: () => boolean,
): Promise<Record<string, number> | undefined> {
  const input = trial.input as TrialInput;
  const { client, scim } = await openReading(deps, application, input);
  const source: StepSource = {
    reader: deps.db,
    application,
    scim,
    accounts: makeAccounts(client),
    now: deps.clock(),
  };
  const granted = await supposedGrants(deps, application, input);
  const ids = new Set(await listInvolvedUserIds(deps.db, application.id));
  for (const id of granted ?? []) ids.add(id);
  const all = [...ids];
  const counts: Record<string, number> = {};
  const arriving = new Set<UserId>();
  let place = 0;
  const keep = async (items: readonly Omit<TrialItem, 'place'>[]): Promise<void> => {
    for (const { kind } of items) counts[kind] = (counts[kind] ?? 0) + 1;
    const placed = items.map((item) => ({ ...item, place: (place += 1) }));
    await alive();
    await transact(deps.db, (tx) => insertTrialItems(tx, trial.id, placed));
  };
  for (let start = 0; start < all.length; start += BATCH) {
    if (stop()) return undefined;
    const items = await personSteps(source, all.slice(start, start + BATCH), granted);
    for (const { kind, userId } of items) {
      if ((kind === 'create' || kind === 'take-over') && userId !== undefined) arriving.add(userId);
    }
    await keep(items);
  }
  await keep(await groupSteps(source, client, arriving, input.groupIds));
  return counts;
}

/** The steps of some people; those for whom nothing has to be done are left out. */
export async function personSteps(
  source: StepSource,
  userIds: readonly UserId[],
  granted: ReadonlySet<UserId> | undefined,
): Promise<Omit<TrialItem, 'place'>[]> {
  const { reader, application, scim, now } = source;
  const loaded = await loadSubjectsOf(reader, application, scim, userIds, now);
  const subjects = granted === undefined ? loaded : loaded.map((subject) => supposed(subject, granted));
  const items: Omit<TrialItem, 'place'>[] = [];
  for (const planned of planSubjects(application, scim, subjects, now)) {
    const step = await stepOf(source, planned);
    if (step === undefined) continue;
    const { user, mark } = planned.subject;
    const name = user === undefined ? subjectName(planned.subject) : nameOf(user);
    items.push({ kind: step.kind, userId: mark.userId, name, detail: step.detail });
  }
  return items;
}

/**
 * Opens an application for reading: a request that would change something there is a fault of the program, and is not
 * sent.
 * @throws Unreadable
 */
export async function openReading(
  deps: Deps,
  application: Application,
  input: TrialInput,
): Promise<{ readonly client: ScimClient; readonly scim: ConnectorScim }> {
  const { base } = getIntegration(deps, application);
  const { mapping = application.idm.mapping, enterprise = application.idm.enterprise } = input;
  const scim = effectiveScim(base, compact<Pick<IdmSettings, 'mapping' | 'enterprise'>>({ mapping, enterprise }));
  const reading: Deps = {
    ...deps,
    scimTransport: (address) => {
      const transport = deps.scimTransport(address);
      return (request) => {
        if (request.method !== 'GET') throw new Error('A plan is made by reads only.');
        return transport(request);
      };
    },
  };
  const client = await openClient(reading, deps.db, application);
  if (client === undefined)
    throw new Unreadable('Identity Management is not active, so the application can’t be read.');
  return { client, scim };
}

/** Who would have the application with the user groups as ticked; undefined when nothing is supposed. */
async function supposedGrants(
  deps: Deps,
  application: Application,
  { groupIds }: TrialInput,
): Promise<ReadonlySet<UserId> | undefined> {
  if (groupIds === undefined) return undefined;
  const granted = new Set(await listBoundUserIds(deps.db, application.id));
  for (const groupId of groupIds) for (const id of await listMemberIds(deps.db, groupId)) granted.add(id);
  return granted;
}

function supposed(subject: Subject, granted: ReadonlySet<UserId>): Subject {
  const mayUse = subject.user !== undefined && granted.has(subject.mark.userId);
  const link = mayUse && !subject.link.managed ? { ...subject.link, managed: true } : subject.link;
  return { ...subject, granted: mayUse, link };
}

import { z } from 'zod';
import { setPace, type PaceInput } from '../../../actions/provisioning/credentials/pace';
import { setDeletion } from '../../../actions/provisioning/deletion';
import { setDriftHours } from '../../../actions/provisioning/drift/plan';
import { setGroupManagement } from '../../../actions/provisioning/groups/management';
import { setRemovalLimit } from '../../../actions/provisioning/guard/set-limit';
import { pauseProvisioning, resumeProvisioning } from '../../../actions/provisioning/pause/pause';
import { retry, syncAll } from '../../../actions/provisioning/retry';
import { operation, type Operation } from '../../operation';
import { userMeant, userReference } from '../../references';
import { applicationParams } from '../show';
import { IDM, idmSchema, integrable, paceFields, showIdm } from './show';
import type { Actor } from '../../../actions/deps';
import type { Context } from '../../../context';
import type { ApplicationId } from '../../../core/ids';

interface Setting<Body extends z.ZodType> {
  readonly id: string;
  readonly method: 'put' | 'post';
  /** Below the address of Identity Management. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly body: Body;
  readonly pointers?: Readonly<Record<string, string>>;
  readonly set: (deps: Context, actor: Actor, id: ApplicationId, body: z.output<Body>) => Promise<unknown>;
}

/** An operation that sets one thing and answers with how everything stands afterwards. */
function setting<Body extends z.ZodType>({ set, path, ...rest }: Setting<Body>): Operation {
  return operation({
    ...rest,
    path: `/applications/{application}/identity-management/${path}`,
    tag: IDM,
    scope: 'provisioning:write',
    params: applicationParams,
    answers: { 200: idmSchema },
    async run({ deps, actor, params, body }) {
      const { id } = await integrable(deps, params.application);
      await set(deps, actor, id, body);
      return { status: 200, body: await showIdm(deps, await integrable(deps, id)) };
    },
  });
}

const setGroups = setting({
  id: 'setGroupManagement',
  method: 'put',
  path: 'group-management',
  summary: 'Manage User Groups and their members there, or stop it',
  description: 'When it stops, groups and members there stay as they are, and people are still managed.',
  body: z.strictObject({ managed: z.boolean() }),
  set: (deps, actor, id, { managed }) => setGroupManagement(deps, actor, id, managed),
});

const setDeletionOperation = setting({
  id: 'setAccountDeletion',
  method: 'put',
  path: 'account-deletion',
  summary: 'Say what becomes of the accounts of people who are deleted',
  body: z.strictObject({
    deletes: z.boolean().meta({ description: 'True deletes them there; false deactivates them.' }),
  }),
  set: (deps, actor, id, { deletes }) => setDeletion(deps, actor, id, deletes),
});

const setPaceOperation = setting({
  id: 'setPace',
  method: 'put',
  path: 'pace',
  summary: 'Set how fast the application is served',
  description: 'Null, or a value that is left out, follows the settings of Passo.',
  body: z.strictObject(paceFields),
  pointers: { timeoutMs: 'timeoutSeconds', retryBaseMs: 'retryBaseSeconds', retryCapMs: 'retryCapSeconds' },
  set: (deps, actor, id, body) => {
    const typed = (value: number | null): string => (value === null ? '' : String(value));
    const input: PaceInput = {
      perSecond: typed(body.perSecond),
      concurrency: typed(body.concurrency),
      timeoutMs: typed(body.timeoutSeconds),
      retryBaseMs: typed(body.retryBaseSeconds),
      retryCapMs: typed(body.retryCapSeconds),
    };
    return setPace(deps, actor, id, input);
  },
});

const setLimit = setting({
  id: 'setRemovalLimit',
  method: 'put',
  path: 'removal-limit',
  summary: 'Set from how many people on a removal waits for an admin',
  body: z.strictObject({
    people: z.int().meta({ description: 'More people than this wait.', example: 50 }),
    percent: z.int().meta({ description: 'A larger share of the active accounts than this waits.', example: 20 }),
  }),
  set: (deps, actor, id, { people, percent }) =>
    setRemovalLimit(deps, actor, id, { people: String(people), percent: String(percent) }),
});

const setCompareHours = setting({
  id: 'setDriftSchedule',
  method: 'put',
  path: 'drift-schedule',
  summary: 'Set how often all accounts are compared',
  body: z.strictObject({ hours: z.int().meta({ description: '0 for never, 1, 6, 12, 24 or 168.', example: 24 }) }),
  set: (deps, actor, id, { hours }) => setDriftHours(deps, actor, id, hours),
});

const pause = setting({
  id: 'pauseProvisioning',
  method: 'post',
  path: 'pause',
  summary: 'Pause: nothing more is sent, and changes wait',
  body: z.strictObject({}),
  set: (deps, actor, id) => pauseProvisioning(deps, actor, id),
});

const resume = setting({
  id: 'resumeProvisioning',
  method: 'post',
  path: 'resume',
  summary: 'Go on after a pause, with what changed meanwhile',
  body: z.strictObject({}),
  set: (deps, actor, id) => resumeProvisioning(deps, actor, id),
});

const retryOperation = operation({
  id: 'retryProvisioning',
  method: 'post',
  path: '/applications/{application}/identity-management/retry',
  tag: IDM,
  summary: 'Try people again who need attention or wait',
  description: 'One person, or everybody. Follow it at the address in Location.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject({ user: userReference.optional() }),
  answers: { 202: z.object({ people: z.int().meta({ description: 'How many were put in line.' }) }) },
  async run({ deps, actor, params, body }) {
    const { id } = await integrable(deps, params.application);
    const user = body.user === undefined ? undefined : await userMeant(deps.db, body.user);
    const people = await retry(deps, actor, id, user?.id);
    const place = user === undefined ? '' : `/people/${user.id}`;
    return { status: 202, location: `/applications/${id}/provisioning${place}`, body: { people } };
  },
});

const sync = operation({
  id: 'syncNow',
  method: 'post',
  path: '/applications/{application}/identity-management/sync',
  tag: IDM,
  summary: 'Compare everybody with what the application accepted last, and send what differs',
  description: 'Follow it at the address in Location.',
  scope: 'provisioning:write',
  params: applicationParams,
  answers: { 202: null },
  async run({ deps, actor, params }) {
    const { id } = await integrable(deps, params.application);
    await syncAll(deps, actor, id);
    return { status: 202, location: `/applications/${id}/provisioning` };
  },
});

/** Settings of an active integration, and its buttons. */
export const idmSettingOperations: readonly Operation[] = [
  setGroups,
  setDeletionOperation,
  setPaceOperation,
  setLimit,
  setCompareHours,
  pause,
  resume,
  retryOperation,
  sync,
];

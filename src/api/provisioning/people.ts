import { z } from 'zod';
import { decideAccount, linkAccount } from '../../actions/provisioning/drift/account';
import { undoTakeOver } from '../../actions/provisioning/drift/undo';
import { retry } from '../../actions/provisioning/retry';
import { explainPerson } from '../../actions/provisioning/why/explain';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import { isUlid, type UserId } from '../../core/ids';
import { getApplication } from '../../store/applications';
import { listStandingsOfPeople, type StandingFilter } from '../../store/boards/standings';
import type { Reader } from '../../store/tx';
import { operation, type Call, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { applicationReference, userMeant, userReference } from '../references';
import { personStandingSchema, showStandings } from './show-person';
import { showWhy, whySchema } from './show-why';
import { PROVISIONING, STANDINGS } from './tag';

const PATH = '/applications/{application}/provisioning/people';
const applicationParams = z.strictObject({ application: applicationReference });
const params = z.strictObject({ application: applicationReference, user: userReference });
type PersonCall = Call<z.output<typeof params>>;

const listPeople = operation({
  id: 'listProvisionedPeople',
  method: 'get',
  path: PATH,
  tag: PROVISIONING,
  summary: 'List the people of an application and how each stands',
  description: 'Everybody who has an account there, and everybody for whom something waits.',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: applicationParams,
  query: z.strictObject({ ...paging, state: z.enum(STANDINGS).optional() }),
  answers: { 200: pageOf(personStandingSchema) },
  async run(call) {
    const { db } = call.deps;
    const { limit, state } = call.query;
    const { id } = await getApplication(db, call.params.application);
    const after = readCursor(call, z.string());
    const filter = compact<StandingFilter>({ applicationId: id, state, after, take: limit + 1 });
    const rows = await listStandingsOfPeople(db, filter);
    const shown = await showStandings(db, rows);
    return {
      status: 200,
      body: writePage(
        call,
        shown,
        (one) => one,
        ({ user }) => user.id,
      ),
    };
  },
});

const listOfUser = operation({
  id: 'listProvisioningOfUser',
  method: 'get',
  path: '/users/{user}/provisioning',
  tag: PROVISIONING,
  summary: 'List the applications of a person and how they stand in each',
  description: 'Somebody who was deleted is found by their id as long as an application has something to be told.',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: z.strictObject({ user: userReference }),
  answers: { 200: z.object({ items: z.array(personStandingSchema) }) },
  async run({ deps, params: { user } }) {
    const userId = await idMeant(deps.db, user);
    const rows = await listStandingsOfPeople(deps.db, { userId, take: 1_000 });
    if (rows.length === 0) await userMeant(deps.db, user);
    return { status: 200, body: { items: await showStandings(deps.db, rows) } };
  },
});

const explain = operation({
  id: 'explainProvisioning',
  method: 'get',
  path: `${PATH}/{user}`,
  tag: PROVISIONING,
  summary: 'Tell why a person stands as they do in an application',
  description: 'The account is read at the application at this moment. Nothing is changed there.',
  scope: 'provisioning:read',
  permission: 'people.read',
  params,
  answers: { 200: whySchema },
  async run(call) {
    return { status: 200, body: await whyOf(call) };
  },
});

const decide = operation({
  id: 'decideAccount',
  method: 'post',
  path: `${PATH}/{user}/decision`,
  tag: PROVISIONING,
  summary: 'Decide about a person’s account where Passo can’t',
  scope: 'provisioning:write',
  permission: 'people.read',
  params,
  body: z.strictObject({
    decision: z.enum(['create', 'leave', 'manage', 'undo', 'retry']).meta({
      description:
        '`create` a new account whoever looks alike; `leave` it: nothing is sent any more; `manage` it again; `undo` the take-over; `retry` what failed.',
    }),
  }),
  answers: { 200: whySchema },
  async run(call) {
    const { deps, actor, body } = call;
    const { id, userId } = await meant(call);
    if (body.decision === 'undo') await undoTakeOver(deps, actor, id, userId);
    else if (body.decision === 'retry') await retry(deps, actor, id, userId);
    else await decideAccount(deps, actor, id, userId, body.decision);
    return { status: 200, body: await whyOf(call) };
  },
});

const link = operation({
  id: 'linkAccount',
  method: 'put',
  path: `${PATH}/{user}/account`,
  tag: PROVISIONING,
  summary: 'Say which account of an application is a person’s',
  description: 'The account is read there first; then only what differs is sent.',
  scope: 'provisioning:write',
  permission: 'people.read',
  params,
  body: z.strictObject({
    remoteId: z.string().min(1).max(1_000).meta({ description: 'The application’s id of the account.' }),
  }),
  answers: { 200: whySchema },
  async run(call) {
    const { deps, actor, body } = call;
    const { id, userId } = await meant(call);
    await userMeant(deps.db, call.params.user);
    try {
      await linkAccount(deps, actor, id, userId, body.remoteId);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      throw invalid({ remoteId: 'There is no account with this id in the application.' });
    }
    return { status: 200, body: await whyOf(call) };
  },
});

async function whyOf(call: PersonCall) {
  const { deps } = call;
  const application = await getApplication(deps.db, call.params.application);
  const userId = await idMeant(deps.db, call.params.user);
  return showWhy(application, userId, await explainPerson(deps, application, userId));
}

async function meant(call: PersonCall) {
  const { db } = call.deps;
  const { id } = await getApplication(db, call.params.application);
  return { id, userId: await idMeant(db, call.params.user) };
}

/** The person of an address. An id may be of somebody who was deleted, and whose accounts are still to be removed. */
async function idMeant(reader: Reader, reference: string): Promise<UserId> {
  return isUlid(reference) ? (reference as UserId) : (await userMeant(reader, reference)).id;
}

/** People at applications: how they stand, why, and what an admin decides. */
export const provisionedPeopleOperations: readonly Operation[] = [listPeople, listOfUser, explain, decide, link];

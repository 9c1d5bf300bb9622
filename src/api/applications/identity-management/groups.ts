import { z } from 'zod';
import { decideForeignMembers, decideGroup, retryGroup } from '../../../actions/provisioning/groups/decide';
import { listStandings, readQuestion, type GroupStanding } from '../../../actions/provisioning/groups/read';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { notFound } from '../../../core/errors';
import { isUlid } from '../../../core/ids';
import { findGroupMeant, groupReference } from '../../groups/show';
import { operation, type Operation } from '../../operation';
import { applicationReference } from '../../references';
import { IDM, integrable } from './show';

const params = z.strictObject({ application: applicationReference, group: groupReference });
const PATH = '/applications/{application}/identity-management/groups/{group}';

const questionSchema = z
  .object({
    question: z
      .enum(['foreign', 'which', 'unread'])
      .nullable()
      .meta({
        description:
          '`foreign`: members there that the directory does not have. `which`: groups there that may be meant. ' +
          '`unread`: the application could not be read. Null: nothing is to be decided.',
      }),
    people: z.array(z.string()).meta({ description: 'Names of such members, some of them.' }),
    total: z.int(),
    candidates: z.array(z.object({ remoteId: z.string(), name: z.string() })),
    sentence: z.string().nullable(),
  })
  .meta({ id: 'GroupQuestion' });

/** Finds a group of an application, also one that was deleted here and is still there. */
async function standingMeant(
  deps: Context,
  { application: reference, group }: z.output<typeof params>,
): Promise<{ readonly application: Application; readonly standing: GroupStanding }> {
  const application = await integrable(deps, reference);
  const id = (await findGroupMeant(deps, group))?.id ?? (isUlid(group) ? group : undefined);
  const standing = (await listStandings(deps.db, application)).find(({ groupId }) => groupId === id);
  if (standing === undefined) throw notFound('This user group');
  return { application, standing };
}

const read = operation({
  id: 'readGroupQuestion',
  method: 'get',
  path: PATH,
  tag: IDM,
  summary: 'Read what is to be decided about a user group at an application',
  description: 'The application is read for it. See `listProvisionedGroups` for how every group stands.',
  scope: 'provisioning:read',
  permission: 'people.read',
  params,
  answers: { 200: questionSchema },
  async run({ deps, params: meant }) {
    const { application, standing } = await standingMeant(deps, meant);
    const question = await readQuestion(deps, application, standing);
    return {
      status: 200,
      body: {
        question: question?.kind ?? null,
        people: question?.kind === 'foreign' ? [...question.people] : [],
        total: question?.kind === 'foreign' ? question.total : 0,
        candidates:
          question?.kind === 'which' ? question.candidates.map(({ remoteId, name }) => ({ remoteId, name })) : [],
        sentence: question?.kind === 'unread' ? question.sentence : null,
      },
    };
  },
});

const decide = operation({
  id: 'decideGroup',
  method: 'post',
  path: `${PATH}/decision`,
  tag: IDM,
  summary: 'Decide about a user group at an application',
  description:
    '`retry` what failed; `keep` or `remove` members there that the directory does not have; `link` it to a group there, ' +
    'named by remoteId; `apart`: make a group of its own.',
  scope: 'provisioning:write',
  params,
  body: z.discriminatedUnion('decision', [
    z.strictObject({ decision: z.enum(['retry', 'keep', 'remove', 'apart']) }),
    z.strictObject({ decision: z.literal('link'), remoteId: z.string().min(1).max(1_000) }),
  ]),
  answers: { 202: null },
  async run({ deps, actor, params: meant, body }) {
    const { application, standing } = await standingMeant(deps, meant);
    const [id, groupId] = [application.id, standing.groupId];
    if (body.decision === 'retry') await retryGroup(deps, actor, id, groupId);
    else if (body.decision === 'link') await decideGroup(deps, actor, id, groupId, body.remoteId);
    else if (body.decision === 'apart') await decideGroup(deps, actor, id, groupId, undefined);
    else await decideForeignMembers(deps, actor, id, groupId, body.decision);
    return { status: 202, location: `/applications/${id}/provisioning/groups` };
  },
});

/** What an admin decides about user groups at an application. */
export const idmGroupOperations: readonly Operation[] = [read, decide];

import { z } from 'zod';
import { getConnector } from '../../actions/applications/add';
import { configureGeneral } from '../../actions/applications/configure';
import { deleteApplications } from '../../actions/applications/delete';
import type { GeneralInput } from '../../actions/applications/general-input';
import { demandOfSignIns } from '../../actions/applications/sign-in-demands';
import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { fold, type ApplicationId } from '../../core/ids';
import { listApplications } from '../../store/applications';
import { countPeopleOf } from '../../store/boards/access';
import { invalidBody } from '../frame/refusal';
import { operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { applicationReference } from '../references';
import { asSent, demandKnown, generalFields } from './add';
import { applicationMeant, applicationParams, APPLICATIONS, applicationSchema, showApplication } from './show';

const lineSchema = applicationSchema
  .extend({ people: z.int().meta({ description: 'How many people have access.' }) })
  .meta({ id: 'ApplicationLine' });

const listApplicationsOperation = operation({
  id: 'listApplications',
  method: 'get',
  path: '/applications',
  tag: APPLICATIONS,
  summary: 'List applications by label',
  scope: 'applications:read',
  query: z.strictObject({
    ...paging,
    search: z.string().max(200).optional().meta({ description: 'Words of label, description, slug or connector.' }),
  }),
  answers: { 200: pageOf(lineSchema) },
  async run(call) {
    const { deps, query } = call;
    const after = readCursor(call, z.tuple([z.string(), z.string()]));
    const place = ({ label, id }: Application): [string, string] => [fold(label), id];
    const all = (await listApplications(deps.db, query.search)).sort((one, other) => order(place(one), place(other)));
    const rest = after === undefined ? all : all.filter((application) => order(place(application), after) > 0);
    const rows = rest.slice(0, query.limit + 1);
    const people = await countPeopleOf(
      deps.db,
      rows.map(({ id }) => id),
    );
    const show = (row: Application): z.input<typeof lineSchema> => ({
      ...showApplication(deps, row),
      people: people.get(row.id) ?? 0,
    });
    return { status: 200, body: writePage(call, rows, show, place) };
  },
});

function order([one, oneId]: [string, string], [other, otherId]: [string, string]): number {
  const [left, right] = one === other ? [oneId, otherId] : [one, other];
  return left < right ? -1 : left > right ? 1 : 0;
}

const readApplication = operation({
  id: 'readApplication',
  method: 'get',
  path: '/applications/{application}',
  tag: APPLICATIONS,
  summary: 'Read an application',
  description: 'With the addresses to enter in it, and the address of the metadata of Passo.',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: applicationSchema },
  etag: true,
  async run({ deps, params }) {
    return { status: 200, body: showApplication(deps, await applicationMeant(deps, params.application)) };
  },
});

const updateApplication = operation({
  id: 'updateApplication',
  method: 'patch',
  path: '/applications/{application}',
  tag: APPLICATIONS,
  summary: 'Change General Info',
  description: 'What is left out stays as it is; variables that are not named stay, too.',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({
    label: generalFields.label.optional(),
    description: generalFields.description.optional(),
    note: generalFields.note.optional(),
    showInPortal: generalFields.showInPortal.optional(),
    bookmarkUrl: generalFields.bookmarkUrl.optional(),
    variables: generalFields.variables.optional(),
  }),
  answers: { 200: applicationSchema },
  etag: true,
  async run(call) {
    const { deps, actor, params, body } = call;
    const { id, connectorId } = await applicationMeant(deps, params.application);
    demandKnown(getConnector(deps, connectorId), body);
    const change = (now: Application): GeneralInput => {
      call.demandUnchanged(showApplication(deps, now));
      return compact<GeneralInput>({
        label: body.label ?? now.label,
        description: body.description === undefined ? now.description : (body.description ?? undefined),
        note: body.note === undefined ? now.note : (body.note ?? undefined),
        showInPortal: body.showInPortal ?? now.showInPortal,
        bookmarkUrl: body.bookmarkUrl ?? now.bookmarkUrl,
        variables: { ...now.variables, ...body.variables },
      });
    };
    const application = await asSent(configureGeneral(deps, actor, id, change));
    return { status: 200, body: showApplication(deps, application) };
  },
});

const setSignInDemands = operation({
  id: 'setSignInDemands',
  method: 'put',
  path: '/applications/{application}/sign-in-demands',
  tag: APPLICATIONS,
  summary: 'Say what a sign-on here asks for beyond a session',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({
    secondFactor: z.boolean().meta({ description: 'A second factor, whatever else asks for one.' }),
    signInMinutes: z.int().nullable().meta({
      description: 'A sign-in at most so many minutes old, 1 to 1,440; null for any session.',
      example: 60,
    }),
  }),
  answers: { 200: applicationSchema },
  async run({ deps, actor, params, body }) {
    const { id } = await applicationMeant(deps, params.application);
    const signInMinutes = body.signInMinutes === null ? '' : String(body.signInMinutes);
    const typed = { secondFactor: body.secondFactor, signInMinutes };
    return { status: 200, body: showApplication(deps, await demandOfSignIns(deps, actor, id, typed)) };
  },
});

const deleteApplication = operation({
  id: 'deleteApplication',
  method: 'delete',
  path: '/applications/{application}',
  tag: APPLICATIONS,
  summary: 'Delete an application',
  description:
    'An active integration ends with it; accounts in the application stay as they are. Remove single sign-on there as ' +
    'well, or people may lose access.',
  scope: 'applications:write',
  params: applicationParams,
  query: z.strictObject({
    count: z
      .literal('1', 'Say count=1: one application is deleted.')
      .meta({ description: 'How many applications are deleted, as the page asks for it: 1.' }),
  }),
  answers: { 204: null },
  etag: true,
  async run(call) {
    const { deps, actor, params, query } = call;
    const { id } = await applicationMeant(deps, params.application);
    const check = (now: Application): void => call.demandUnchanged(showApplication(deps, now));
    await deleteApplications(deps, actor, [id], query.count, check);
    return { status: 204 };
  },
});

const deleteApplicationsOperation = operation({
  id: 'deleteApplications',
  method: 'post',
  path: '/applications/deletion',
  tag: APPLICATIONS,
  summary: 'Delete several applications',
  description: 'All of them or none. A number that is not theirs deletes nothing.',
  scope: 'applications:write',
  body: z.strictObject({
    applications: z.array(applicationReference).min(1).max(200),
    count: z.int().meta({ description: 'How many different applications are named.', example: 2 }),
  }),
  answers: {
    200: z.object({ deleted: z.array(z.string()).meta({ description: 'The labels of what was deleted.' }) }),
  },
  async run({ deps, actor, body }) {
    const ids = new Set<ApplicationId>();
    for (const [place, reference] of body.applications.entries()) {
      const application = await applicationMeant(deps, reference).catch(() => undefined);
      if (application === undefined) throw invalidBody(`/applications/${place}`, 'This application was not found.');
      ids.add(application.id);
    }
    return { status: 200, body: { deleted: await deleteApplications(deps, actor, [...ids], String(body.count)) } };
  },
});

/** Applications and their General Info. */
export const generalOperations: readonly Operation[] = [
  listApplicationsOperation,
  readApplication,
  updateApplication,
  setSignInDemands,
  deleteApplication,
  deleteApplicationsOperation,
];

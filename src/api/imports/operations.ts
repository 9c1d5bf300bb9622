import { z } from 'zod';
import { chooseAll, choosePage, importUsers } from '../../actions/provisioning/import/choose';
import { requireImport, startImport } from '../../actions/provisioning/import/start';
import { stopImport } from '../../actions/provisioning/import/stop';
import { compact } from '../../core/compact';
import { getApplication } from '../../store/applications';
import { listItems, type ItemFilter } from '../../store/provisioning/import-items';
import { findImport } from '../../store/provisioning/imports';
import { findUsers } from '../../store/users';
import { invalidBody } from '../frame/refusal';
import { operation, type Call, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { applicationReference, findUserMeant, userReference } from '../references';
import { importSchema, importUserSchema, showImport, showImportUser } from './show';

const TAG = 'Imports';
const PATH = '/applications/{application}/import';
const MOST = 5_000;

const params = z.strictObject({ application: applicationReference });
type ImportCall = Call<z.output<typeof params>>;

const readImport = operation({
  id: 'readImport',
  method: 'get',
  path: PATH,
  tag: TAG,
  summary: 'Read how the import from an application stands',
  scope: 'provisioning:read',
  params,
  answers: { 200: importSchema },
  async run(call) {
    return { status: 200, body: await stateOf(call) };
  },
});

const startImportOperation = operation({
  id: 'startImport',
  method: 'post',
  path: PATH,
  tag: TAG,
  summary: 'List the users of an application',
  description:
    'Begins to read them in the background; the list before is forgotten. Nobody is added yet: ask for the state until it is `ready`, choose, then run the import.',
  scope: 'provisioning:write',
  params,
  answers: { 202: importSchema },
  async run(call) {
    const { deps, actor } = call;
    const { id } = await getApplication(deps.db, call.params.application);
    await startImport(deps, actor, id);
    return { status: 202, location: `/applications/${id}/import`, body: await stateOf(call) };
  },
});

const listImportUsers = operation({
  id: 'listImportUsers',
  method: 'get',
  path: `${PATH}/users`,
  tag: TAG,
  summary: 'List the users that were found, with what came of each',
  scope: 'provisioning:read',
  permission: 'people.read',
  params,
  query: z.strictObject({
    ...paging,
    search: z.string().max(200).optional().meta({ description: 'Words of the name, username or email.' }),
    status: z.enum(['new', 'imported']).optional(),
  }),
  answers: { 200: pageOf(importUserSchema) },
  async run(call) {
    const { db } = call.deps;
    const { search, status, limit } = call.query;
    const { id } = await importable(call);
    const one = await findImport(db, id);
    if (one === undefined) return { status: 200, body: { items: [], next: null } };
    const after = readCursor(call, z.int());
    const filter = compact<ItemFilter>({ search, status, after, skip: 0, take: limit + 1 });
    const { items } = await listItems(db, one.id, filter);
    const named = items.flatMap(({ userId }) => userId ?? []);
    const people = new Map((await findUsers(db, named)).map((user) => [user.id, user]));
    const show = (item: (typeof items)[number]) => showImportUser(item, people);
    return { status: 200, body: writePage(call, items, show, ({ place }) => place) };
  },
});

const places = z.array(z.int().min(0).max(999_999_999)).max(MOST);

const chooseImportUsers = operation({
  id: 'chooseImportUsers',
  method: 'patch',
  path: `${PATH}/users`,
  tag: TAG,
  summary: 'Choose who is imported, and whom they are linked to',
  description:
    'Users that are imported already can’t be chosen. First `all`, then `add` and `remove`, then `links` are carried out.',
  scope: 'provisioning:write',
  params,
  body: z.strictObject({
    all: z.boolean().optional().meta({ description: 'Chooses every new user that `search` finds, or none of them.' }),
    search: z.string().max(200).optional().meta({ description: 'What `all` means; left out, the whole list.' }),
    add: places.optional().meta({ description: 'Places in the list.', example: [1, 4] }),
    remove: places.optional(),
    links: z
      .array(z.strictObject({ place: z.int().min(0).max(999_999_999), user: userReference.nullable() }))
      .max(MOST)
      .optional()
      .meta({ description: 'Whose account a user is, where it can’t be told; null leaves it to the match.' }),
  }),
  answers: { 200: importSchema },
  async run(call) {
    const { deps, body } = call;
    const { id } = await importable(call);
    if (body.search !== undefined && body.all === undefined) {
      throw invalidBody('/search', 'This says what `all` means. Give `all`, too.');
    }
    const links: Record<number, string> = {};
    for (const [index, { place, user }] of (body.links ?? []).entries()) {
      const person = user === null ? undefined : await findUserMeant(deps.db, user);
      if (user !== null && person === undefined)
        throw invalidBody(`/links/${index}/user`, 'This person was not found.');
      links[place] = person?.id ?? '';
    }
    if (body.all !== undefined) await chooseAll(deps, id, body.all, body.search ?? '');
    const { add = [], remove = [] } = body;
    await choosePage(deps, id, { shown: [...remove, ...add], ticked: add, links });
    return { status: 200, body: await stateOf(call) };
  },
});

const runImport = operation({
  id: 'runImport',
  method: 'post',
  path: `${PATH}/run`,
  tag: TAG,
  summary: 'Import the users that are chosen',
  description:
    'Fewer than a hundred are imported before this answers with 200. More are imported in the background: 202, and the state tells when they are done. Nothing is sent for them before they may use the application. Needs the scope `users:write`, too.',
  scope: 'provisioning:write',
  permission: 'people.write',
  params,
  answers: { 200: importSchema, 202: importSchema },
  async run(call) {
    call.demandScope('users:write');
    const { id } = await importable(call);
    const { background } = await importUsers(call.deps, call.actor, id, { shown: [], ticked: [], links: {} });
    const body = await stateOf(call);
    return background ? { status: 202, body } : { status: 200, body };
  },
});

const stopImportOperation = operation({
  id: 'stopImport',
  method: 'post',
  path: `${PATH}/stop`,
  tag: TAG,
  summary: 'Stop an import that is under way',
  description:
    'Users under way are finished. Who was imported stays; who is left stays chosen, so that the import can be run for them later. A list that is being read is forgotten.',
  scope: 'provisioning:write',
  permission: 'people.write',
  params,
  answers: { 200: importSchema },
  async run(call) {
    call.demandScope('users:write');
    const { id } = await importable(call);
    await stopImport(call.deps, call.actor, id);
    return { status: 200, body: await stateOf(call) };
  },
});

async function importable({ deps, params: { application } }: ImportCall) {
  return requireImport(deps, deps.db, (await getApplication(deps.db, application)).id);
}

async function stateOf(call: ImportCall) {
  const { db } = call.deps;
  const { id } = await importable(call);
  return showImport(db, await findImport(db, id));
}

/** Importing an application's users into the directory. */
export const importOperations: readonly Operation[] = [
  readImport,
  startImportOperation,
  listImportUsers,
  chooseImportUsers,
  runImport,
  stopImportOperation,
];

import { z } from 'zod';
import { importUserFile } from '../../actions/users-file/begin';
import { chooseForFile } from '../../actions/users-file/choose';
import { discardUserFile, stopUserFile } from '../../actions/users-file/stop';
import { uploadUserFile } from '../../actions/users-file/upload';
import { compact } from '../../core/compact';
import { notFound } from '../../core/errors';
import { isUlid } from '../../core/ids';
import { ROW_OUTCOMES, type UserFile, type UserFileChoice } from '../../core/user-file/file';
import { countRows, listRows, type RowFilter } from '../../store/files/user-file-rows';
import { findUserFile, listUserFiles } from '../../store/files/user-files';
import type { Reader } from '../../store/tx';
import { invalidBody } from '../frame/refusal';
import { findGroupMeant, groupReference } from '../groups/show';
import { operation, type Call, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { showLine, showUserFile, userFileLineSchema, userFileSchema } from './show';

const TAG = 'Files of people';
const PATH = '/user-files';
const ONE = `${PATH}/{file}`;
const EARLIER = 50;
/** Characters of a file that stands in a body of JSON. */
const MOST = 8 * 1024 * 1024;

const params = z.strictObject({ file: z.string().max(100).meta({ description: 'The id of the file.' }) });
type FileCall = Call<z.output<typeof params>>;

const listFiles = operation({
  id: 'listUserFiles',
  method: 'get',
  path: PATH,
  tag: TAG,
  summary: 'List the last files of people',
  description: `The last ${EARLIER}, the newest first.`,
  scope: 'users:read',
  answers: { 200: z.object({ items: z.array(userFileSchema) }) },
  async run({ deps: { db } }) {
    const items = [];
    for (const file of await listUserFiles(db, EARLIER)) items.push(showUserFile(file, await countRows(db, file.id)));
    return { status: 200, body: { items } };
  },
});

const upload = operation({
  id: 'uploadUserFile',
  method: 'post',
  path: PATH,
  tag: TAG,
  summary: 'Send a CSV file of people',
  description:
    'Its columns are guessed from the headings, and every line is checked. Nobody is added before the file is imported.',
  scope: 'users:write',
  maxBytes: 2 * MOST,
  body: z.strictObject({
    fileName: z.string().max(1_000).default('people.csv'),
    content: z.string().max(MOST).meta({
      description: 'The file as text: headings, then one line for each person.',
      example: 'Username,Company Email,First Name\nnoor.haddad,noor.haddad@example.com,Noor\n',
    }),
  }),
  answers: { 201: userFileSchema },
  pointers: { file: 'content' },
  async run({ deps, actor, body }) {
    const file = await uploadUserFile(deps, actor, { name: body.fileName, bytes: Buffer.from(body.content) });
    return { status: 201, location: `${PATH}/${file.id}`, body: await show(deps.db, file.id) };
  },
});

const readFile = operation({
  id: 'readUserFile',
  method: 'get',
  path: ONE,
  tag: TAG,
  summary: 'Read how a file of people stands',
  scope: 'users:read',
  params,
  answers: { 200: userFileSchema },
  async run({ deps, params: { file } }) {
    return { status: 200, body: await show(deps.db, file) };
  },
});

const listLines = operation({
  id: 'listUserFileLines',
  method: 'get',
  path: `${ONE}/lines`,
  tag: TAG,
  summary: 'List the lines of a file and what each comes to',
  scope: 'users:read',
  params,
  query: z.strictObject({ ...paging, outcome: z.enum(ROW_OUTCOMES).optional() }),
  answers: { 200: pageOf(userFileLineSchema) },
  async run(call) {
    const { db } = call.deps;
    const { limit, outcome } = call.query;
    const { id } = await fileOf(db, call.params.file);
    const after = readCursor(call, z.int());
    const outcomes = outcome === undefined ? undefined : [outcome];
    const rows = await listRows(db, id, compact<RowFilter>({ outcomes, after, take: limit + 1 }));
    return { status: 200, body: writePage(call, rows, showLine, ({ line }) => line) };
  },
});

const choose = operation({
  id: 'chooseForUserFile',
  method: 'patch',
  path: ONE,
  tag: TAG,
  summary: 'Choose what the columns of a file hold and what becomes of its lines',
  description: 'Every line is checked anew. What is left out stays as it is.',
  scope: 'users:write',
  params,
  body: z.strictObject({
    columns: z
      .array(z.string().max(100).nullable())
      .max(100)
      .optional()
      .meta({ description: 'A property for each column in their order; null leaves one out.' }),
    existing: z.enum(['skip', 'update', 'refuse']).optional(),
    first: z.enum(['mailed-link', 'later']).optional(),
    group: groupReference.nullable().optional().meta({ description: 'Needs the scope groups:write, too.' }),
  }),
  answers: { 200: userFileSchema },
  pointers: { groupId: 'group' },
  async run({ deps, actor, params: { file }, body, demandScope }) {
    if (typeof body.group === 'string') demandScope('groups:write');
    const { id, options } = await fileOf(deps.db, file);
    const group = typeof body.group === 'string' ? await findGroupMeant(deps, body.group) : undefined;
    if (typeof body.group === 'string' && group === undefined) {
      throw invalidBody('/group', 'This user group was not found.');
    }
    const choice = compact<UserFileChoice>({
      columns: body.columns?.map((name) => name ?? '') ?? options.columns,
      existing: body.existing ?? options.existing,
      first: body.first ?? options.first,
      groupId: body.group === undefined ? options.groupId : group?.id,
    });
    await chooseForFile(deps, actor, id, choice);
    return { status: 200, body: await show(deps.db, id) };
  },
});

const run = operation({
  id: 'runUserFile',
  method: 'post',
  path: `${ONE}/run`,
  tag: TAG,
  summary: 'Import the people of a file',
  description:
    'Fewer than a hundred are imported before this answers with 200; more in the background: 202, and the state tells when they are done. A stopped import goes on behind its last line.',
  scope: 'users:write',
  params,
  answers: { 200: userFileSchema, 202: userFileSchema },
  async run(call) {
    const { id, options } = await fileOf(call.deps.db, call.params.file);
    if (options.groupId !== undefined) call.demandScope('groups:write');
    const { background } = await importUserFile(call.deps, call.actor, id);
    const body = await show(call.deps.db, id);
    return background ? { status: 202, body } : { status: 200, body };
  },
});

const stop = operation({
  id: 'stopUserFile',
  method: 'post',
  path: `${ONE}/stop`,
  tag: TAG,
  summary: 'Stop the import of a file',
  description: 'Between two lines; who was imported stays.',
  scope: 'users:write',
  params,
  answers: { 200: userFileSchema },
  async run(call: FileCall) {
    const { id } = await fileOf(call.deps.db, call.params.file);
    await stopUserFile(call.deps, call.actor, id);
    return { status: 200, body: await show(call.deps.db, id) };
  },
});

const discard = operation({
  id: 'deleteUserFile',
  method: 'delete',
  path: ONE,
  tag: TAG,
  summary: 'Forget a file',
  description: 'The people it added stay.',
  scope: 'users:write',
  params,
  answers: { 204: null },
  async run({ deps, actor, params: { file } }) {
    const { id } = await fileOf(deps.db, file);
    await discardUserFile(deps, actor, id);
    return { status: 204 };
  },
});

async function fileOf(reader: Reader, id: string): Promise<UserFile> {
  const file = isUlid(id) ? await findUserFile(reader, id) : undefined;
  if (file === undefined) throw notFound('This file');
  return file;
}

async function show(reader: Reader, id: string): Promise<z.output<typeof userFileSchema>> {
  const file = await fileOf(reader, id);
  return showUserFile(file, await countRows(reader, file.id));
}

/** Importing people from CSV files. */
export const userFileOperations: readonly Operation[] = [
  listFiles,
  upload,
  readFile,
  listLines,
  choose,
  run,
  stop,
  discard,
];

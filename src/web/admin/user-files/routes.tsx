import { Router, type Request, type Response } from 'express';
import { userFilePath } from '../../../../views/admin/user-files/props';
import { UploadPage, type EarlierFile, type UploadPageProps } from '../../../../views/admin/user-files/upload';
import { counted } from '../../../../views/parts/words';
import { importUserFile } from '../../../actions/users-file/begin';
import { chooseForFile } from '../../../actions/users-file/choose';
import { discardUserFile, stopUserFile } from '../../../actions/users-file/stop';
import { uploadUserFile, type UploadedFile } from '../../../actions/users-file/upload';
import { compact } from '../../../core/compact';
import { invalid, notFound } from '../../../core/errors';
import { isUlid, type GroupId } from '../../../core/ids';
import type { ExistingPeople, UserFile, UserFileChoice } from '../../../core/user-file/file';
import { findUserFile, listUserFiles } from '../../../store/files/user-files';
import { sendDownload } from '../../download';
import { formOf, text, uploaded, withPrefix, type Form } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem } from '../form';
import { resultPieces, sampleFile } from './csv';
import { showFile } from './page';

const ROUTE = '/admin/users/import';
const FILE = `${ROUTE}/:file`;
const EARLIER = 10;

/** Importing people from a file: choose it, look, import, and see what came of it. */
export function userFileRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, (request, response) => showUpload(web, request, response, {}));
  router.get(`${ROUTE}/sample.csv`, (_request, response) => {
    response.set('Cache-Control', 'no-store').attachment('passo-people.csv').type('text/csv; charset=utf-8');
    response.send(sampleFile());
  });
  router.post(ROUTE, async (request, response) => {
    try {
      const file = await uploadUserFile(web.context, actorOf(request), chosenFile(request));
      redirectWith(request, response, userFilePath(file.id));
    } catch (error) {
      const { errors, message } = formProblem(error);
      const pasted = text(formOf(request), 'pasted');
      const all = message === undefined ? errors : { ...errors, file: message };
      await showUpload(
        web,
        request,
        response,
        compact<Pick<UploadPageProps, 'errors' | 'pasted'>>({ errors: all, pasted }),
      );
    }
  });
  router.get(FILE, async (request, response) => {
    await showFile(web, request, response, await fileOf(web, request));
  });
  router.get(`${FILE}/result.csv`, async (request, response) => {
    const file = await fileOf(web, request);
    const pieces = resultPieces(web.context.db, file);
    await sendDownload(response, { name: 'passo-import-result.csv', type: 'text/csv; charset=utf-8', pieces });
  });
  changing(web, router);
  return router;
}

/** What is done with a file. */
function changing(web: WebContext, router: Router): void {
  const { context } = web;
  const act = (path: string, work: (request: Request, file: UserFile) => Promise<Done>): void => {
    router.post(`${FILE}/${path}`, async (request, response) => {
      const file = await fileOf(web, request);
      try {
        const { title, to = userFilePath(file.id) } = await work(request, file);
        redirectWith(request, response, to, { kind: 'ok', title });
      } catch (error) {
        const problem = formProblem(error);
        const form = path === 'columns' ? { form: formOf(request) } : {};
        await showFile(web, request, response, await fileOf(web, request), { ...problem, ...form });
      }
    });
  };
  act('columns', async (request, { id }) => {
    await chooseForFile(context, actorOf(request), id, choiceOf(formOf(request)));
    return { title: 'Every line is checked with these columns and choices' };
  });
  act('start', async (request, { id }) => {
    const { background, total } = await importUserFile(context, actorOf(request), id);
    return { title: `The import of ${counted(total, 'line')} ${background ? 'has begun' : 'is complete'}` };
  });
  act('stop', async (request, { id }) => {
    await stopUserFile(context, actorOf(request), id);
    return { title: 'The import is stopped' };
  });
  act('discard', async (request, { id }) => {
    await discardUserFile(context, actorOf(request), id);
    return { title: 'The file is forgotten', to: ROUTE };
  });
}

interface Done {
  readonly title: string;
  readonly to?: string;
}

async function fileOf(web: WebContext, request: Request): Promise<UserFile> {
  const id = String(request.params['file'] ?? '');
  const file = isUlid(id) ? await findUserFile(web.context.db, id) : undefined;
  if (file === undefined) throw notFound('This file');
  return file;
}

/** The file that was chosen, else what was pasted. */
function chosenFile(request: Request): UploadedFile {
  const bytes = uploaded(request, 'file');
  const pasted = text(formOf(request), 'pasted');
  if (bytes !== undefined) return { name: fileName(request), bytes };
  if (pasted.trim() === '') throw invalid({ file: 'Choose a CSV file that is not empty, or paste its lines.' });
  return { name: 'Pasted lines', bytes: Buffer.from(pasted) };
}

function fileName(request: Request): string {
  const files = Array.isArray(request.files) ? request.files : [];
  const raw = files.find(({ fieldname }) => fieldname === 'file')?.originalname ?? '';
  // Names come as bytes that were read as Latin-1; browsers send UTF-8.
  const utf8 = Buffer.from(raw, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? raw : utf8;
}

function choiceOf(form: Form): UserFileChoice {
  const columns: string[] = [];
  for (const [index, name] of Object.entries(withPrefix(form, 'column.'))) {
    if (/^\d{1,2}$/.test(index)) columns[Number(index)] = name;
  }
  const existing = text(form, 'existing');
  const groupId = text(form, 'groupId');
  return compact<UserFileChoice>({
    columns: Array.from(columns, (name) => name ?? ''),
    existing: (['skip', 'update', 'refuse'] as const).find((one): one is ExistingPeople => one === existing) ?? 'skip',
    first: text(form, 'first') === 'mailed-link' ? 'mailed-link' : 'later',
    groupId: groupId === '' ? undefined : (groupId as GroupId),
  });
}

async function showUpload(
  web: WebContext,
  request: Request,
  response: Response,
  refused: Pick<UploadPageProps, 'errors' | 'pasted'>,
): Promise<void> {
  const files = await listUserFiles(web.context.db, EARLIER);
  const earlier = files.map((file): EarlierFile => {
    const { fileName: name, state, total, startedBy: by, createdAt: at } = file;
    return { href: userFilePath(file.id), name, state, total, by, at };
  });
  const page = <UploadPage chrome={await chromeOf(web, request)} earlier={earlier} {...refused} />;
  render(response, page, refused.errors === undefined ? 200 : 422);
}

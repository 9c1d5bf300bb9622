import type { Request, Response } from 'express';
import { countOf, LINE_FILTERS } from '../../../../views/admin/user-files/lines';
import type { FileColumn, FileLine, FilePageProps } from '../../../../views/admin/user-files/props';
import { FilePage } from '../../../../views/admin/user-files/show';
import { compact } from '../../../core/compact';
import type { UserId } from '../../../core/ids';
import { may } from '../../../core/roles';
import type { RowCounts, UserFile, UserFileRow } from '../../../core/user-file/file';
import { nameOf, type User } from '../../../core/user';
import { countRows, listRows } from '../../../store/files/user-file-rows';
import { listGroups } from '../../../store/groups';
import { findUsers } from '../../../store/users';
import { queryPage, queryText, text, withPrefix, type Form } from '../../forms';
import { requirePerson } from '../../middleware/person';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import type { FormProblem } from '../form';
import { cellOf } from './csv';

const PAGE_SIZE = 50;
/** While something is under way the page asks again by itself, with or without script. */
const RENEW_S = 2;
const DELIMITERS: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

/** A form that was refused, and why. */
export interface Refused extends FormProblem {
  readonly form?: Form;
}

/** The page of a file; a refused form is shown as it was sent. */
export async function showFile(
  web: WebContext,
  request: Request,
  response: Response,
  file: UserFile,
  refused?: Refused,
): Promise<void> {
  const { db, mailer } = web.context;
  const counts = await countRows(db, file.id);
  const { run } = file.options;
  const importing = file.state === 'importing';
  const groups = may(requirePerson(request).role, 'groups.write') ? await listGroups(db) : [];
  const props = compact<FilePageProps>({
    chrome: await chromeOf(web, request),
    id: file.id,
    name: file.fileName,
    state: file.state,
    read: `${file.options.encoding}, ${DELIMITERS[file.options.delimiter] ?? ''}`,
    total: file.total,
    progress: { done: file.done, of: importing ? (run?.total ?? file.total) : file.total },
    counts,
    sentence: file.sentence,
    columns: await columnsOf(web, file, refused?.form),
    choices: choicesOf(file, refused?.form),
    groups: groups.map(({ id, name }) => ({ value: id, label: name })),
    mail: mailer !== undefined,
    mailed: importing && mailer !== undefined && run?.mailTo !== undefined,
    lines: await linesOf(web, request, file, counts),
    errors: refused?.errors,
    message: refused?.message,
  });
  if (file.state === 'checking' || importing) response.set('Refresh', String(RENEW_S));
  render(response, <FilePage {...props} />, refused?.status ?? 200);
}

async function columnsOf(web: WebContext, file: UserFile, form: Form | undefined): Promise<FileColumn[]> {
  const [first] = await listRows(web.context.db, file.id, { take: 1 });
  const typed = form === undefined ? undefined : withPrefix(form, 'column.');
  return file.header.map((heading, index) => ({
    heading,
    example: (first?.cells[index] ?? '').slice(0, 60),
    property: typed?.[String(index)] ?? file.options.columns[index] ?? '',
  }));
}

function choicesOf({ options }: UserFile, form: Form | undefined): FilePageProps['choices'] {
  if (form === undefined) {
    return { existing: options.existing, first: options.first, groupId: options.groupId ?? '' };
  }
  return { existing: text(form, 'existing'), first: text(form, 'first'), groupId: text(form, 'groupId') };
}

async function linesOf(
  web: WebContext,
  request: Request,
  file: UserFile,
  counts: RowCounts,
): Promise<FilePageProps['lines']> {
  const { db } = web.context;
  const wanted = queryText(request, 'show');
  // Without a wish the first ones that there are: problems before everything else.
  const chosen =
    LINE_FILTERS.find(({ filter }) => filter === wanted) ??
    LINE_FILTERS.find(({ outcomes }) => countOf(counts, outcomes) > 0) ??
    LINE_FILTERS[0];
  const outcomes = chosen?.outcomes ?? [];
  const page = queryPage(request);
  const rows = await listRows(db, file.id, { outcomes, skip: (page - 1) * PAGE_SIZE, take: PAGE_SIZE });
  const ids = rows.flatMap(({ userId }) => (userId === undefined ? [] : [userId as UserId]));
  const people = new Map((await findUsers(db, ids)).map((user) => [user.id as string, user]));
  return {
    shown: rows.map((row) => lineOf(file, row, people)),
    filter: chosen?.filter ?? '',
    total: countOf(counts, outcomes),
    page,
    pageSize: PAGE_SIZE,
  };
}

function lineOf(file: UserFile, row: UserFileRow, people: ReadonlyMap<string, User>): FileLine {
  const person = row.userId === undefined ? undefined : people.get(row.userId);
  const named = row.outcome !== 'problem' && row.outcome !== 'refused' ? person : undefined;
  return compact<FileLine>({
    line: row.line,
    name: (cellOf(file, row, 'username') || cellOf(file, row, 'email') || (row.cells[0] ?? '')).slice(0, 100),
    outcome: row.outcome,
    sentence: row.sentence,
    person: named && { name: nameOf(named), href: `/admin/users/${named.id}` },
  });
}

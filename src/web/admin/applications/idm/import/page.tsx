import type { Request, Response } from 'express';
import { ImportPage } from '../../../../../../views/admin/applications/identity-management/import/page';
import type {
  ImportList,
  ImportPageProps,
  ImportRow,
} from '../../../../../../views/admin/applications/identity-management/import/props';
import { isUnderWay } from '../../../../../actions/provisioning/import/start';
import type { Application } from '../../../../../core/application';
import { compact } from '../../../../../core/compact';
import type { UserId } from '../../../../../core/ids';
import { nameOf, type User } from '../../../../../core/user';
import { countItems, listItems, type ImportItem } from '../../../../../store/provisioning/import-items';
import { findImport, type Import } from '../../../../../store/provisioning/imports';
import { findUsers } from '../../../../../store/users';
import { queryPage, queryText } from '../../../../forms';
import { chromeOf, render } from '../../../../render';
import type { WebContext } from '../../../../web-context';
import { searchText } from '../../../search-text';
import { frameOf } from '../../frame-props';

const PAGE_SIZE = 50;
/** While something is under way the page asks again by itself, with or without script. */
const RENEW_S = 2;

/** Writes the page of the import; with a problem it answers 422. */
export async function showImport(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  message?: string,
): Promise<void> {
  const one = await findImport(web.context.db, application.id);
  const run = one?.progress.run;
  const props = compact<ImportPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    state: one?.state,
    read: one?.progress.read ?? 0,
    readAt: one?.createdAt,
    sentence: one?.sentence,
    outcome: run && { total: run.total, created: run.created, linked: run.linked, refused: run.refused },
    mailed: one?.mailTo !== undefined && web.context.mailer !== undefined,
    list: one?.state === 'ready' ? await listOf(web, request, one) : undefined,
    message,
  });
  if (one !== undefined && isUnderWay(one.state)) response.set('Refresh', String(RENEW_S));
  render(response, <ImportPage {...props} />, message === undefined ? 200 : 422);
}

async function listOf(web: WebContext, request: Request, one: Import): Promise<ImportList> {
  const { db } = web.context;
  const q = searchText(request);
  const newOnly = queryText(request, 'new') !== '';
  const page = queryPage(request);
  const narrowed = q === '' ? {} : { search: q };
  const filter = { ...narrowed, newFirst: newOnly, skip: (page - 1) * PAGE_SIZE, take: PAGE_SIZE };
  const { items, total } = await listItems(db, one.id, filter);
  const ids = items.flatMap(({ userId }) => userId ?? []);
  const people = new Map((await findUsers(db, ids)).map((user) => [user.id, user]));
  return compact<ImportList>({
    ...(await countItems(db, one.id)),
    rows: items.map((item) => rowOf(item, people)),
    total,
    q: q === '' ? undefined : q,
    newOnly,
    page,
    pageSize: PAGE_SIZE,
  });
}

function rowOf(item: ImportItem, people: ReadonlyMap<UserId, User>): ImportRow {
  const { place, name, username, email, status, chosen, matches, sentence, userId } = item;
  const person = status === 'imported' && userId !== undefined ? people.get(userId) : undefined;
  const [first, ...others] = status === 'new' ? matches : [];
  const sure = first !== undefined && others.length === 0 && first.by === 'both';
  return compact<ImportRow>({
    place,
    name,
    username,
    email,
    status,
    chosen,
    person: person && { name: nameOf(person), href: `/admin/users/${person.id}` },
    matches: sure ? first.name : undefined,
    choices:
      first === undefined || sure
        ? undefined
        : [first, ...others].map((match) => ({ id: match.userId, name: match.name, chosen: match.userId === userId })),
    sentence,
  });
}

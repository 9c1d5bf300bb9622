import { Router, type Request } from 'express';
import { withQuery } from '../../../../../../views/parts/safe-href';
import { counted } from '../../../../../../views/parts/words';
import { chooseAll, choosePage, importUsers, type PageChoice } from '../../../../../actions/provisioning/import/choose';
import { requireImport, startImport } from '../../../../../actions/provisioning/import/start';
import { stopImport } from '../../../../../actions/provisioning/import/stop';
import { AppError } from '../../../../../core/errors';
import { isUlid } from '../../../../../core/ids';
import { findImport } from '../../../../../store/provisioning/imports';
import { sendDownload } from '../../../../download';
import { all, formOf, text, withPrefix, type Form } from '../../../../forms';
import { actorOf } from '../../../../middleware/person';
import { redirectWith } from '../../../../render';
import type { WebContext } from '../../../../web-context';
import { applicationOf, pathOf } from '../../frame-props';
import { orBack } from '../routes';
import { importLines } from './csv';
import { showImport } from './page';

const ROUTE = '/admin/applications/:id/identity-management/import';
const TAB = 'identity-management';

/** Manual import: read the application's users, choose, import, and see what came of it. */
export function importRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    if (!(await canImport(web, request))) return response.redirect(303, pathOf(application, TAB));
    await showImport(web, request, response, application);
  });
  router.post(`${ROUTE}/list`, async (request, response) => {
    const application = await applicationOf(web, request);
    try {
      await startImport(web.context, actorOf(request), application.id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      return orBack(web, request, response, () => Promise.reject(error));
    }
    redirectWith(request, response, pathOf(application, `${TAB}/import`));
  });
  router.post(`${ROUTE}/stop`, async (request, response) => {
    const application = await applicationOf(web, request);
    const path = pathOf(application, `${TAB}/import`);
    try {
      const stopped = await stopImport(web.context, actorOf(request), application.id);
      const title = stopped === 'reading' ? 'Reading was stopped' : 'The import is stopped';
      redirectWith(request, response, path, { kind: 'ok', title });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      await showImport(web, request, response, application, error.message);
    }
  });
  choosing(web, router);
  results(web, router);
  return router;
}

/** What is ticked, kept or imported. */
function choosing(web: WebContext, router: Router): void {
  router.post(`${ROUTE}/choice`, async (request, response) => {
    const application = await applicationOf(web, request);
    const form = formOf(request);
    const choice = choiceOf(form);
    const { context } = web;
    const place = { q: text(form, 'q'), new: text(form, 'new'), page: text(form, 'page') };
    const back = withQuery(pathOf(application, `${TAB}/import`), place);
    try {
      switch (text(form, 'action')) {
        case 'import': {
          const { background, total } = await importUsers(context, actorOf(request), application.id, choice);
          const title = `The import of ${counted(total, 'user')} ${background ? 'has begun' : 'is complete'}`;
          return redirectWith(request, response, back, { kind: 'ok', title });
        }
        case 'all':
        case 'none': {
          const wanted = text(form, 'action') === 'all';
          await choosePage(context, application.id, choice);
          const chosen = await chooseAll(context, application.id, wanted, place.q.slice(0, 200));
          const title = `${counted(chosen, 'user is', 'users are')} selected`;
          return redirectWith(request, response, `${back}#users`, { kind: 'ok', title });
        }
        default:
          await choosePage(context, application.id, choice);
          return redirectWith(request, response, `${back}#users`, { kind: 'ok', title: 'The selection was kept' });
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      await showImport(web, request, response, application, error.message);
    }
  });
}

/** The whole list with its results. */
function results(web: WebContext, router: Router): void {
  router.get(`${ROUTE}.csv`, async (request, response) => {
    const { db } = web.context;
    const application = await applicationOf(web, request);
    const one = await findImport(db, application.id);
    if (one === undefined) throw new AppError('not_found', 'Nothing was imported yet.');
    const name = `${application.slug}-import.csv`;
    await sendDownload(response, { name, type: 'text/csv', pieces: importLines(web, one.id) });
  });
}

async function canImport(web: WebContext, request: Request): Promise<boolean> {
  const { context } = web;
  const { id } = await applicationOf(web, request);
  try {
    await requireImport(context, context.db, id);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return false;
    throw error;
  }
}

function choiceOf(form: Form): PageChoice {
  const numbers = (texts: readonly string[]): number[] =>
    texts
      .filter((one) => /^\d{1,9}$/.test(one))
      .map(Number)
      .slice(0, 1_000);
  const links = Object.entries(withPrefix(form, 'link.')).filter(
    ([place, id]) => /^\d{1,9}$/.test(place) && (id === '' || isUlid(id)),
  );
  return {
    shown: numbers(text(form, 'shown').split(',')),
    ticked: numbers(all(form, 'item')),
    links: Object.fromEntries(links.slice(0, 1_000)),
  };
}

import { Router } from 'express';
import { KeptPage, type KeptPageProps } from '../../../views/gate/kept';
import { compact } from '../../core/compact';
import { wordsOf } from '../../words/catalog';
import { saidError, say } from '../../words/said';
import { accessLines } from '../admin/access/table';
import { requirePerson, requireUser } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';
import { dropKept, keptForm } from './keep';

/** The page where a form goes on that was kept over a sign-in. Nothing of what was typed is shown on it. */
export function keptFormRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/kept/:id', requireUser(web.context), async (request, response) => {
    const id = request.params['id'] as string;
    const kept = keptForm(web.context, request, requirePerson(request).id, id);
    if (kept === undefined) throw saidError('not_found', say('form_gone'));
    const path = kept.path.split('?')[0] ?? kept.path;
    const what = accessLines('POST', path)[0]?.what;
    const chrome = await chromeOf(web, request);
    render(
      response,
      <KeptPage {...compact<KeptPageProps>({ chrome, id, action: kept.path, path, what, files: kept.files })} />,
    );
  });
  router.post('/kept/:id/removal', requireUser(web.context), async (request, response) => {
    dropKept(request, request.params['id'] as string);
    const { language } = await chromeOf(web, request);
    const { kept } = wordsOf(language);
    redirectWith(request, response, '/', { kind: 'ok', title: kept.left, text: kept.leftText });
  });
  return router;
}

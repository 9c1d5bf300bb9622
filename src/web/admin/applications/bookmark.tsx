import { Router, type Request, type Response } from 'express';
import { BookmarkPage } from '../../../../views/admin/applications/bookmark';
import { configureGeneral, setBookmarkState } from '../../../actions/applications/configure';
import type { Application } from '../../../core/application';
import { notFound, type FieldErrors } from '../../../core/errors';
import { formOf, text } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { generalOf, refusalOf } from './form-values';
import { applicationOf, frameOf, pathOf } from './frame-props';

type Pending = 'activate' | 'deactivate';

/** The Bookmark tab. Activating and deactivating wait for save (M-057, M-206, A-35, A-36). */
export function bookmarkRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/bookmark', async (request, response) => {
    const application = await bookmarkOf(web, request);
    await show(web, request, response, application, application.bookmarkUrl ?? '', undefined);
  });
  router.post('/admin/applications/:id/bookmark', async (request, response) => {
    const application = await bookmarkOf(web, request);
    const form = formOf(request);
    const bookmarkUrl = text(form, 'bookmarkUrl');
    const action = text(form, 'action');
    if (isPending(action)) return show(web, request, response, application, bookmarkUrl, action);
    const asked = text(form, 'pending');
    const pending = isPending(asked) ? asked : undefined;
    try {
      await save(web, request, application, bookmarkUrl, pending);
      redirectWith(request, response, pathOf(application, 'bookmark'), savedWords(application.label, pending));
    } catch (error) {
      await show(web, request, response, application, bookmarkUrl, pending, refusalOf(error));
    }
  });
  return router;
}

function isPending(word: string): word is Pending {
  return word === 'activate' || word === 'deactivate';
}

async function bookmarkOf(web: WebContext, request: Request): Promise<Application> {
  const application = await applicationOf(web, request);
  if (application.bookmarkUrl === undefined) throw notFound('This page');
  return application;
}

async function save(
  web: WebContext,
  request: Request,
  application: Application,
  bookmarkUrl: string,
  pending: Pending | undefined,
): Promise<void> {
  const actor = actorOf(request);
  await configureGeneral(web.context, actor, application.id, { ...generalOf(application), bookmarkUrl });
  if (pending !== undefined) await setBookmarkState(web.context, actor, application.id, pending === 'activate');
}

function savedWords(label: string, pending: Pending | undefined): { kind: 'ok'; title: string; text?: string } {
  if (pending === 'deactivate') {
    return {
      kind: 'ok',
      title: `The bookmark ${label} was deactivated`,
      text: 'Its tile is gone from the User Portal.',
    };
  }
  if (pending === 'activate') {
    return { kind: 'ok', title: `The bookmark ${label} was activated`, text: 'People with access have its tile.' };
  }
  return { kind: 'ok', title: `The bookmark ${label} was saved` };
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  bookmarkUrl: string,
  pending: Pending | undefined,
  errors: FieldErrors = {},
): Promise<void> {
  const page = (
    <BookmarkPage
      chrome={await chromeOf(web, request)}
      frame={await frameOf(web, application)}
      bookmarkUrl={bookmarkUrl}
      {...(pending === undefined ? {} : { pending })}
      errors={errors}
    />
  );
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

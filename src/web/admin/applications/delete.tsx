import { Router, type Request, type Response } from 'express';
import { DeleteApplicationsPage } from '../../../../views/admin/applications/delete';
import type { DeleteApplicationsProps } from '../../../../views/admin/applications/props';
import { listed } from '../../../../views/parts/words';
import { deleteApplications } from '../../../actions/applications/delete';
import type { Application } from '../../../core/application';
import type { FieldErrors } from '../../../core/errors';
import { getApplication } from '../../../store/applications';
import { countPeopleOf } from '../../../store/boards/access';
import { all, formOf, text, type Form } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { refusalOf } from './form-values';

/** Deleting applications: ticked in the list, asked on a page, confirmed by their number (M-207, M-208). */
export function deleteRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/deletion', async (request, response) => {
    await ask(web, request, response, await chosen(web, request.query), '');
  });
  router.post('/admin/applications/deletion', async (request, response) => {
    const form = formOf(request);
    const applications = await chosen(web, form);
    const typed = text(form, 'count');
    const ids = applications.map((application) => application.id);
    try {
      const labels = await deleteApplications(web.context, actorOf(request), ids, typed);
      redirectWith(request, response, '/admin/applications', {
        kind: 'ok',
        title: `${listed(labels)} ${labels.length === 1 ? 'was' : 'were'} deleted`,
        text: 'Remove the integration in the application as well, or people may lose access there.',
      });
    } catch (error) {
      await ask(web, request, response, applications, typed, refusalOf(error));
    }
  });
  return router;
}

/** @throws AppError not_found when one of them is gone */
async function chosen(web: WebContext, form: Form): Promise<Application[]> {
  const ids = [...new Set(all(form, 'id'))];
  return Promise.all(ids.map((id) => getApplication(web.context.db, id)));
}

async function ask(
  web: WebContext,
  request: Request,
  response: Response,
  applications: readonly Application[],
  typed: string,
  errors: FieldErrors = {},
): Promise<void> {
  if (applications.length === 0) {
    redirectWith(request, response, '/admin/applications', {
      kind: 'warn',
      title: 'Nothing is selected',
      text: 'Tick the applications to delete, then choose Delete.',
    });
    return;
  }
  const people = await countPeopleOf(
    web.context.db,
    applications.map(({ id }) => id),
  );
  const rows = applications.map((application): DeleteApplicationsProps['applications'][number] => ({
    id: application.id,
    label: application.label,
    bookmark: application.bookmarkUrl !== undefined,
    people: people.get(application.id) ?? 0,
    ssoActive: application.ssoState === 'active',
    idmActive: application.idmState === 'active',
  }));
  const chrome = await chromeOf(web, request);
  const page = <DeleteApplicationsPage chrome={chrome} applications={rows} typed={typed} errors={errors} />;
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

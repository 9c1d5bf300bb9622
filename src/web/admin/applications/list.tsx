import { Router } from 'express';
import { ApplicationsPage } from '../../../../views/admin/applications/index';
import type { ApplicationRow, ApplicationsProps } from '../../../../views/admin/applications/props';
import { withQuery } from '../../../../views/parts/safe-href';
import { provisioningBadge } from '../../../connectors/functionality';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { listApplications } from '../../../store/applications';
import { countApplications, countPeopleOf } from '../../../store/boards/access';
import { countAttention } from '../../../store/provisioning/links';
import { queryPage, queryText } from '../../forms';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { applicationOf, imageUrlOf, pathOf } from './frame-props';

/** How many applications a page lists. */
const PAGE = 100;

/** Configured Applications (M-040, M-041), and the address of one application without a tab. */
export function listRoutes(web: WebContext): Router {
  const router = Router();
  const { db } = web.context;
  router.get('/admin/applications', async (request, response) => {
    const q = queryText(request, 'q').trim().slice(0, 200);
    const page = queryPage(request);
    const skip = (page - 1) * PAGE;
    const found = await listApplications(db, q);
    const shown = found.slice(skip, skip + PAGE);
    const people = await countPeopleOf(
      db,
      shown.map(({ id }) => id),
    );
    const problems = await countAttention(db);
    const pageHref = (number: number): string =>
      withQuery('/admin/applications', { q, page: number === 1 ? undefined : number });
    const props = compact<ApplicationsProps>({
      q,
      total: q === '' ? found.length : await countApplications(db),
      matching: found.length,
      first: skip + 1,
      rows: shown.map((application) =>
        rowOf(web, application, people.get(application.id) ?? 0, problems.get(application.id) ?? 0),
      ),
      previous: page > 1 ? pageHref(page - 1) : undefined,
      next: skip + PAGE < found.length ? pageHref(page + 1) : undefined,
    });
    render(response, <ApplicationsPage chrome={await chromeOf(web, request)} {...props} />);
  });
  router.get('/admin/applications/:id', async (request, response) => {
    response.redirect(303, pathOf(await applicationOf(web, request), 'general'));
  });
  return router;
}

function rowOf(web: WebContext, application: Application, people: number, problems: number): ApplicationRow {
  const connector = web.context.connectors.get(application.connectorId);
  const idmActive = application.idmState === 'active';
  return compact<ApplicationRow>({
    id: application.id,
    slug: application.slug,
    label: application.label,
    connectorLabel: connector?.label ?? application.connectorId,
    description: application.description,
    imageUrl: imageUrlOf(application),
    bookmark: connector?.bookmark ?? application.bookmarkUrl !== undefined,
    ssoState: application.ssoState,
    hasSso: application.sso !== undefined,
    provisioning: connector === undefined ? 'none' : provisioningBadge(connector, idmActive),
    people,
    problems: idmActive ? problems : 0,
  });
}

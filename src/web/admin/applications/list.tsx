import { Router } from 'express';
import { ApplicationsPage } from '../../../../views/admin/applications/index';
import type { ApplicationRow } from '../../../../views/admin/applications/props';
import { provisioningBadge } from '../../../connectors/functionality';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { listApplications } from '../../../store/applications';
import { countPeopleByApplication } from '../../../store/bindings';
import { countAttention } from '../../../store/provisioning/links';
import { queryText } from '../../forms';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { applicationOf, imageUrlOf, pathOf } from './frame-props';

/** Configured Applications (M-040, M-041), and the address of one application without a tab. */
export function listRoutes(web: WebContext): Router {
  const router = Router();
  const { db } = web.context;
  router.get('/admin/applications', async (request, response) => {
    const q = queryText(request, 'q').trim().slice(0, 200);
    const all = await listApplications(db);
    const found = q === '' ? all : await listApplications(db, q);
    const people = await countPeopleByApplication(db);
    const problems = await countAttention(db);
    const rows = found.map((application) =>
      rowOf(web, application, people.get(application.id) ?? 0, problems.get(application.id) ?? 0),
    );
    const chrome = await chromeOf(web, request);
    render(response, <ApplicationsPage chrome={chrome} q={q} total={all.length} rows={rows} />);
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

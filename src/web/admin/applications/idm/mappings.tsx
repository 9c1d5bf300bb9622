import { Router, type Request, type Response } from 'express';
import { MissingPage } from '../../../../../views/admin/applications/identity-management/mappings/missing';
import { MappingsPage } from '../../../../../views/admin/applications/identity-management/mappings/page';
import { withQuery } from '../../../../../views/parts/safe-href';
import { getIntegration } from '../../../../actions/provisioning/connection';
import { lookAtMapping } from '../../../../actions/provisioning/mapping/look';
import { listMissing } from '../../../../actions/provisioning/mapping/missing';
import { saveMapping } from '../../../../actions/provisioning/mapping/save';
import { startTrial } from '../../../../actions/provisioning/trial/start';
import { sourceName } from '../../../../connectors/mapping-table';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, type FieldErrors } from '../../../../core/errors';
import { nameOf } from '../../../../core/user';
import { formOf, queryText } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { previewChoice } from '../sso/preview-choice';
import { readMappingForm, type MappingForm } from './mapping-form';

const ROUTE = '/admin/applications/:id/identity-management/mappings';
const TAB = 'identity-management';
const MOST_PEOPLE = 200;

/** The editor of an application's table of attributes (M-178), before and while its integration is active. */
export function mappingRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    await show(web, request, response, application, { personId: queryText(request, 'person') });
  });
  router.post(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    const typed = readMappingForm(formOf(request));
    if (typed.button === 'save') return save(web, request, response, application, typed);
    if (typed.button === 'plan') return plan(web, request, response, application, typed);
    await show(web, request, response, application, { typed, personId: typed.personId });
  });
  router.get(`${ROUTE}/missing`, async (request, response) => {
    await showMissing(web, request, response, await applicationOf(web, request));
  });
  return router;
}

async function save(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  typed: MappingForm,
): Promise<void> {
  try {
    const changed = await saveMapping(web.context, actorOf(request), application.id, typed);
    const sent = application.idmState === 'active' ? 'Everybody with access is compared with it now.' : undefined;
    redirectWith(
      request,
      response,
      pathOf(application, TAB),
      compact({
        kind: 'ok' as const,
        title:
          changed.length === 0
            ? 'Nothing was changed in the attribute mappings'
            : `The attribute mappings of ${application.label} were saved`,
        text: changed.length === 0 ? undefined : sent,
      }),
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    await show(web, request, response, application, { typed, personId: typed.personId, errors: error.fields });
  }
}

/** Makes a plan of what the table as typed would send, which is not saved by it. */
async function plan(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  typed: MappingForm,
): Promise<void> {
  const look = await lookAtMapping(web.context, application, typed, undefined);
  if (Object.keys(look.problems).length > 0) {
    return show(web, request, response, application, { typed, personId: typed.personId, errors: look.problems });
  }
  const input = { mapping: look.rows.map(({ row }) => row), enterprise: look.enterprise };
  const id = await startTrial(web.context, actorOf(request), application.id, 'mapping', input);
  redirectWith(request, response, withQuery(pathOf(application, `${TAB}/plan`), { plan: id }));
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  view: { readonly typed?: MappingForm; readonly personId: string; readonly errors?: FieldErrors },
): Promise<void> {
  const { typed, personId, errors = {} } = view;
  const choice = await previewChoice(web, application.id, personId);
  const input = typed?.button === 'reset' ? 'connector' : typed;
  const look = await lookAtMapping(web.context, application, input, choice.chosenId);
  // A row that was just added is still to be filled in; only what was there before is a fault already.
  const shown = Object.keys(errors).length > 0 ? errors : typed === undefined ? {} : look.problems;
  const props = {
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    look,
    people: choice.people,
    ...compact({ chosenId: choice.chosenId }),
    errors: withoutEmptyRows(look, shown, Object.keys(errors).length > 0),
    typed: typed !== undefined,
  };
  render(response, <MappingsPage {...props} />, Object.keys(props.errors).length > 0 ? 422 : 200);
}

function withoutEmptyRows(
  look: Awaited<ReturnType<typeof lookAtMapping>>,
  errors: FieldErrors,
  isSaved: boolean,
): FieldErrors {
  if (isSaved) return errors;
  const isEmpty = (name: string): boolean => {
    const place = /^row\.(\d+)$/.exec(name)?.[1];
    return place !== undefined && look.rows[Number(place)]?.row.to === '';
  };
  return Object.fromEntries(Object.entries(errors).filter(([name]) => !isEmpty(name)));
}

async function showMissing(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
): Promise<void> {
  const { scim } = getIntegration(web.context, application);
  const to = queryText(request, 'attribute');
  const row = scim.users.find((candidate) => candidate.to === to && (candidate.required === true || to === 'userName'));
  if (row === undefined) return response.redirect(303, pathOf(application, `${TAB}/mappings`));
  const people = await listMissing(web.context, application, scim, { to, take: MOST_PEOPLE + 1 });
  const props = {
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    attribute: sourceName(row),
    ...compact({ property: row.from }),
    people: people.slice(0, MOST_PEOPLE).map((user) => ({ id: user.id, name: nameOf(user), username: user.username })),
    hasMore: people.length > MOST_PEOPLE,
  };
  render(response, <MissingPage {...props} />);
}

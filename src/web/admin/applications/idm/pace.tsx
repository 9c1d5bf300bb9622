import { Router, type Request, type Response } from 'express';
import { PaceCard } from '../../../../../views/admin/applications/identity-management/pace/card';
import { PacePage, type PacePageProps } from '../../../../../views/admin/applications/identity-management/pace/page';
import {
  PACE_FIELDS,
  setPace,
  type PaceField,
  type PaceInput,
} from '../../../../actions/provisioning/credentials/pace';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, type FieldErrors } from '../../../../core/errors';
import { formOf, text } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import type { IdmCard } from './cards';

const ROUTE = '/admin/applications/:id/identity-management/pace';
const TAB = 'identity-management';

/** The card of the pace, as it counts now. */
export const paceCard: IdmCard = ({ web, application }) => {
  const { pace = {} } = application.idm;
  const rows = PACE_FIELDS.map((field) => ({
    label: field.label,
    value: said(field, pace[field.name] ?? usual(web, field)),
    own: pace[field.name] !== undefined,
  }));
  return Promise.resolve(<PaceCard href={pathOf(application, `${TAB}/pace`)} rows={rows} />);
};

/** How fast an application is served, as a form of its own. */
export function paceRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    const { pace = {} } = application.idm;
    const stored = Object.fromEntries(
      PACE_FIELDS.flatMap(({ name, unit }) => {
        const value = pace[name];
        return value === undefined ? [] : [[name, String(value / unit)]];
      }),
    ) as PaceInput;
    await show(web, request, response, application, { values: stored });
  });
  router.post(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    const form = formOf(request);
    const values = Object.fromEntries(PACE_FIELDS.map(({ name }) => [name, text(form, name)])) as PaceInput;
    try {
      await setPace(web.context, actorOf(request), application.id, values);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'invalid') {
        return show(web, request, response, application, { values, errors: error.fields });
      }
      if (error.code === 'conflict') {
        return show(web, request, response, application, { values, message: error.message });
      }
      throw error;
    }
    const title = `The pace of ${application.label} was saved`;
    redirectWith(request, response, pathOf(application, TAB), { kind: 'ok', title });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  view: { readonly values: PaceInput; readonly errors?: FieldErrors; readonly message?: string },
): Promise<void> {
  const props = compact<PacePageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    fields: PACE_FIELDS.map((field) => ({
      name: field.name,
      label: field.unit === 1 ? field.label : `${field.label}, in seconds`,
      value: view.values[field.name] ?? '',
      help: `Left empty: ${said(field, usual(web, field))}.${field.name === 'perSecond' ? ' 0 sets no limit.' : ''}`,
    })),
    errors: view.errors ?? {},
    message: view.message,
  });
  const refused = view.errors !== undefined || view.message !== undefined;
  render(response, <PacePage {...props} />, refused ? 422 : 200);
}

function usual({ context }: WebContext, { name }: PaceField): number {
  return context.config.provisioning[name];
}

function said({ name, unit }: PaceField, value: number): string {
  if (name === 'perSecond' && value === 0) return 'no limit';
  return unit === 1 ? value.toLocaleString('en') : `${(value / unit).toLocaleString('en')} s`;
}

import { Router, type Request, type Response } from 'express';
import { configureSso } from '../../../../actions/applications/configure';
import type { Application } from '../../../../core/application';
import { AppError } from '../../../../core/errors';
import { formOf, queryText } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { redirectWith } from '../../../render';
import type { WebContext } from '../../../web-context';
import { certificateRoutes } from './certificate';
import { applicationOf, pathOf } from '../frame-props';
import { readSsoForm, type SsoForm } from './form';
import { metadataRoutes } from './metadata';
import { metadataDifferenceRoutes } from './metadata-difference';
import { isNew, showSso, ssoOf } from './page';

/** The SSO tab of an application, its metadata and its certificate. */
export function ssoRoutes(web: WebContext): Router {
  const router = Router();
  router.use(metadataRoutes(web), metadataDifferenceRoutes(web));
  router.use(certificateRoutes(web));

  router.get('/admin/applications/:id/sso', async (request, response) => {
    const application = await applicationOf(web, request);
    await showSso(web, request, response, application, { personId: queryText(request, 'person') });
  });

  router.post('/admin/applications/:id/sso', async (request, response) => {
    const application = await applicationOf(web, request);
    let form: SsoForm;
    try {
      form = readSsoForm(formOf(request), ssoOf(application));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      return showSso(web, request, response, application, { errors: error.fields });
    }
    if (form.button === 'save' || form.button === 'activate') return save(web, request, response, application, form);
    const { sso, typed, deactivating, personId } = form;
    return showSso(web, request, response, application, { sso, typed, deactivating, personId });
  });
  return router;
}

/** Stores the tab and switches SSO where the form asks for it; until then nothing has happened. */
async function save(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  form: SsoForm,
): Promise<void> {
  const wasActive = application.ssoState === 'active';
  const active = form.button === 'activate' || (!form.deactivating && (wasActive || isNew(application)));
  const { sso, deactivating, personId } = form;
  try {
    await configureSso(web.context, actorOf(request), application.id, { sso, active });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const view = { sso, typed: form.typed, deactivating, personId };
    if (error.code === 'invalid') {
      return showSso(web, request, response, application, { ...view, errors: error.fields });
    }
    if (error.code !== 'conflict') throw error;
    return showSso(web, request, response, application, { ...view, message: error.message });
  }
  redirectWith(request, response, pathOf(application, 'sso'), saved(application.label, wasActive, active));
}

function saved(
  label: string,
  wasActive: boolean,
  active: boolean,
): { kind: 'ok' | 'warn'; title: string; text?: string } {
  if (wasActive && !active) {
    const text = 'Nobody signs on there from here. Remove single sign-on there as well, or people may lose access.';
    return { kind: 'warn', title: `SSO for ${label} was deactivated`, text };
  }
  if (!wasActive && active) {
    const text = 'People sign on as soon as one of their user groups has the application.';
    return { kind: 'ok', title: `SSO for ${label} is saved and active`, text };
  }
  const inactive = active ? {} : { text: 'SSO is not active: choose Activate SSO when it is ready.' };
  return { kind: 'ok', title: 'Saved', ...inactive };
}

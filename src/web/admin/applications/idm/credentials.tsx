import { Router, type Request, type Response } from 'express';
import { CredentialsPage } from '../../../../../views/admin/applications/identity-management/credentials/page';
import type { CredentialsPageProps } from '../../../../../views/admin/applications/identity-management/credentials/page';
import { withQuery } from '../../../../../views/parts/safe-href';
import { replaceCredential } from '../../../../actions/provisioning/credentials/replace';
import type { ConnectionTest } from '../../../../actions/provisioning/test-connection';
import { scimOf } from '../../../../connectors/functionality';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, type FieldErrors } from '../../../../core/errors';
import { formOf } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { credentialOf, storedCredential, typedCredential, type ShownCredential } from './credential-form';
import { testResult } from './page';

const ROUTE = '/admin/applications/:id/identity-management/credentials';
const TAB = 'identity-management';

interface View {
  readonly credential: ShownCredential;
  readonly errors?: FieldErrors;
  readonly test?: ConnectionTest;
  readonly message?: string;
}

/** Replace Token Key: a new credential for an active integration, without deactivating it. */
export function credentialRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    await show(web, request, response, application, { credential: storedCredential(request, application) });
  });
  router.post(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    const form = formOf(request);
    const again = (view: Omit<View, 'credential'>): Promise<void> =>
      show(web, request, response, application, { credential: typedCredential(form), ...view });
    try {
      const test = await replaceCredential(web.context, actorOf(request), application.id, credentialOf(form));
      if (!test.ok) return await again({ test });
      redirectWith(request, response, pathOf(application, TAB), {
        kind: 'ok',
        title: `The Token Key of ${application.label} was replaced`,
        text: 'The new one was verified. Changes go on with it.',
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'invalid') return again({ errors: error.fields });
      if (error.code === 'conflict') return again({ message: error.message });
      throw error;
    }
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  view: View,
): Promise<void> {
  const connector = web.context.connectors.get(application.connectorId);
  const props = compact<CredentialsPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    baseUrl: application.idm.baseUrl ?? '',
    credential: {
      ...view.credential,
      errors: view.errors ?? {},
      tokenName: (connector && scimOf(connector))?.tokenName ?? 'Token Key',
      hrefOf: (kind) => withQuery(pathOf(application, `${TAB}/credentials`), { auth: kind }),
    },
    test: view.test && testResult(view.test),
    message: view.message,
  });
  const refused = view.errors !== undefined || view.test !== undefined || view.message !== undefined;
  render(response, <CredentialsPage {...props} />, refused ? 422 : 200);
}

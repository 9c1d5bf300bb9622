import { Router, type Request, type Response } from 'express';
import type { TestPageProps } from '../../../../../views/admin/applications/insight/props';
import { TestPage } from '../../../../../views/admin/applications/insight/test';
import { testSignOn } from '../../../../actions/insight/test-sign-on';
import type { SignOnTest } from '../../../../actions/insight/test-steps';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError } from '../../../../core/errors';
import { nameOf } from '../../../../core/user';
import { listCertificates } from '../../../../store/sign-on/certificates';
import { formOf, queryText, text } from '../../../forms';
import { actorOf, personOf } from '../../../middleware/person';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf } from '../frame-props';
import { ssoOf } from '../sso/page';

/** The test sign-on of an admin as themselves; `certificate=next` tests the next certificate of a rotation. */
export function testRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/test', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    await show(web, request, response, application, queryText(request, 'certificate') === 'next');
  });

  router.post('/admin/applications/:id/sso/test', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const next = text(formOf(request), 'certificate') === 'next';
    const admin = personOf(request);
    if (admin === undefined) throw new AppError('unauthenticated', 'Sign in first.');
    const which = next ? 'next' : 'current';
    const result = await testSignOn(web.context, actorOf(request), application, admin.id, which);
    await show(web, request, response, application, next, result);
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  next: boolean,
  result?: SignOnTest,
): Promise<void> {
  const certificates = await listCertificates(web.context.db, application.id);
  const admin = personOf(request);
  const hasNext = certificates.some(({ state }) => state === 'next');
  const props = compact<TestPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    next: next && hasNext,
    hasNext,
    person: admin === undefined ? '' : nameOf(admin),
    result,
  });
  render(response, <TestPage {...props} />);
}

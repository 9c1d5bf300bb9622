import { Router, type Request, type Response } from 'express';
import { DeactivateIdmPage } from '../../../../../views/admin/applications/identity-management/deactivate';
import { counted } from '../../../../../views/parts/words';
import { activateIntegration, tryConnection, type ConnectionInput } from '../../../../actions/provisioning/activate';
import { deactivateIntegration } from '../../../../actions/provisioning/deactivate';
import { retry, syncAll } from '../../../../actions/provisioning/retry';
import type { ConnectionTest } from '../../../../actions/provisioning/test-connection';
import type { Application } from '../../../../core/application';
import { AppError } from '../../../../core/errors';
import { isUlid, type UserId } from '../../../../core/ids';
import { formOf, text, ticked } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { credentialOf, typedCredential } from './credential-form';
import { showIdm, type IdmView } from './page';
import { startAndShow } from './plan';

const ROUTE = '/admin/applications/:id/identity-management';
const TAB = 'identity-management';

/** The Identity Management tab of an application: configure, test, activate, follow, retry and deactivate. */
export function identityManagementRoutes(web: WebContext): Router {
  const router = Router();

  router.get(ROUTE, async (request, response) => {
    await showIdm(web, request, response, await applicationOf(web, request));
  });
  router.post(`${ROUTE}/test`, async (request, response) => {
    const { id } = await applicationOf(web, request);
    await attempt(web, request, response, (input) => tryConnection(web.context, id, input));
  });
  router.post(`${ROUTE}/activation`, async (request, response) => {
    const application = await applicationOf(web, request);
    const activate = (input: ConnectionInput): Promise<ConnectionTest> =>
      activateIntegration(web.context, actorOf(request), application.id, {
        ...input,
        probe: { write: ticked(formOf(request), 'probe') },
        planFirst: ticked(formOf(request), 'plan'),
      });
    const test = await attempt(web, request, response, activate, true);
    if (test?.ok !== true) return;
    const flash = {
      kind: 'ok',
      title: `The Identity Management integration of ${application.label} was successfully verified`,
      text: 'It is active and saved. The first sync has begun.',
    } as const;
    if (ticked(formOf(request), 'plan')) {
      const waits = { ...flash, text: 'It is active and saved. Nothing is sent before you start the plan.' };
      return startAndShow(web, request, response, application, waits);
    }
    redirectWith(request, response, pathOf(application, TAB), flash);
  });

  deactivation(web, router);
  repetition(web, router);
  return router;
}

/**
 * Tries a connection as typed and shows what came of it. The token is used once and never goes back into a page (M-086).
 * @param leave with true, a success is left to the caller
 */
async function attempt(
  web: WebContext,
  request: Request,
  response: Response,
  run: (input: ConnectionInput) => Promise<ConnectionTest>,
  leave = false,
): Promise<ConnectionTest | undefined> {
  const form = formOf(request);
  const baseUrl = text(form, 'baseUrl');
  const groups = ticked(form, 'groups');
  const probe = ticked(form, 'probe');
  const planFirst = ticked(form, 'plan');
  const show = async (view: IdmView): Promise<void> =>
    showIdm(web, request, response, await applicationOf(web, request), {
      configuring: true,
      baseUrl,
      credential: typedCredential(form),
      groups,
      probe,
      planFirst,
      ...view,
    });
  try {
    const test = await run({ baseUrl, groups, ...credentialOf(form) });
    if (!leave || !test.ok) await show({ test });
    return test;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'invalid') await show({ errors: error.fields });
    else if (error.code === 'conflict') await show({ message: error.message });
    else throw error;
    return undefined;
  }
}

/** Deactivate IdM connection: the question as a page, and "confirm" (M-205). */
function deactivation(web: WebContext, router: Router): void {
  router.get(`${ROUTE}/deactivation`, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    const chrome = await chromeOf(web, request);
    render(response, <DeactivateIdmPage chrome={chrome} frame={await frameOf(web, application)} />);
  });
  router.post(`${ROUTE}/deactivation`, async (request, response) => {
    const application = await applicationOf(web, request);
    await orBack(web, request, response, async () => {
      const left = await deactivateIntegration(web.context, actorOf(request), application.id);
      const accounts = counted(left, 'account stays', 'accounts stay');
      return {
        title: `The IdM connection to ${application.label} was deactivated`,
        text: `Nothing was sent: ${accounts} active there. The Token Key was erased here. ${whatNow(application)}`,
      };
    });
  });
}

/** What can be done after the IdM connection is gone (M-209). */
function whatNow({ ssoState }: Pick<Application, 'ssoState'>): string {
  return ssoState === 'active' ? 'Single sign-on keeps working.' : 'You can now delete the application.';
}

/** Retry for one person or all, and Run full sync. */
function repetition(web: WebContext, router: Router): void {
  router.post(`${ROUTE}/retry`, async (request, response) => {
    const { id } = await applicationOf(web, request);
    const user = text(formOf(request), 'user');
    if (user !== '' && !isUlid(user)) throw new AppError('not_found', 'This user was not found.');
    await orBack(web, request, response, async () => {
      const count = await retry(web.context, actorOf(request), id, user === '' ? undefined : (user as UserId));
      return {
        title: `${counted(count, 'person is', 'people are')} tried again`,
        text: 'Reload the page to see what came of it.',
      };
    });
  });
  router.post(`${ROUTE}/sync`, async (request, response) => {
    const application = await applicationOf(web, request);
    await orBack(web, request, response, async () => {
      await syncAll(web.context, actorOf(request), application.id);
      return {
        title: 'The full sync has begun',
        text: `Everybody is compared with what ${application.label} accepted last.`,
      };
    });
  });
}

/** Does something and goes back to the tab, which says what was done or why it could not be. */
export async function orBack(
  web: WebContext,
  request: Request,
  response: Response,
  run: () => Promise<{ readonly title: string; readonly text: string }>,
): Promise<void> {
  const path = pathOf(await applicationOf(web, request), TAB);
  try {
    redirectWith(request, response, path, { kind: 'ok', ...(await run()) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    redirectWith(request, response, path, { kind: 'bad', title: error.message });
  }
}

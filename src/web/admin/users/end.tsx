import { Router, type Request, type Response } from 'express';
import { ConfirmUserPage, type ConfirmUserPageProps } from '../../../../views/admin/users/confirm';
import { findSignInPolicy } from '../../../actions/settings/sign-in-policy';
import { deletableFrom, deleteUser } from '../../../actions/users/delete';
import { suspendUser, unsuspendUser } from '../../../actions/users/suspend';
import { compact } from '../../../core/compact';
import { nameOf, type User } from '../../../core/user';
import { formOf, text } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, type FormProblem } from '../form';
import { effectsInShort, effectsOn } from './effects';
import { userOf } from './frame';

type Deed = ConfirmUserPageProps['deed'];

/** Suspending, letting in again, and deleting a person: each asks first and says what happens in each application. */
export function userEndRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/suspension', async (request, response) => {
    await ask(web, request, response, await userOf(web, request), 'suspension');
  });
  router.post('/admin/users/:id/suspension', async (request, response) => {
    const user = await userOf(web, request);
    try {
      await suspendUser(web.context, actorOf(request), user.id);
    } catch (error) {
      return ask(web, request, response, user, 'suspension', formProblem(error));
    }
    redirectWith(request, response, `/admin/users/${user.id}/offboarding`, {
      kind: 'ok',
      title: `${nameOf(user)} is suspended`,
      text: 'Signed out everywhere. Below stands how each account follows.',
    });
  });
  router.post('/admin/users/:id/unsuspension', async (request, response) => {
    const user = await unsuspendUser(web.context, actorOf(request), (await userOf(web, request)).id);
    redirectWith(request, response, `/admin/users/${user.id}`, {
      kind: 'ok',
      title: `${nameOf(user)} is not suspended any more`,
      text: user.hasPassword
        ? 'The person can sign in again.'
        : 'Make an activation link, so that a password can be chosen.',
    });
  });
  router.get('/admin/users/:id/deletion', async (request, response) => {
    await ask(web, request, response, await userOf(web, request), 'deletion');
  });
  router.post('/admin/users/:id/deletion', async (request, response) => {
    const user = await userOf(web, request);
    try {
      await deleteUser(web.context, actorOf(request), user.id, text(formOf(request), 'username'));
    } catch (error) {
      return ask(web, request, response, user, 'deletion', formProblem(error));
    }
    redirectWith(request, response, '/admin/users', {
      kind: 'ok',
      title: `${nameOf(user)} is deleted`,
      text: 'What follows in the applications is in Directory Insights.',
      link: { href: `/admin/insights?user=${user.id}`, label: 'Events' },
    });
  });
  return router;
}

async function ask(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  deed: Deed,
  problem?: FormProblem,
): Promise<void> {
  const name = nameOf(user);
  const effects = await effectsOn(web, user);
  const props = compact<ConfirmUserPageProps>({
    chrome: await chromeOf(web, request),
    user: { id: user.id, name, username: user.username },
    deed,
    effects,
    short: deed === 'suspension' ? effectsInShort(name, effects) : undefined,
    ...(deed === 'deletion' ? await waitOf(web, user) : {}),
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <ConfirmUserPage {...props} />, problem?.status ?? 200);
}

/** What has to come before a person is deleted. */
async function waitOf(web: WebContext, user: User): Promise<Pick<ConfirmUserPageProps, 'suspendFirst' | 'waitUntil'>> {
  const from = deletableFrom(user, await findSignInPolicy(web.context.db));
  if (from === undefined) return { suspendFirst: true };
  return from > web.context.clock() ? { waitUntil: from } : {};
}

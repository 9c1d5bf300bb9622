import { Router, type Request, type Response } from 'express';
import { profileValues, type ProfileValues } from '../../../../views/admin/users/profile-fields';
import { UserDetailsPage } from '../../../../views/admin/users/show-details';
import { revokeSessions } from '../../../actions/sessions/keep';
import { renewActivationLink } from '../../../actions/users/activation-link';
import { readProfile } from '../../../actions/users/profile-input';
import { setTemporaryPassword } from '../../../actions/users/set-password';
import { updateUser } from '../../../actions/users/update';
import { nameOf, type User } from '../../../core/user';
import { getUser } from '../../../store/users';
import { formOf } from '../../forms';
import { actorOf, requirePerson } from '../../middleware/person';
import { hashSessionId } from '../../middleware/session';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, typedValues, type FormProblem } from '../form';
import { summaryOf, userOf } from './frame';
import { showOnce } from './hand-over';

/** A person's properties, and what can be done with the password and the sessions. */
export function userDetailsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id', async (request, response) => {
    const user = await userOf(web, request);
    await show(web, request, response, user, profileValues(user));
  });
  router.post('/admin/users/:id', async (request, response) => {
    const user = await userOf(web, request);
    const form = formOf(request);
    let after: User;
    try {
      after = await updateUser(web.context, actorOf(request), user.id, readProfile(form));
    } catch (error) {
      return show(web, request, response, user, typedValues(form), formProblem(error));
    }
    redirectWith(request, response, `/admin/users/${user.id}`, { kind: 'ok', title: `${nameOf(after)} is saved` });
  });
  router.post('/admin/users/:id/activation-link', async (request, response) => {
    const user = await userOf(web, request);
    try {
      const activationToken = await renewActivationLink(web.context, actorOf(request), user.id);
      showOnce(web, request, response, { user, secret: { activationToken }, added: false });
    } catch (error) {
      await show(web, request, response, user, profileValues(user), formProblem(error));
    }
  });
  router.post('/admin/users/:id/password', async (request, response) => {
    const user = await userOf(web, request);
    try {
      const temporaryPassword = await setTemporaryPassword(web.context, actorOf(request), user.id);
      const after = await getUser(web.context.db, user.id);
      showOnce(web, request, response, { user: after, secret: { temporaryPassword }, added: false });
    } catch (error) {
      await show(web, request, response, user, profileValues(user), formProblem(error));
    }
  });
  router.post('/admin/users/:id/sessions/revocation', async (request, response) => {
    const user = await userOf(web, request);
    // An admin who ends their own sessions goes on in this one: answering would keep it anyhow.
    const own = user.id === requirePerson(request).id;
    const which = own ? { except: hashSessionId(request.sessionID) } : {};
    const count = await revokeSessions(web.context, actorOf(request), user.id, which);
    const sessions = count === 1 ? '1 session of' : `${count} sessions of`;
    redirectWith(request, response, `/admin/users/${user.id}`, {
      kind: 'ok',
      title: `${sessions} ${nameOf(user)} ended`,
      text: own ? 'You stay signed in here.' : 'Applications may stay open.',
    });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  values: ProfileValues,
  problem?: FormProblem,
): Promise<void> {
  const page = (
    <UserDetailsPage
      chrome={await chromeOf(web, request)}
      user={await summaryOf(web, user)}
      values={values}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}

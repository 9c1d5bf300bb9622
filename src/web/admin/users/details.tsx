import { Router, type Request, type Response } from 'express';
import { profileValues, type ProfileValues } from '../../../../views/admin/users/profile-fields';
import { UserDetailsPage } from '../../../../views/admin/users/show-details';
import { readProfile } from '../../../actions/users/profile-input';
import { updateUser } from '../../../actions/users/update';
import { nameOf, type User } from '../../../core/user';
import { formOf } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, typedValues, type FormProblem } from '../form';
import { summaryOf, userOf } from './frame';

/** A person's properties. */
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

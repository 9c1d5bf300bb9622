import { Router, type Request, type Response } from 'express';
import { NewUserPage } from '../../../../views/admin/users/new';
import { createUser, type CreatedUser, type FirstPassword } from '../../../actions/users/create';
import { readProfile } from '../../../actions/users/profile-input';
import { formOf, text, type Form } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, typedValues, type FormProblem } from '../form';
import { showOnce, type Secret } from './hand-over';

/** Adding a person to the directory. */
export function addUserRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/new', async (request, response) => showForm(web, request, response, {}));
  router.post('/admin/users', async (request, response) => {
    const form = formOf(request);
    let created: CreatedUser;
    try {
      created = await createUser(web.context, actorOf(request), readProfile(form), firstPassword(form));
    } catch (error) {
      return showForm(web, request, response, form, formProblem(error));
    }
    const secret = secretOf(created);
    showOnce(web, request, response, { user: created.user, secret, added: true });
  });
  return router;
}

function firstPassword(form: Form): FirstPassword {
  return text(form, 'first') === 'temporary-password' ? 'temporary-password' : 'link';
}

function secretOf({ activationToken, temporaryPassword }: CreatedUser): Secret {
  if (temporaryPassword !== undefined) return { temporaryPassword };
  if (activationToken !== undefined) return { activationToken };
  throw new Error('a new person came without a first password');
}

async function showForm(
  web: WebContext,
  request: Request,
  response: Response,
  form: Form,
  problem?: FormProblem,
): Promise<void> {
  const page = (
    <NewUserPage
      chrome={await chromeOf(web, request)}
      values={typedValues(form)}
      first={firstPassword(form)}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}

import { Router, type Request, type Response } from 'express';
import { NewUserPage } from '../../../../views/admin/users/new';
import { createUser, type CreatedUser, type FirstPassword } from '../../../actions/users/create';
import { readProfile } from '../../../actions/users/profile-input';
import { nameOf } from '../../../core/user';
import { formOf, text, type Form } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
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
    if (created.mailed) {
      return redirectWith(request, response, `/admin/users/${created.user.id}/groups`, {
        kind: 'ok',
        title: `${nameOf(created.user)} is added`,
        text: `An activation link is on its way to ${created.user.email}. Choose the User Groups meanwhile.`,
      });
    }
    const secret = secretOf(created);
    showOnce(web, request, response, { user: created.user, secret, added: true });
  });
  return router;
}

function firstPassword(form: Form): FirstPassword {
  const first = text(form, 'first');
  return first === 'temporary-password' || first === 'mailed-link' ? first : 'link';
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
  const mail = web.context.mailer !== undefined;
  const page = (
    <NewUserPage
      chrome={await chromeOf(web, request)}
      values={typedValues(form)}
      first={text(form, 'first') === '' && mail ? 'mailed-link' : firstPassword(form)}
      mail={mail}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}

import { Router, type Request, type Response } from 'express';
import { SignInSettingsPage } from '../../../../views/admin/settings/sign-in';
import { changeSignInPolicy, findSignInPolicy, readPolicyForm } from '../../../actions/settings/sign-in-policy';
import { may } from '../../../core/roles';
import type { SignInPolicy } from '../../../core/sign-in/policy';
import { readPolicyReach } from '../../../store/passwords/reach';
import { formOf } from '../../forms';
import { actorOf, requirePerson } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, typedValues, type FormProblem } from '../form';

const PATH = '/admin/settings/sign-in';

/** What the organisation asks of passwords and of signing in. */
export function signInSettingsRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, async (request, response) => {
    await show(web, request, response, valuesOf(await findSignInPolicy(web.context.db)));
  });
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    let changed: readonly string[];
    try {
      changed = await changeSignInPolicy(web.context, actorOf(request), readPolicyForm(form));
    } catch (error) {
      return show(web, request, response, typedValues(form), formProblem(error));
    }
    redirectWith(
      request,
      response,
      PATH,
      changed.length === 0
        ? { kind: 'ok', title: 'Nothing changed' }
        : { kind: 'ok', title: 'The sign-in policy is saved', text: await consequence(web, changed) },
    );
  });
  return router;
}

/** Says what follows from what was changed, with numbers. */
async function consequence(web: WebContext, changed: readonly string[]): Promise<string> {
  const { db, clock } = web.context;
  const policy = await findSignInPolicy(db);
  const reach = await readPolicyReach(db, clock());
  const asked = {
    optional: 0,
    admins: reach.adminsWithoutSecondFactor,
    everybody: reach.withoutSecondFactor,
  }[policy.secondFactor];
  const parts = [
    changed.includes('secondFactor') && asked > 0
      ? `${asked === 1 ? '1 person has' : `${asked} people have`} to set up a second factor, within ${policy.graceDays} days of the next sign-in.`
      : '',
    changed.includes('passwordDays') && policy.passwordDays > 0
      ? 'Passwords that are in use run out from their last change on, none within 14 days.'
      : '',
    changed.includes('passwordDays') && policy.passwordDays === 0 ? 'Passwords do not run out any more.' : '',
    changed.includes('passwordLength') || changed.includes('passwordHistory')
      ? 'The rules count for passwords chosen from now on.'
      : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'It counts from now on.' : parts.join(' ');
}

function valuesOf(policy: SignInPolicy): Readonly<Record<string, string>> {
  const texts = Object.entries(policy).map(([name, value]: [string, string | number | boolean]) => [
    name,
    typeof value === 'boolean' ? (value ? 'on' : '') : String(value),
  ]);
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  values: Readonly<Record<string, string>>,
  problem?: FormProblem,
): Promise<void> {
  const { db, clock, mailer } = web.context;
  const page = (
    <SignInSettingsPage
      chrome={await chromeOf(web, request)}
      values={values}
      reach={await readPolicyReach(db, clock())}
      mail={mailer !== undefined}
      writes={may(requirePerson(request).role, 'settings.write')}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}

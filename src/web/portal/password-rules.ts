import { findSignInPolicy } from '../../actions/settings/sign-in-policy';
import type { Words } from '../../words/catalog';
import type { WebContext } from '../web-context';

/** The rules of a new password as the policy has them now, to be told before one is typed. */
export async function passwordRules(web: WebContext, words: Words): Promise<string> {
  const policy = await findSignInPolicy(web.context.db);
  return words.password.rules({
    least: policy.passwordLength,
    history: policy.passwordHistory,
    days: policy.passwordDays,
  });
}

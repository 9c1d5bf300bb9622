import type { Request, Response } from 'express';
import { findSignInPolicy } from '../../actions/settings/sign-in-policy';
import { readerOf } from '../reader';
import { redirectWith } from '../render';
import type { WebContext } from '../web-context';

/**
 * Sends somebody whose sign-in is older than the policy's minutes to sign in anew: changing how one signs in wants to be
 * sure of the person.
 * @param back where to come back to
 * @returns false when they were sent away, and the answer is given
 */
export async function requireRecent(
  web: WebContext,
  request: Request,
  response: Response,
  back: string,
): Promise<boolean> {
  const { recentMinutes } = await findSignInPolicy(web.context.db);
  if (web.context.clock() - (request.session.signedInAt ?? 0) <= recentMinutes * 60_000) return true;
  const { signInAgain: title, signInAgainText: text } = readerOf(request).words.secondFactor.flash;
  redirectWith(request, response, `/login?again=1&next=${encodeURIComponent(back)}`, { kind: 'warn', title, text });
  return false;
}

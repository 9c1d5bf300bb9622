import { Router, type Request } from 'express';
import { askNewPasskey, askPasskey, type PasskeyQuestion } from '../../actions/second-factor/add-passkey';
import { signInWithPasskey } from '../../actions/second-factor/passkey-sign-in';
import type { User } from '../../core/user';

import { saidError, say } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { pendingPersonOf, personOf } from '../middleware/person';
import type { PasskeyChallenge } from '../middleware/session';
import type { WebContext } from '../web-context';
import { keepChallenge, takeChallenges } from './challenges';
import { requireRecent } from './recent';

/** What a browser is to ask its passkeys. The question is kept in the session, and answered by a form. */
export function passkeyRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/passkeys/question', async (request, response) => {
    const use = useOf(queryText(request, 'for'));
    if (use === 'new' && !(await requireRecent(web, request, response, '/mfa/setup'))) return;
    const { challenge, options } = await questionFor(web, request, use);
    keepChallenge(request, { challenge, use, at: web.context.clock() });
    response.set('Cache-Control', 'no-store').json(options);
  });
  return router;
}

async function questionFor(web: WebContext, request: Request, use: PasskeyChallenge['use']): Promise<PasskeyQuestion> {
  if (use === 'sign-in') return askPasskey(web.context, undefined);
  const user = (use === 'step' ? await pendingPersonOf(web.context, request) : undefined) ?? personOf(request);
  if (user === undefined) throw saidError('unauthenticated', say('sign_in_first'));
  return use === 'new' ? askNewPasskey(web.context, user) : askPasskey(web.context, user);
}

function useOf(asked: string): PasskeyChallenge['use'] {
  return asked === 'new' || asked === 'step' ? asked : 'sign-in';
}

/**
 * Finds who signs in with the passkey in the form.
 * @throws AppError as `signInWithPasskey`
 */
export async function passkeyOwner(web: WebContext, request: Request): Promise<User> {
  const answer = text(formOf(request), 'passkey');
  const challenges = takeChallenges(request, 'sign-in', web.context.clock());
  return signInWithPasskey(web.context, { answer, challenges, clientIp: request.ip });
}

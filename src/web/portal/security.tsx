import { Router, type Request, type Response } from 'express';
import { SecurityPage } from '../../../views/portal/security';
import { revokeSessions } from '../../actions/sessions/keep';
import { changeOwnPassword } from '../../actions/users/set-password';
import { AppError, type FieldErrors } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import { listSessionsOfUser } from '../../store/sessions';
import { fieldErrorsFor } from '../../words/said';
import { formOf, text } from '../forms';
import { actorOf, requirePerson } from '../middleware/person';
import { hashSessionId } from '../middleware/session';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import { secondFactorCards } from '../second-factor/security';
import type { WebContext } from '../web-context';
import { passwordRules } from './password-rules';
import { deviceOf } from './device';

/** One's own password and sessions. */
export function securityRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/security', async (request, response) => show(web, request, response, {}));
  router.post('/security/password', async (request, response) => {
    const form = formOf(request);
    try {
      await changeOwnPassword(web.context, actorOf(request), requirePerson(request), {
        current: new SecretText(text(form, 'current')),
        next: new SecretText(text(form, 'password')),
        keepSession: hashSessionId(request.sessionID),
      });
      redirectWith(request, response, '/security', {
        kind: 'ok',
        title: readerOf(request).words.gate.changePassword.done,
        text: readerOf(request).words.gate.changePassword.doneElsewhere,
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await show(web, request, response, fieldErrorsFor(readerOf(request).words, error));
    }
  });
  router.post('/security/sessions/revocation', async (request, response) => {
    const except = hashSessionId(request.sessionID);
    const count = await revokeSessions(web.context, actorOf(request), requirePerson(request).id, { except });
    const title = readerOf(request).words.security.othersSignedOut({ count });
    redirectWith(request, response, '/security', { kind: 'ok', title });
  });
  router.post('/security/sessions/:id/revocation', async (request, response) => {
    const only = request.params.id;
    const count = await revokeSessions(web.context, actorOf(request), requirePerson(request).id, { only });
    const { security } = readerOf(request).words;
    const title = count === 1 ? security.sessionSignedOut : security.sessionOver;
    redirectWith(request, response, '/security', { kind: 'ok', title });
  });
  return router;
}

async function show(web: WebContext, request: Request, response: Response, errors: FieldErrors): Promise<void> {
  const user = requirePerson(request);
  const current = hashSessionId(request.sessionID);
  const chrome = await chromeOf(web, request);
  const sessions = await listSessionsOfUser(web.context.db, user.id, web.context.clock());
  render(
    response,
    <SecurityPage
      chrome={chrome}
      username={user.username}
      passwordRules={await passwordRules(web, chrome.words)}
      errors={errors}
      secondFactor={await secondFactorCards(web, user)}
      sessions={sessions.map((session) => ({
        id: session.idHash,
        device: deviceOf(chrome.words, session.userAgent),
        createdAt: session.createdAt,
        seenAt: session.seenAt,
        current: session.idHash === current,
        ...(session.clientIp === undefined ? {} : { clientIp: session.clientIp }),
      }))}
    />,
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}

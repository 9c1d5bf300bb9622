import { Router, type Request, type Response } from 'express';
import {
  UserSignInPage,
  type PersonSession,
  type UserSignInPageProps,
} from '../../../../views/admin/users/show-sign-in';
import { revokeSessions } from '../../../actions/sessions/keep';
import { makePasswordLink } from '../../../actions/users/activation-link';
import { expirePassword } from '../../../actions/users/expire';
import { setTemporaryPassword } from '../../../actions/users/set-password';
import { compact } from '../../../core/compact';
import { nameOf, type User } from '../../../core/user';
import { listSessionsOfUser } from '../../../store/sessions';
import { getUser } from '../../../store/users';
import { wordsOf } from '../../../words/catalog';
import { formOf, text } from '../../forms';
import { actorOf, requirePerson } from '../../middleware/person';
import { hashSessionId } from '../../middleware/session';
import { deviceOf } from '../../portal/device';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, type FormProblem } from '../form';
import { summaryOf, userOf } from './frame';
import { showOnce } from './hand-over';
import { factorsOf } from './second-factor';

const PATH = '/admin/users/:id';

/** How a person gets in: password, links, sessions and devices. */
export function userSignInRoutes(web: WebContext): Router {
  const router = Router();
  const { context } = web;
  router.get(`${PATH}/sign-in`, async (request, response) => {
    await show(web, request, response, await userOf(web, request));
  });
  router.post(`${PATH}/password-link`, (request, response) => {
    const mail = text(formOf(request), 'how') === 'mail';
    return orShow(web, request, response, (user) => handLink(web, request, response, user, { mail }));
  });
  router.post(`${PATH}/activation-link`, (request, response) =>
    orShow(web, request, response, (user) =>
      handLink(web, request, response, user, { purpose: 'activation', mail: false }),
    ),
  );
  router.post(`${PATH}/password`, (request, response) =>
    orShow(web, request, response, async ({ id }) => {
      const temporaryPassword = await setTemporaryPassword(context, actorOf(request), id);
      const user = await getUser(context.db, id);
      showOnce(web, request, response, { user, secret: { temporaryPassword }, added: false });
    }),
  );
  router.post(`${PATH}/password/expiry`, (request, response) =>
    orShow(web, request, response, async (user) => {
      await expirePassword(context, actorOf(request), user.id);
      redirectWith(request, response, `/admin/users/${user.id}/sign-in`, {
        kind: 'ok',
        title: `The password of ${nameOf(user)} has run out`,
        text: 'A new one has to be chosen at the next page. The accounts in the applications become inactive until then.',
      });
    }),
  );
  router.post(`${PATH}/sessions/revocation`, async (request, response) => {
    const user = await userOf(web, request);
    // An admin who ends their own sessions goes on in this one: answering would keep it anyhow.
    const own = user.id === requirePerson(request).id;
    const which = own ? { except: hashSessionId(request.sessionID) } : {};
    const count = await revokeSessions(context, actorOf(request), user.id, which);
    const sessions = count === 1 ? '1 session of' : `${count} sessions of`;
    redirectWith(request, response, `/admin/users/${user.id}/sign-in`, {
      kind: 'ok',
      title: `${sessions} ${nameOf(user)} ended`,
      text: own ? 'You stay signed in here.' : 'Applications may stay open.',
    });
  });
  router.post(`${PATH}/sessions/:session/revocation`, async (request, response) => {
    const user = await userOf(web, request);
    const count = await revokeSessions(context, actorOf(request), user.id, { only: request.params.session });
    redirectWith(request, response, `/admin/users/${user.id}/sign-in`, {
      kind: count === 0 ? 'warn' : 'ok',
      title: count === 0 ? 'That session had ended already' : `A session of ${nameOf(user)} ended`,
    });
  });
  return router;
}

/** Mails a link, or leads to the page that shows it. */
async function handLink(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  how: Parameters<typeof makePasswordLink>[3],
): Promise<void> {
  const link = await makePasswordLink(web.context, actorOf(request), user.id, how);
  if (link.mailed) {
    return redirectWith(request, response, `/admin/users/${user.id}/sign-in`, {
      kind: 'ok',
      title: `A link is on its way to ${user.email}`,
      text: 'It works once. If it does not arrive, make one and hand it over yourself.',
    });
  }
  const secret = link.purpose === 'reset' ? { resetToken: link.token } : { activationToken: link.token };
  showOnce(web, request, response, { user, secret, added: false });
}

/** Does something to the person of the address; a refusal is said on their page. */
async function orShow(
  web: WebContext,
  request: Request<{ id: string }>,
  response: Response,
  deed: (user: User) => Promise<void>,
): Promise<void> {
  const user = await userOf(web, request);
  try {
    await deed(user);
  } catch (error) {
    await show(web, request, response, user, formProblem(error));
  }
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  problem?: FormProblem,
): Promise<void> {
  const { db, clock, mailer } = web.context;
  const current = hashSessionId(request.sessionID);
  const sessions = await listSessionsOfUser(db, user.id, clock());
  const props = compact<UserSignInPageProps>({
    chrome: await chromeOf(web, request),
    user: await summaryOf(web, user),
    passwordChangedAt: user.passwordChangedAt,
    passwordExpiresAt: user.passwordExpiresAt,
    mail: mailer !== undefined,
    secondFactor: await factorsOf(web, user, requirePerson(request)),
    sessions: sessions.map(({ idHash, userAgent, clientIp, createdAt, seenAt }) =>
      compact<PersonSession>({
        ...{ id: idHash, device: deviceOf(wordsOf('en'), userAgent), clientIp, createdAt, seenAt },
        current: idHash === current,
      }),
    ),
    message: problem?.message,
  });
  render(response, <UserSignInPage {...props} />, problem?.status ?? 200);
}

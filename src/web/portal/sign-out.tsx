import { Router, type Request, type Response } from 'express';
import { SignedOutPage } from '../../../views/gate/signed-out';
import { LogoutWaitingPage } from '../../../views/sso/logout';
import type { SignOutRow } from '../../../views/sso/sign-out-list';
import { beginSignOut } from '../../actions/logout/begin';
import { findOwnLogout, goOn, passOver } from '../../actions/logout/walk';
import { AppError } from '../../core/errors';
import { isUlid, type LogoutId } from '../../core/ids';
import { saidError, say } from '../../words/said';
import { actorOf, personOf } from '../middleware/person';
import { hashSessionId, type Flash } from '../middleware/session';
import { readerOf } from '../reader';
import { chromeOf, render } from '../render';
import { logoutOf, setLogoutCookie } from '../sso/logout-cookie';
import { showDelivery } from '../sso/logout';
import type { WebContext } from '../web-context';

/** Signing out, here and everywhere: the session ends first, then the browser goes round the applications. */
export function signOutRoutes(web: WebContext): Router {
  const router = Router();
  router.post('/logout', async (request, response) => {
    const person = personOf(request);
    const begun = person && (await beginSignOut(web.context, actorOf(request), hashSessionId(request.sessionID)));
    await new Promise<void>((done) => request.session.destroy(() => done()));
    response.clearCookie(request.app.get('session cookie') as string, { path: '/' });
    if (begun === undefined) return response.redirect(303, '/logout');
    setLogoutCookie(request, response, begun);
    response.redirect(303, `/logout/${begun.id}`);
  });
  router.get('/logout', async (request, response) => {
    const open = await openSignOut(web, request);
    if (open !== undefined) return response.redirect(303, open.path);
    if (personOf(request) !== undefined) return response.redirect(303, '/');
    render(response, <SignedOutPage chrome={await chromeOf(web, request, false)} />);
  });
  router.get('/logout/:id', async (request, response) => {
    await showNext(web, request, response, idOf(request));
  });
  router.post('/logout/:id/continue', async (request, response) => {
    const id = idOf(request);
    await passOver(web.context, id, secretFor(request, id), request.ip);
    response.redirect(303, `/logout/${id}`);
  });
  return router;
}

/** The sign-out of this browser that has not come to its end, if there is one. */
async function openSignOut(web: WebContext, request: Request): Promise<{ path: string; label?: string } | undefined> {
  const own = logoutOf(request);
  if (own === undefined) return undefined;
  try {
    const logout = await findOwnLogout(web.context, own.id, own.secret);
    if (logout.finishedAt !== undefined) return undefined;
    const label = logout.steps.find(({ state }) => state === 'asked')?.label;
    return { path: `/logout/${logout.id}`, ...(label === undefined ? {} : { label }) };
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** What the sign-in page says to somebody whose sign-out got stuck at an application. */
export async function openSignOutFlash(web: WebContext, request: Request): Promise<Flash | undefined> {
  const open = await openSignOut(web, request);
  if (open === undefined) return undefined;
  const { signIn } = readerOf(request).words.gate;
  const text =
    open.label === undefined ? signIn.signOutNotAsked : signIn.signOutNotAnswered({ application: open.label });
  return { kind: 'warn', title: signIn.signOutOpen, text, link: { href: open.path, label: signIn.signOutContinue } };
}

async function showNext(web: WebContext, request: Request, response: Response, id: LogoutId): Promise<void> {
  const next = await goOn(web.context, id, secretFor(request, id), request.ip);
  switch (next.kind) {
    case 'ask':
      return showDelivery(web, request, response, next.delivery, { place: next.place, of: next.of });
    case 'answer':
      return showDelivery(web, request, response, next.delivery);
    case 'waiting': {
      const chrome = await chromeOf(web, request);
      const rows = next.logout.steps.map(rowOf);
      const page = { chrome, rows, path: `/logout/${id}`, applicationLabel: next.label };
      return render(response, <LogoutWaitingPage {...page} />);
    }
    case 'result': {
      const chrome = await chromeOf(web, request, false);
      return render(response, <SignedOutPage chrome={chrome} rows={next.logout.steps.map(rowOf)} />);
    }
  }
}

function rowOf({ label, state }: SignOutRow): SignOutRow {
  return { label, state };
}

function idOf(request: Request): LogoutId {
  const { id } = request.params;
  if (typeof id === 'string' && isUlid(id)) return id as LogoutId;
  throw saidError('not_found', say('no_sign_out'));
}

function secretFor(request: Request, id: LogoutId): string | undefined {
  const own = logoutOf(request);
  return own?.id === id ? own.secret : undefined;
}

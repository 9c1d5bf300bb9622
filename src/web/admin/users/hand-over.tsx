import { Router, type Request, type Response } from 'express';
import { HandOverPage, type HandOverPageProps } from '../../../../views/admin/users/created';
import { openHandOver, sealHandOver } from '../../../actions/forms/keep';
import { compact } from '../../../core/compact';
import type { EventId } from '../../../core/ids';
import { linkAddress } from '../../../actions/users/links';
import { SecretText } from '../../../core/secret-text';
import { nameOf, type User } from '../../../core/user';
import { requirePerson } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { userOf } from './frame';

declare module 'express-session' {
  interface SessionData {
    /** What was made to be handed over, sealed for the admin who made it. */
    handOver?: { readonly id: string; readonly at: number; readonly sealed: string };
  }
}

/** What is handed over: the token of an activation link, or a temporary password. */
export type Secret =
  | { readonly activationToken: SecretText }
  | { readonly resetToken: SecretText }
  | { readonly temporaryPassword: SecretText };

/** How long the page shows it: long enough to copy it, and to come Back to it. */
const SHOWN_MS = 5 * 60_000;

/**
 * Leads to the page that shows a link or password. It stands sealed in the session of the admin, for five minutes: a
 * second click and a reload find it again, and no form is sent twice for it.
 */
export function showOnce(
  web: WebContext,
  request: Request,
  response: Response,
  shown: { readonly user: User; readonly secret: Secret; readonly added: boolean },
): void {
  const { context } = web;
  const id = context.newId<EventId>();
  const { user, secret, added } = shown;
  const [made, text] =
    'temporaryPassword' in secret
      ? ['password', secret.temporaryPassword]
      : 'resetToken' in secret
        ? ['reset', secret.resetToken]
        : ['link', secret.activationToken];
  const handed = compact<Record<string, string>>({
    userId: user.id,
    made,
    text: text.reveal(),
    added: added ? 'yes' : undefined,
  });
  const sealed = sealHandOver(context, requirePerson(request).id, handed);
  request.session.handOver = { id, at: context.clock(), sealed };
  redirectWith(request, response, `/admin/users/${user.id}/hand-over/${id}`);
}

/** The page that shows what was made, to the admin who made it. */
export function handOverRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/hand-over/:secret', async (request, response) => {
    const user = await userOf(web, request);
    const kept = request.session.handOver;
    const living = kept?.id === request.params.secret && web.context.clock() - kept.at <= SHOWN_MS;
    const handed = living ? openHandOver(web.context, requirePerson(request).id, kept.sealed) : undefined;
    if (handed?.['userId'] !== user.id) {
      delete request.session.handOver;
      return redirectWith(request, response, `/admin/users/${user.id}`, {
        kind: 'warn',
        title: 'It is not shown any more',
        text: 'If it was not handed over, make a new link or password.',
      });
    }
    render(
      response,
      <HandOverPage
        chrome={await chromeOf(web, request)}
        user={{ id: user.id, name: nameOf(user), username: user.username }}
        added={handed['added'] === 'yes'}
        secret={wordsOf(web, handed['made'], handed['text'] ?? '')}
      />,
    );
  });
  return router;
}

function wordsOf(web: WebContext, made: string | undefined, text: string): HandOverPageProps['secret'] {
  if (made === 'password') return { kind: 'password', password: text };
  const purpose = made === 'reset' ? 'reset' : 'activation';
  const url = linkAddress(web.context, purpose, new SecretText(text));
  return { kind: 'link', purpose, url, validFor: purpose === 'reset' ? '1 hour' : '7 days' };
}

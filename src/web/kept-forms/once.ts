import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { claimForm, formHash, readClaim, settleClaim } from '../../actions/forms/claim';
import { saidError, say } from '../../words/said';
import { formOf } from '../forms';
import { safePath } from '../safe-path';
import type { WebContext } from '../web-context';

/** How long the second click waits for what the first one comes to. */
const PATIENCE_MS = 8_000;
const LOOK_EVERY_MS = 50;

/**
 * Lets a form that makes something count once: a double click, or Back and the same click again, leads to what the first
 * one made. It is the same form when it stands on the same page and holds the same; a form that was refused may be sent
 * again as it is. Forms that change something are left alone: doing it twice changes nothing more.
 * @throws AppError conflict when the first one takes longer than somebody waits
 */
export function sendOnce(web: WebContext): RequestHandler {
  return async (request, response, next) => {
    const page = request.formMark?.page;
    if (page === undefined || request.access?.lines.some(({ once }) => once) !== true) return next();
    const hash = formHash(web.context, ['once', page, request.originalUrl, ...contentOf(request)]);
    const until = Date.now() + PATIENCE_MS;
    while (!(await claimForm(web.context, hash))) {
      const claim = await readClaim(web.context, hash);
      if (claim?.location !== undefined) return response.redirect(303, safePath(claim.location));
      if (Date.now() > until) throw saidError('conflict', say('form_at_work'));
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
    settleAfter(web, response, hash);
    next();
  };
}

/**
 * Once the answer is given, notes where it leads to, or gives the claim back when nothing was made. It is given to the
 * response and not to the browser: a second click hangs up on the first, whose work goes on all the same.
 */
function settleAfter(web: WebContext, response: Response, hash: string): void {
  const end = response.end.bind(response) as (...given: unknown[]) => Response;
  let settled = false;
  response.end = ((...given: unknown[]) => {
    if (!settled) {
      settled = true;
      const location = response.statusCode === 303 ? String(response.getHeader('Location') ?? '') : '';
      settleClaim(web.context, hash, location === '' ? undefined : location).catch((error: unknown) => {
        web.context.log.error({ err: error }, 'what became of a form could not be noted');
      });
    }
    return end(...given);
  }) as typeof response.end;
}

function contentOf(request: Request): string[] {
  const fields = Object.entries(formOf(request)).filter(([name]) => name !== '_csrf');
  const files = Array.isArray(request.files) ? request.files : [];
  return [
    JSON.stringify(fields),
    ...files.map(({ fieldname, buffer }) => `${fieldname} ${createHash('sha256').update(buffer).digest('hex')}`),
  ];
}

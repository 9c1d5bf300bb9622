import { createHash } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { notFound } from '../../core/errors';
import { findApplicationBySlug, findImage } from '../../store/applications';
import type { WebContext } from '../web-context';

/**
 * Serves the User Portal Image of an application to people who are signed in. Its type is the one that was found in its
 * bytes when it was uploaded; the sandbox keeps it an image whatever else it may hold (SECURITY A6).
 */
export function imageRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/apps/:slug/image', async (request, response) => {
    const application = await findApplicationBySlug(web.context.db, request.params.slug);
    const image = application && (await findImage(web.context.db, application.id));
    if (image === undefined) throw notFound('This image');
    sendImage(request, response, image, 'private, no-cache');
  });
  return router;
}

/** Answers with a picture that somebody uploaded, shut into a sandbox, or that it has not changed. */
export function sendImage(
  request: Request,
  response: Response,
  image: { readonly contentType: string; readonly bytes: Buffer },
  cacheControl: string,
): void {
  const etag = `"${createHash('sha256').update(image.bytes).digest('base64url')}"`;
  response.set({
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': cacheControl,
    ETag: etag,
  });
  if (
    request
      .get('if-none-match')
      ?.split(/\s*,\s*/)
      .includes(etag) === true
  ) {
    response.status(304).end();
    return;
  }
  response.set('Content-Type', image.contentType).send(image.bytes);
}

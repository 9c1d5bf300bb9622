import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Context } from '../../context';
import { readIdpMetadata } from '../../actions/certificates/metadata';

/**
 * Serves our metadata for one application, without a sign-in (M-053). A browser shows it; with `?download` it saves it.
 */
export function metadata(context: Context): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    const xml = await readIdpMetadata(context, request.params.slug);
    if (xml === undefined) {
      response.status(404).type('text/plain').send('There is no application with SAML sign-on at this address.\n');
      return;
    }
    const etag = `"${createHash('sha256').update(xml).digest('base64url')}"`;
    response.set({ ETag: etag, 'Cache-Control': 'public, max-age=300' });
    if (
      request
        .get('if-none-match')
        ?.split(/\s*,\s*/)
        .includes(etag) === true
    ) {
      response.status(304).end();
      return;
    }
    if (request.query['download'] !== undefined) {
      response.attachment(`passo-${request.params.slug}-metadata.xml`);
    }
    response.set('Content-Type', 'application/samlmetadata+xml; charset=utf-8').send(xml);
  };
}

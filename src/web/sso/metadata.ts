import type { Request, RequestHandler } from 'express';
import { readIdpMetadata } from '../../actions/certificates/metadata';
import { noteReader } from '../../actions/certificates/metadata-readers';
import type { Context } from '../../context';
import { compact } from '../../core/compact';

/**
 * Serves our metadata for one application, without a sign-in (M-053). A browser shows it; with `?download` it saves it.
 * Either gets a copy without an end, because a person keeps it; a program gets the one that it has to renew.
 */
export function metadata(context: Context): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    const download = request.query['download'] !== undefined;
    const document = await readIdpMetadata(context, request.params.slug, download || isBrowser(request));
    if (document === undefined) {
      response.status(404).type('text/plain').send('There is no application with SAML sign-on at this address.\n');
      return;
    }
    const { xml, etag } = document;
    const held = request.get('if-none-match');
    const notModified = held !== undefined && (held.trim() === '*' || names(held, etag));
    // Asking for headers, or for any change at all, shows no knowledge of what the document says.
    if (request.method === 'GET' && held?.trim() !== '*') {
      noteReader(
        context,
        document,
        compact({ clientIp: request.ip, userAgent: request.get('user-agent'), notModified }),
      );
    }
    response.vary('Accept').set({ ETag: etag, 'Cache-Control': 'public, max-age=300' });
    if (notModified) {
      response.status(304).end();
      return;
    }
    if (download) response.attachment(`passo-${request.params.slug}-metadata.xml`);
    response.set('Content-Type', 'application/samlmetadata+xml; charset=utf-8').end(xml);
  };
}

/** Tells whether a list of entity tags holds one. Weak marks make no difference here (RFC 9110 sections 8.8.3.2 and 13.1.2). */
function names(list: string, etag: string): boolean {
  const wanted = etag.replace(/^W\//, '');
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === wanted);
}

function isBrowser(request: Request): boolean {
  return /\btext\/html\b/i.test(request.get('accept') ?? '');
}

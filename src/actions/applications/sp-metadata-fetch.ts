import { invalid } from '../../core/errors';
import type { FetchedDocument } from '../../net/fetch-document';
import type { Deps } from '../deps';

/** What metadata comes as (saml-metadata appendix A), and what servers that do not know that call it. */
export const METADATA_ACCEPT = 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8';

/**
 * Fetches the document at an address an admin entered, without saving anything.
 * @throws AppError invalid with what went wrong, for the field metadataUrl
 */
export async function fetchSpMetadata(
  deps: Pick<Deps, 'fetchDocument'>,
  url: string,
): Promise<{ readonly bytes: Buffer; readonly etag?: string }> {
  if (url.length > 2_000) throw invalid({ metadataUrl: 'The address is too long.' });
  const answer = await deps.fetchDocument({ url, accept: METADATA_ACCEPT });
  const fault = fetchFault(answer);
  if (fault !== undefined || answer.kind !== 'document') throw invalid({ metadataUrl: fault ?? 'Nothing was read.' });
  return { bytes: answer.bytes, ...(answer.etag === undefined ? {} : { etag: answer.etag }) };
}

/** Why an answer holds no metadata, as a sentence for the admin; undefined for a document that may. */
export function fetchFault(answer: FetchedDocument): string | undefined {
  switch (answer.kind) {
    case 'not-modified':
      return undefined;
    case 'refused':
      return `The address may not be read: ${answer.detail}.`;
    case 'silence':
      return `The address could not be read: ${answer.detail}.`;
    case 'moved':
      return `The address leads on to ${answer.to}. Enter that address if you trust it.`;
    case 'status':
      return statusFault(answer.status);
    case 'document':
      return isWebPage(answer) ? 'The address answers with a web page, not with metadata.' : undefined;
  }
}

function statusFault(status: number): string {
  if (status === 401 || status === 403) {
    return `The address asks for a sign-in (status ${status}). Metadata has to be readable without one.`;
  }
  if (status === 404 || status === 410) return `There is nothing at the address (status ${status}).`;
  return `The address answers with status ${status}.`;
}

/** A page says so by its media type or its first words; metadata under the wrong media type is read all the same. */
function isWebPage({ bytes, contentType }: { bytes: Buffer; contentType: string }): boolean {
  const start = bytes
    .subarray(0, 1_000)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return true;
  return /^text\/html\b/i.test(contentType) && !start.startsWith('<');
}

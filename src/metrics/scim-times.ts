import type { ScimRequest, ScimTransport } from '../scim/transport';

/** Told of every request to the SCIM server of an application, which is named by its slug. */
export type ScimWatch = (
  app: string,
  operation: string,
  result: 'ok' | 'refused' | 'fault' | 'silence',
  seconds: number,
) => void;

/** The same way to a SCIM server, watched. */
export function watched(transport: ScimTransport, app: string, watch: ScimWatch): ScimTransport {
  return async (request) => {
    const came = await transport(request);
    const result =
      came.kind === 'silence' ? 'silence' : came.status >= 500 ? 'fault' : came.status >= 400 ? 'refused' : 'ok';
    watch(app, operationOf(request), result, came.tookMs / 1000);
    return came;
  };
}

/** The operation as one of few names: ids and filters in the path are not part of it (RFC 7644 section 3.2). */
function operationOf({ method, path }: ScimRequest): string {
  const verb = { GET: 'read', POST: 'create', PUT: 'replace', PATCH: 'change', DELETE: 'delete' }[method];
  const kind = path.startsWith('/Users') ? 'user' : path.startsWith('/Groups') ? 'group' : 'description';
  return `${verb}_${kind}`;
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { answerDirectly, type DirectAnswer, type DirectRequest } from '../../actions/sign-on/direct';
import type { Context } from '../../context';
import { clientIpOf } from '../client-ip';
import { policyForPosting, securityHeaderLines } from '../middleware/headers';
import { cookieName, hashSessionId, sessionIdOf, signInOf } from '../middleware/session';
import { languageOfBrowser } from '../reader';
import { requestIdOf } from '../request-id';
import { postText, type Theme } from './post-text';

const ADDRESS = /^\/saml2\/([a-z0-9]+(?:-[a-z0-9]+)*)\?(?=(?:[^#]*&)?SAMLRequest=)/;
const MOST_POLICIES = 1_000;

/**
 * Stands ahead of the application's middleware and answers what a signed-in person's browser brings by HTTP-Redirect,
 * when there is nothing to ask. Everything else goes on to the application, untouched.
 */
export function directDoor(context: Context, next: RequestListener): RequestListener {
  const secure = context.config.baseUrl.startsWith('https:');
  const name = cookieName(secure);
  const { cookieKey } = context.secrets;
  const send = sender(securityHeaderLines(secure), context.config.trustProxy);
  const about = (request: IncomingMessage): { request_id: string; app: string | undefined } => ({
    request_id: requestIdOf(request, context.config.trustProxy),
    app: ADDRESS.exec(request.url ?? '')?.[1],
  });
  return (request, response) => {
    const { method, url = '', headers } = request;
    const match = method === 'GET' ? ADDRESS.exec(url) : null;
    const sessionId = match === null ? undefined : sessionIdOf(headers.cookie, name, cookieKey);
    if (match === null || sessionId === undefined) return next(request, response);
    const asked: DirectRequest = {
      slug: match[1] ?? '',
      query: url.slice(url.indexOf('?') + 1),
      sessionHash: hashSessionId(sessionId),
      clientIp: clientIpOf(request, context.config.trustProxy),
      signInOf,
    };
    answerDirectly(context, asked)
      .catch((error: unknown) => {
        context.log.error({ err: error, ...about(request) }, 'the short way of a sign-on failed');
        return undefined;
      })
      .then((posted) => (posted === undefined ? next(request, response) : send(request, response, posted)))
      .catch((error: unknown) => {
        context.log.error({ err: error, ...about(request) }, 'an answer could not be sent');
        response.destroy();
      });
  };
}

/** Sends the page that takes a Response to the SP. The headers are those of every page, made once. */
function sender(
  common: readonly string[],
  proxies: number,
): (request: IncomingMessage, response: ServerResponse, posted: DirectAnswer) => void {
  const policies = new Map<string, string>();
  const policyOf = (acsUrl: string): string => {
    const known = policies.get(acsUrl);
    if (known !== undefined) return known;
    if (policies.size >= MOST_POLICIES) policies.clear();
    const policy = policyForPosting(acsUrl);
    policies.set(acsUrl, policy);
    return policy;
  };
  return (request, response, posted) => {
    const { cookie, 'accept-language': accepted } = request.headers;
    const page = postText(posted, themeOf(request), languageOfBrowser(posted.language, cookie, accepted));
    response.writeHead(200, [
      ...common,
      ...['Content-Security-Policy', policyOf(posted.acsUrl), 'Cache-Control', 'no-store'],
      ...['X-Request-Id', requestIdOf(request, proxies)],
      ...['Content-Type', 'text/html; charset=utf-8', 'Content-Length', String(Buffer.byteLength(page))],
    ]);
    // As a text, not as bytes: then head and page leave in one piece.
    response.end(page, 'utf8');
  };
}

function themeOf({ headers }: IncomingMessage): Theme {
  return /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(headers.cookie ?? '')?.[1] as Theme;
}

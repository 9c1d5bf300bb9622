import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { OPERATIONS } from './api/operations';
import { openApiDocument } from './api/reference/openapi';
import { apiRoutes } from './api/router';
import { PACKAGE } from './config/package';
import type { Context } from './context';
import { securityHeaders } from './web/middleware/headers';
import { makeAuthenticator } from './web/middleware/person';
import { cookieName } from './web/middleware/session';
import { afterAnswer } from './web/error-page';
import { healthRoutes } from './web/health';
import { tellRequestId } from './web/request-id';
import { securityTxtRoutes } from './web/security-txt';
import { routes } from './web/routes';
import { directDoor } from './web/sso/direct-door';

let written: string | undefined;

/** Every operation goes into it: it is written when it is first asked for, and once. */
function apiDocument(): string {
  return (written ??= JSON.stringify(openApiDocument(OPERATIONS)));
}

/** Everything a server listens with: the short way of a sign-on, and the Express application behind it. */
export function buildListener(context: Context): RequestListener {
  return directDoor(context, buildApp(context));
}

/** Builds the Express application. It never listens: the server does, and tests do. */
export function buildApp(context: Context): Express {
  const app = express();
  const secure = context.config.baseUrl.startsWith('https:');
  app.disable('x-powered-by');
  app.set('trust proxy', context.config.trustProxy);
  app.set('query parser', 'simple');
  app.set('session cookie', cookieName(secure));
  app.use(securityHeaders(secure));
  app.use(healthRoutes(context));
  app.use(securityTxtRoutes(context));
  app.use(tellRequestId(context.config.trustProxy));
  app.use(
    '/assets',
    express.static(join(PACKAGE.root, 'views', 'assets'), {
      index: false,
      immutable: true,
      maxAge: '1 year',
      redirect: false,
    }),
  );
  // In front of sessions and forms: programs come with a key and with nothing else.
  app.use(apiRoutes(context, OPERATIONS));
  app.use(routes({ context, authenticator: makeAuthenticator(context), apiDocument }));
  app.use(afterAnswer(context));
  return app;
}

import express, { type Request, type Response, type Router } from 'express';

import { AppError } from '../../core/errors';
import { renderMe } from '../../../views/dev/me';
import { renderProblem } from '../../../views/dev/problem';
import { renderSendRequest } from '../../../views/dev/send-request';

import { contentPolicy } from './headers';
import type { SimulatorModel } from './model';
import { explainRefusal } from './saml/refusal';
import type { LogoutDelivery, LogoutFields } from './saml/single-logout';
import type { Sessions } from './sessions';

const RESPONSE_LIMIT = '1mb';
const SEND_SCRIPT = 'document.forms[0].submit();\n';

/** The SAML service provider's pages: sign-in by both bindings, the ACS, metadata, and who is signed in. */
export function samlRouter(model: SimulatorModel, sessions: Sessions): Router {
  const { serviceProvider, options } = model;
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: RESPONSE_LIMIT });

  router.get('/metadata', (_request, response) => {
    response.type('application/samlmetadata+xml').send(serviceProvider.metadata());
  });

  router.get('/login', async (request: Request, response: Response) => {
    if (request.query['binding'] !== 'post') {
      response.redirect(303, await serviceProvider.redirectUrl('/me'));
      return;
    }
    const { action, fields } = await serviceProvider.postForm('/me');
    response.set('Content-Security-Policy', contentPolicy(new URL(action).origin));
    response.send(renderSendRequest({ name: options.name, action, fields }));
  });

  router.get('/send.js', (_request, response) => {
    response.type('text/javascript').send(SEND_SCRIPT);
  });

  router.post('/acs', form, async (request: Request, response: Response) => {
    const { SAMLResponse, RelayState } = (request.body ?? {}) as Record<string, unknown>;
    try {
      if (typeof SAMLResponse !== 'string') throw new AppError('invalid', 'No SAMLResponse was posted.');
      const relayState = typeof RelayState === 'string' ? { RelayState } : {};
      const signIn = await serviceProvider.accept({ SAMLResponse, ...relayState });
      model.addSignIn(signIn);
      sessions.begin(request, response, signIn);
      response.redirect(303, '/me');
    } catch (error) {
      if (error instanceof AppError) throw error;
      response.status(403).send(renderProblem({ name: options.name, ...explainRefusal(error) }));
    }
  });

  router.get('/me', async (request: Request, response: Response) => {
    const signIn = sessions.find(request);
    if (signIn === undefined) return response.redirect(303, '/');
    // The form's own journey goes on to the identity provider, so its policy has to name that.
    const origin = await serviceProvider.logout.origin();
    response.set('Content-Security-Policy', contentPolicy(origin));
    response.send(renderMe({ name: options.name, signIn, everywhere: origin !== undefined }));
  });

  router.post('/logout', (request: Request, response: Response) => {
    sessions.end(request, response);
    response.redirect(303, '/');
  });
  router.post('/logout/everywhere', async (request: Request, response: Response) => {
    const signIn = sessions.find(request);
    sessions.end(request, response);
    response.redirect(303, signIn === undefined ? '/' : await serviceProvider.logout.requestUrl(signIn, '/'));
  });

  router.get('/slo', async (request: Request, response: Response) => {
    const { originalUrl } = request;
    const query = originalUrl.slice(originalUrl.indexOf('?') + 1);
    await takeLogout(response, { binding: 'redirect', query });
  });

  router.post('/slo', form, async (request: Request, response: Response) => {
    await takeLogout(response, { binding: 'post', form: (request.body ?? {}) as LogoutFields });
  });

  async function takeLogout(response: Response, delivery: LogoutDelivery): Promise<void> {
    if (model.defects.ignoreLogout === true) {
      const sentence = 'This application does not answer logout messages.';
      response.status(503).send(renderProblem({ name: options.name, sentence, advice: 'Go back.', reason: '' }));
      return;
    }
    try {
      const news = await serviceProvider.logout.take(delivery);
      if (news.kind === 'done') return response.redirect(303, '/?done=logout');
      const ended = sessions.endAll(news.nameId, news.sessionIndex);
      response.redirect(303, await news.answer(ended > 0));
    } catch (error) {
      if (error instanceof AppError) throw error;
      response.status(403).send(renderProblem({ name: options.name, ...explainRefusal(error) }));
    }
  }
  return router;
}

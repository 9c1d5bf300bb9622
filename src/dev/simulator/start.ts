import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

import express, { type Express, type NextFunction, type Request, type Response } from 'express';

import { AppError, type ErrorCode } from '../../core/errors';
import { renderProblem } from '../../../views/dev/problem';

import { controlRouter } from './control-routes';
import { readDefects } from './defects';
import { safeHeaders, sameOriginOnly } from './headers';
import { SimulatorModel } from './model';
import { samlRouter } from './saml-routes';
import { GROUP_TYPE, userType } from './scim/schema';
import { scimRouter } from './scim-routes';
import { Sessions } from './sessions';
import type { Simulator, SimulatorOptions } from './types';
import { Gate } from './wire/gate';

const ASSETS = ['passo.css', 'passo.js', 'mark.svg'];
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { invalid: 400, forbidden: 403, unavailable: 502 };

/**
 * Starts a simulated service provider: SAML 2.0 service provider, SCIM 2.0 server (RFC 7643, RFC 7644) and a status page.
 * @throws Error when the port can't be used or the state file can't be read; AppError invalid for a wrong defect
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer();
  const port = await listen(server, options.port, host);
  const url = (options.publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, '');
  let model: SimulatorModel;
  try {
    model = new SimulatorModel(options, url);
  } catch (error) {
    await close(server);
    throw error;
  }
  server.on('request', buildApp(model));
  return {
    url,
    port,
    scimBaseUrl: model.scimBaseUrl,
    token: options.scimToken,
    entityId: model.serviceProvider.entityId,
    acsUrl: model.serviceProvider.acsUrl,
    sloUrl: model.serviceProvider.sloUrl,
    metadataUrl: model.serviceProvider.metadataUrl,
    get certificate() {
      return model.keys().certificate;
    },
    tokenUrl: `${url}/oauth/token`,
    requests: model.log.entries,
    accounts: () => model.accounts(),
    account: (userName) => model.accountNamed(userName),
    groups: () => model.groups(),
    signIns: () => model.signIns,
    defects: () => model.defects,
    setDefects: (defects) => {
      model.defects = readDefects(defects);
    },
    useIdpMetadata: (metadataUrl) => model.useIdpMetadata(metadataUrl),
    stop: () => close(server),
  };
}

function buildApp(model: SimulatorModel): Express {
  const { options, url } = model;
  const sessions = new Sessions(url);
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(safeHeaders);
  const gate = new Gate(options.scimToken, options.clock);
  const form = express.urlencoded({ extended: false, limit: '10kb' });
  app.post('/oauth/token', form, (request, response) => gate.issue(request, response));
  app.use(
    '/scim/v2',
    scimRouter({
      types: [userType(options.extraAttributes ?? []), GROUP_TYPE],
      store: model.store,
      log: model.log,
      gate,
      baseUrl: model.scimBaseUrl,
      clock: options.clock,
      random: options.random ?? Math.random,
      defects: () => model.defects,
    }),
  );
  for (const asset of ASSETS) {
    app.get(`/${asset}`, (_request, response) => response.sendFile(asset, { root: resolve(options.assetsDir) }));
  }
  // The ACS and the logout address are the ones that another site's form may post to.
  app.use(['/idp', '/logout', '/simulator'], sameOriginOnly(new URL(url).origin));
  app.use(samlRouter(model, sessions));
  app.use(controlRouter(model, sessions));
  app.use((_request, _response, next) => next(new AppError('not_found', 'There is no such page here.')));
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else showError(error, request, response, options.name);
  });
  return app;
}

function showError(error: unknown, request: Request, response: Response, name: string): void {
  const known = error instanceof AppError ? error : new AppError('internal', 'The simulator failed on this request.');
  const status = known.code === 'not_found' ? 404 : (STATUS[known.code] ?? statusOf(error));
  response.status(status);
  if (request.path.startsWith('/simulator/') && typeof request.is('application/x-www-form-urlencoded') !== 'string') {
    response.json({ error: known.message, fields: known.fields });
    return;
  }
  response.send(
    renderProblem({ name, sentence: known.message, advice: 'Go back to the status page and try again.', reason: '' }),
  );
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      done((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.close((error) => (error === undefined ? done() : fail(error)));
    server.closeAllConnections();
  });
}

import express, { type Request, type Response, type Router } from 'express';

import { renderStatus } from '../../../views/dev/status';

import { DEFECT_GROUPS, readDefects } from './defects';
import type { SimulatorModel } from './model';
import type { Sessions } from './sessions';

const SHOWN = 50;

/** The status page, and the control endpoints: forms are answered with a redirect, programs with JSON. */
export function controlRouter(model: SimulatorModel, sessions: Sessions): Router {
  const router = express.Router();
  router.use(express.json({ limit: '100kb' }), express.urlencoded({ extended: false, limit: '100kb' }));

  router.get('/', (request: Request, response: Response) => {
    const { serviceProvider, options } = model;
    const source = serviceProvider.idpSource;
    const signedIn = sessions.find(request);
    const accounts = model.accounts();
    response.send(
      renderStatus({
        name: options.name,
        now: options.clock(),
        entityId: serviceProvider.entityId,
        acsUrl: serviceProvider.acsUrl,
        metadataUrl: serviceProvider.metadataUrl,
        scimBaseUrl: model.scimBaseUrl,
        token: options.scimToken,
        idp: source === undefined ? { kind: 'none' } : idpView(source),
        ...(signedIn === undefined ? {} : { signedInAs: signedIn.nameId }),
        signIns: model.signIns.slice(0, SHOWN),
        accounts: accounts.slice(0, SHOWN),
        accountCount: accounts.length,
        groupCount: model.store.list('Group').length,
        requests: model.log.entries.slice(-SHOWN).reverse(),
        requestCount: model.log.total,
        defects: DEFECT_GROUPS.map(({ title, defects }) => ({
          title,
          defects: defects.map((defect) => ({ ...defect, value: model.defects[defect.name] })),
        })),
        ...noticeOf(request),
      }),
    );
  });

  router.post('/idp', (request: Request, response: Response) => {
    const { metadataUrl } = (request.body ?? {}) as Record<string, unknown>;
    model.useIdpMetadata(typeof metadataUrl === 'string' ? metadataUrl.trim() : '');
    done(request, response, 'idp');
  });

  router.post('/simulator/defects', (request: Request, response: Response) => {
    model.defects = readDefects(request.body ?? {});
    done(request, response, 'defects', { defects: model.defects });
  });

  router.post('/simulator/reset', (request: Request, response: Response) => {
    model.reset();
    done(request, response, 'reset');
  });

  router.get('/simulator/state', (_request: Request, response: Response) => {
    response.json({
      accounts: model.accounts(),
      groups: model.groups(),
      signIns: model.signIns,
      requestCount: model.log.total,
      defects: model.defects,
    });
  });
  return router;
}

const NOTICES: Readonly<Record<string, string>> = {
  idp: 'The identity provider is set. Its metadata is read at the next sign-in.',
  defects: 'The defects are set. They hold from the next SCIM request on.',
  logout: 'The identity provider has signed you out everywhere.',
  reset: 'Accounts, groups, sign-ins and recorded requests are gone.',
};

function noticeOf(request: Request): { notice?: string } {
  const name = request.query['done'];
  const notice = typeof name === 'string' && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined;
  return notice === undefined ? {} : { notice };
}

function done(request: Request, response: Response, name: string, json: Record<string, unknown> = {}): void {
  if (typeof request.is('application/x-www-form-urlencoded') === 'string') response.redirect(303, `/?done=${name}`);
  else response.json({ ok: true, ...json });
}

function idpView(
  source: { metadataUrl: string } | { metadataXml: string },
): { kind: 'url'; url: string } | { kind: 'file' } {
  return 'metadataUrl' in source ? { kind: 'url', url: source.metadataUrl } : { kind: 'file' };
}

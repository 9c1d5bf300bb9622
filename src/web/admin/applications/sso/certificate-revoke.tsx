import { Router, type Request, type Response } from 'express';
import { RevokePage } from '../../../../../views/admin/applications/certificate/revoke';
import type { RevokeProps } from '../../../../../views/admin/applications/certificate/props';
import { readRotation } from '../../../../actions/certificates/board';
import { revokeCertificate } from '../../../../actions/certificates/revoke';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { notFound } from '../../../../core/errors';
import type { CertificateId } from '../../../../core/ids';
import { formOf, queryText, text } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { formProblem, type FormProblem } from '../../form';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { ssoOf } from './page';

interface Asked {
  readonly id: string;
  readonly typed: string;
  readonly replaceBy: 'next' | 'fresh';
}

/** Revoking a certificate: asked on a page, confirmed by the application's name (SECURITY S11). */
export function certificateRevokeRoutes(web: WebContext): Router {
  const router = Router();
  const path = '/admin/applications/:id/sso/certificate/revocation';
  router.get(path, async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    await ask(web, request, response, application, {
      id: queryText(request, 'certificate'),
      typed: '',
      replaceBy: 'next',
    });
  });
  router.post(path, async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const form = formOf(request);
    const replaceBy = text(form, 'replaceBy') === 'next' ? 'next' : 'fresh';
    const asked: Asked = { id: text(form, 'certificate'), typed: text(form, 'typed'), replaceBy };
    try {
      const id = asked.id as CertificateId;
      await revokeCertificate(web.context, actorOf(request), application.id, id, asked);
      redirectWith(request, response, pathOf(application, 'sso/certificate'), {
        kind: 'warn',
        title: 'The certificate was revoked',
        text: `Give ${application.label} the certificate in use now, and remove the revoked one there.`,
      });
    } catch (error) {
      await ask(web, request, response, application, asked, formProblem(error));
    }
  });
  return router;
}

async function ask(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  { id, typed, replaceBy }: Asked,
  problem?: FormProblem,
): Promise<void> {
  const { current, next, retiring } = await readRotation(web.context, application);
  const certificate = [current, next, ...retiring].find((candidate) => candidate?.id === id);
  if (certificate === undefined) throw notFound('This certificate');
  const props = compact<RevokeProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    certificate,
    next: certificate.state === 'current' ? next : undefined,
    typed,
    replaceBy: next === undefined ? 'fresh' : replaceBy,
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <RevokePage {...props} />, problem?.status ?? 200);
}

import { Router, type Request, type Response } from 'express';
import { CertificatePage } from '../../../../../views/admin/applications/certificate/page';
import type { CertificateForms, CertificatePageProps } from '../../../../../views/admin/applications/certificate/props';
import { readRotation } from '../../../../actions/certificates/board';
import { downloadCertificate } from '../../../../actions/certificates/download';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { actorOf } from '../../../middleware/person';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import type { FormProblem } from '../../form';
import { applicationOf, frameOf } from '../frame-props';
import { certificateChangeRoutes } from './certificate-changes';
import { certificateRevokeRoutes } from './certificate-revoke';
import { ssoOf } from './page';

/** The page of an application's certificate, its changes, and the files certificate.pem (M-055) and next-certificate.pem. */
export function certificateRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/certificate', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    await showCertificate(web, request, response, application);
  });
  router.get('/admin/applications/:id/sso/certificate.pem', (request, response) =>
    sendFile(web, request, response, 'current'),
  );
  router.get('/admin/applications/:id/sso/next-certificate.pem', (request, response) =>
    sendFile(web, request, response, 'next'),
  );
  router.use(certificateChangeRoutes(web, showCertificate), certificateRevokeRoutes(web));
  return router;
}

/** Writes the page of a certificate; with a problem it shows what was typed again. */
export async function showCertificate(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  problem?: FormProblem,
  typed: CertificateForms = {},
): Promise<void> {
  const props = compact<CertificatePageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    rotation: await readRotation(web.context, application),
    typed,
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <CertificatePage {...props} />, problem?.status ?? 200);
}

async function sendFile(
  web: WebContext,
  request: Request,
  response: Response,
  which: 'current' | 'next',
): Promise<void> {
  const application = await applicationOf(web, request);
  ssoOf(application);
  const pem = await downloadCertificate(web.context, actorOf(request), application, which);
  response
    .attachment(which === 'next' ? 'next-certificate.pem' : 'certificate.pem')
    .set({ 'Content-Type': 'application/x-pem-file', 'Cache-Control': 'no-store' })
    .send(pem);
}

import { Router } from 'express';
import { downloadCertificate } from '../../../../actions/certificates/download';
import { actorOf } from '../../../middleware/person';
import type { WebContext } from '../../../web-context';
import { applicationOf } from '../frame-props';
import { ssoOf } from './page';

/** Hands out an application's certificate as certificate.pem (M-055). */
export function certificateRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/certificate.pem', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const pem = await downloadCertificate(web.context, actorOf(request), application);
    response
      .attachment('certificate.pem')
      .set({ 'Content-Type': 'application/x-pem-file', 'Cache-Control': 'no-store' })
      .send(pem);
  });
  return router;
}

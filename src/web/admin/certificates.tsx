import { Router, type Request, type Response } from 'express';
import { CertificatesPage, type CertificatesPageProps } from '../../../views/admin/certificates';
import { exactTime } from '../../../views/parts/time';
import { counted } from '../../../views/parts/words';
import { readCertificateBoard } from '../../actions/certificates/board';
import { planReadySwitches } from '../../actions/certificates/switch';
import { all, formOf, text } from '../forms';
import { actorOf } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';
import { momentOf } from './applications/sso/certificate-moment';
import { formProblem, type FormProblem } from './form';

/** The board of all certificates, and a date for the switch of those that are ready. */
export function certificateBoardRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/certificates', (request, response) => show(web, request, response));
  router.post('/admin/certificates/plan', async (request, response) => {
    const form = formOf(request);
    const wanted = new Set(all(form, 'certificate'));
    try {
      const at = momentOf(form);
      const nexts = (await readCertificateBoard(web.context)).flatMap(({ applicationId, next }) =>
        next === undefined || !wanted.has(next.id) ? [] : [{ applicationId, id: next.id }],
      );
      const count = await planReadySwitches(web.context, actorOf(request), nexts, at);
      const title = `The switch of ${counted(count, 'application')} is planned for ${exactTime(at)}`;
      const left = wanted.size - count;
      redirectWith(
        request,
        response,
        '/admin/certificates',
        left === 0
          ? { kind: 'ok', title }
          : { kind: 'warn', title, text: `${counted(left, 'was', 'were')} left: not ready any more, or gone.` },
      );
    } catch (error) {
      await show(web, request, response, formProblem(error));
    }
  });
  return router;
}

async function show(web: WebContext, request: Request, response: Response, problem?: FormProblem): Promise<void> {
  const form = problem === undefined ? {} : formOf(request);
  const props: CertificatesPageProps = {
    chrome: await chromeOf(web, request),
    rows: await readCertificateBoard(web.context),
    typed: problem === undefined ? {} : { date: text(form, 'date'), time: text(form, 'time') },
    errors: problem?.errors ?? {},
  };
  render(response, <CertificatesPage {...props} />, problem?.status ?? 200);
}

import { Router, type Request, type Response } from 'express';
import { MailPage, type MailFateView, type MailPageProps } from '../../../views/admin/settings/mail';
import { sendTestMail } from '../../actions/mail/send-test';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { readMailState, type MailFate } from '../../store/mail-outbox';
import { requirePerson } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';

const PATH = '/admin/settings/mail';
/** Not 503: proxies put a page of their own in its place, and the fault would be lost. */
const NOT_SENT = 409;

/** How mail goes out and how it fared, and a test to the admin's own address. */
export function mailRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, (request, response) => show(web, request, response));
  router.post(`${PATH}/test`, async (request, response) => {
    const admin = requirePerson(request);
    try {
      const to = await sendTestMail(web.context, admin);
      const text = 'The mail server took it. Look into your inbox, and into the spam folder.';
      redirectWith(request, response, PATH, { kind: 'ok', title: `A test message is on its way to ${to}`, text });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      await show(web, request, response, error.message);
    }
  });
  return router;
}

async function show(web: WebContext, request: Request, response: Response, problem?: string): Promise<void> {
  const { db, config } = web.context;
  const { waiting, givenUp, lastSent, lastFault } = await readMailState(db);
  const props = compact<MailPageProps>({
    chrome: await chromeOf(web, request),
    server: config.mail,
    own: requirePerson(request).email,
    waiting,
    givenUp,
    lastSent: lastSent && fateOf(lastSent),
    lastFault: lastFault && fateOf(lastFault),
    problem,
  });
  render(response, <MailPage {...props} />, problem === undefined ? 200 : NOT_SENT);
}

function fateOf({ to, subject, createdAt, sentAt, attempts, fault, nextTryAt }: MailFate): MailFateView {
  return compact<MailFateView>({ to, subject, at: sentAt ?? createdAt, attempts, fault, nextTryAt });
}

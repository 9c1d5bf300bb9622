import { Router } from 'express';
import { ExchangePage, ExchangesPage } from '../../../../../views/admin/applications/insight/exchanges';
import type { ExchangeRow } from '../../../../../views/admin/applications/insight/props';
import { withQuery } from '../../../../../views/parts/safe-href';
import { findDiagnosed, listDiagnosed, type DiagnosedExchange } from '../../../../actions/insight/exchanges';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { notFound } from '../../../../core/errors';
import { isUlid, type EventId } from '../../../../core/ids';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { ssoOf } from '../sso/page';

const WAY = { redirect: 'HTTP-Redirect', post: 'HTTP-POST', soap: 'SOAP' } as const;

/** Facts that are no news beside the sentence, or not for reading. */
const LEFT_OUT = ['acsUrl', 'inResponseTo'];

/** The last exchanges of messages with an application, and one of them by the id of its event. */
export function exchangeRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/sso/exchanges', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const found = await listDiagnosed(web.context, application);
    const page = (
      <ExchangesPage
        chrome={await chromeOf(web, request)}
        frame={await frameOf(web, application)}
        rows={found.map((one) => rowOf(application, one))}
      />
    );
    render(response, page);
  });

  router.get('/admin/applications/:id/sso/exchanges/:exchange', async (request, response) => {
    const application = await applicationOf(web, request);
    ssoOf(application);
    const { exchange: id } = request.params;
    const found = isUlid(id) ? await findDiagnosed(web.context, application, id as EventId) : undefined;
    if (found === undefined) throw notFound('This exchange');
    const facts = Object.entries(found.exchange.facts ?? {}).filter(([term]) => !LEFT_OUT.includes(term));
    const page = (
      <ExchangePage
        chrome={await chromeOf(web, request)}
        frame={await frameOf(web, application)}
        row={rowOf(application, found)}
        facts={facts.map(([term, value]) => ({ term, value }))}
        asked={isAskedByUs(found.exchange)}
        {...compact({ request: found.request, response: found.response })}
      />
    );
    render(response, page);
  });
  return router;
}

/** Only a sign-out that began here asks the application; an answer of one that nobody waits for came in by itself. */
function isAskedByUs({ kind, startedBy, request }: DiagnosedExchange['exchange']): boolean {
  return kind === 'logout' && startedBy === 'idp' && /^[^>]{0,40}LogoutRequest/.test(request ?? '');
}

function rowOf(application: Application, { exchange, diagnosis }: DiagnosedExchange): ExchangeRow {
  return compact<ExchangeRow>({
    id: exchange.id,
    at: exchange.at,
    what: whatOf(exchange),
    answered: diagnosis.answered,
    sentence: diagnosis.sentence,
    userName: exchange.userName,
    remedy: remedyOf(application, diagnosis, exchange.userName),
  });
}

function whatOf({ kind, startedBy, binding }: DiagnosedExchange['exchange']): string {
  const what = kind === 'logout' ? 'Sign-out' : 'Sign-on';
  const way = binding === undefined ? '' : ` by ${WAY[binding]}`;
  return startedBy === 'idp' ? `${what}, started here${way}` : `${what}, asked for${way}`;
}

function remedyOf(
  application: Application,
  { remedy }: DiagnosedExchange['diagnosis'],
  userName: string | undefined,
): ExchangeRow['remedy'] {
  switch (remedy) {
    case undefined:
      return undefined;
    case 'users':
      return { label: 'Find the person', href: withQuery('/admin/users', { q: userName }) };
    case 'user-groups':
      return { label: 'Open User Groups', href: pathOf(application, 'user-groups') };
    case 'general':
      return { label: 'Open General Info', href: pathOf(application, 'general') };
    case 'sso':
      return { label: 'Open the SSO tab', href: pathOf(application, 'sso') };
  }
}

import { Router, type Request } from 'express';
import { InsightsPage } from '../../../views/admin/insights/index';
import { EventPage } from '../../../views/admin/insights/show';
import { withQuery } from '../../../views/parts/safe-href';
import { invalid, notFound } from '../../core/errors';
import { exportEvents, readExportFormat } from '../../actions/evidence/export';
import { isUlid, type EventId } from '../../core/ids';
import { EVENT_CATEGORIES, EVENTS, type AnyEvent } from '../../events/catalog';
import { writeHead } from '../../events/chain';
import { findEvent, listEvents } from '../../store/events';
import { findChain } from '../../store/evidence/seals';
import { findFirstAct } from '../../store/evidence/story';
import { sendDownload } from '../download';
import { queryText } from '../forms';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';
import { EVENT_OPTIONS, exchangeOf, factsOf } from './event-facts';
import { eventRow } from './event-rows';
import { EVENTS_A_PAGE, insightsHref, readFilter } from './insights-filter';

const RELATED = 100;

/** Directory Insights: the log with its filters, and the page of one event. */
export function insightsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/insights', async (request, response) => {
    const filter = await readFilter(web, request);
    const found = await listEvents(web.context.db, filter.query);
    const events = found.slice(0, EVENTS_A_PAGE);
    const head = (await findChain(web.context.db))?.head;
    const last = found.length > EVENTS_A_PAGE ? events.at(-1) : undefined;
    render(
      response,
      <InsightsPage
        chrome={await chromeOf(web, request)}
        filter={filter.shown}
        categories={EVENT_CATEGORIES}
        names={EVENT_OPTIONS}
        applications={filter.applications}
        events={events.map(eventRow)}
        errors={filter.errors}
        exportHref={(format) => withQuery('/admin/insights/export', { ...filter.shown, format })}
        {...(head === undefined || head.position === 0 ? {} : { chain: { ...head, text: writeHead(head) } })}
        {...(filter.beyond === undefined ? {} : { beyond: filter.beyond })}
        {...(filter.userName === undefined ? {} : { userName: filter.userName })}
        {...(filter.groupName === undefined ? {} : { groupName: filter.groupName })}
        {...(filter.before === undefined ? {} : { newer: insightsHref(filter.shown) })}
        {...(last === undefined ? {} : { older: insightsHref(filter.shown, last.id) })}
      />,
    );
  });
  router.get('/admin/insights/export', async (request, response) => {
    const filter = await readFilter(web, request);
    if (Object.keys(filter.errors).length > 0) throw invalid(filter.errors);
    const format = readExportFormat(queryText(request, 'format')) ?? 'csv';
    await sendDownload(response, exportEvents(web.context, filter.query, format));
  });
  router.get('/admin/insights/:id', async (request, response) => {
    const event = await eventOf(web, request);
    const { label, category } = EVENTS[event.name];
    const exchange = exchangeOf(event);
    const answer = exchange && [exchange.status, exchange.scimType, exchange.detail].filter(Boolean).join('\n');
    const related = await relatedTo(web, event);
    render(
      response,
      <EventPage
        chrome={await chromeOf(web, request)}
        event={{ ...eventRow(event), label, category }}
        facts={await factsOf(web, event)}
        json={JSON.stringify({ ...event, at: new Date(event.at).toISOString() }, undefined, 2)}
        related={related.map(eventRow)}
        story={withQuery('/admin/insights', { cause: await findFirstAct(web.context.db, event.id) })}
        {...(exchange === undefined ? {} : { request: requestText(exchange) })}
        {...(answer === undefined || answer === '' ? {} : { response: answer })}
      />,
    );
  });
  return router;
}

async function eventOf(web: WebContext, request: Request<{ id: string }>): Promise<AnyEvent> {
  const { id } = request.params;
  const event = isUlid(id) ? await findEvent(web.context.db, id as EventId) : undefined;
  if (event === undefined) throw notFound('This event');
  return event;
}

function requestText(exchange: { readonly method: string; readonly path: string; readonly request?: unknown }): string {
  const line = `${exchange.method} ${exchange.path}`;
  return exchange.request === undefined ? line : `${line}\n\n${JSON.stringify(exchange.request, undefined, 2)}`;
}

/** Events of the same cause, the cause itself, and what the event led to; newest first, without the event. */
async function relatedTo(web: WebContext, event: AnyEvent): Promise<AnyEvent[]> {
  const { db } = web.context;
  const causes = new Set([await findFirstAct(db, event.id), event.id]);
  const found = new Map<string, AnyEvent>();
  for (const correlationId of causes) {
    for (const other of await listEvents(db, { correlationId, take: RELATED })) found.set(other.id, other);
  }
  found.delete(event.id);
  return [...found.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
}

import { Router, type Request, type Response } from 'express';
import { HelpPage, type HelpPageProps, type OwnEvent } from '../../../views/portal/help';
import { NAME_PLACE } from '../../../views/parts/reading/named';
import { findOwnEvent, readEventId } from '../../actions/portal/own-events';
import { compact } from '../../core/compact';
import type { AnyEvent } from '../../events/catalog';
import { findBranding } from '../../store/portal/branding';
import type { Words } from '../../words/catalog';
import { queryText } from '../forms';
import { requirePerson } from '../middleware/person';
import { readerOf } from '../reader';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';
import { eventName, eventWords } from './event-words';

/** Whom to ask, and what an event about oneself means. */
export function helpRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/help', (request, response) => show(web, request, response));
  return router;
}

async function show(web: WebContext, request: Request, response: Response): Promise<void> {
  const { db } = web.context;
  const { words } = readerOf(request);
  const typed = queryText(request, 'event').slice(0, 64);
  const start = readEventId(typed);
  const event = start === undefined ? undefined : await findOwnEvent(db, requirePerson(request).id, start);
  const props = compact<HelpPageProps>({
    chrome: await chromeOf(web, request),
    contact: (await findBranding(db)).contact,
    typed,
    found: event && ownEvent(words.help, event),
    problem:
      typed.trim() === '' || event !== undefined
        ? undefined
        : start === undefined
          ? words.help.badEvent
          : words.help.notFound,
  });
  render(response, <HelpPage {...props} />, props.problem === undefined ? 200 : 404);
}

function ownEvent(help: Words['help'], event: AnyEvent): OwnEvent {
  return {
    id: event.id,
    at: event.at,
    text: eventWords(help, event, NAME_PLACE),
    name: eventName(event) ?? help.application,
    refused: event.name === 'sso_auth' && event.payload.code === 'user_not_in_group',
  };
}

import { Router, type Request, type Response } from 'express';
import { RetentionPage, type RetentionPageProps } from '../../../../views/admin/settings/retention';
import { counted } from '../../../../views/parts/words';
import { changeEventDays, countRemovedBy, findEventDays, readEventDaysForm } from '../../../actions/settings/retention';
import { may } from '../../../core/roles';
import { readEventLogSize } from '../../../store/boards/event-retention';
import { formOf, text } from '../../forms';
import { actorOf, requirePerson } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem } from '../form';

const PATH = '/admin/settings/retention';
/** What stands in the field before a number was chosen. */
const USUAL_DAYS = '365';

/** For how long events are kept. A number that removes events is shown with its size before it is saved. */
export function retentionRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, async (request, response) => {
    const days = await findEventDays(web.context.db);
    await show(web, request, response, {
      keep: days === 0 ? 'ever' : 'days',
      days: days === 0 ? USUAL_DAYS : String(days),
    });
  });
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    const typed = { keep: text(form, 'keep'), days: text(form, 'days') };
    let days: number;
    try {
      days = readEventDaysForm(typed.keep, typed.days);
    } catch (error) {
      const { errors, status } = formProblem(error);
      return show(web, request, response, { ...typed, errors }, status);
    }
    const removes = await countRemovedBy(web.context, days);
    if (removes > 0 && text(form, 'confirmation') !== String(days)) {
      return show(web, request, response, { ...typed, review: { removes, confirmation: String(days) } });
    }
    const changed = await changeEventDays(web.context, actorOf(request), days);
    const kept = days === 0 ? 'for ever' : `for ${counted(days, 'day')}`;
    redirectWith(request, response, PATH, {
      kind: 'ok',
      title: changed ? `Events are kept ${kept}` : 'Nothing changed',
      ...(removes > 0 ? { text: 'Older ones are removed within a few minutes.' } : {}),
    });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  shown: Pick<RetentionPageProps, 'keep' | 'days' | 'review' | 'errors'>,
  status = 200,
): Promise<void> {
  const props: RetentionPageProps = {
    chrome: await chromeOf(web, request),
    ...shown,
    ...(await readEventLogSize(web.context.db)),
    writes: may(requirePerson(request).role, 'settings.write'),
  };
  render(response, <RetentionPage {...props} />, status);
}

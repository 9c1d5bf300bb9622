import { Router, type Request, type Response } from 'express';
import { RequestsPage, type OwnRequest, type RequestsPageProps } from '../../../views/portal/requests';
import { askForAccess, findRefusing, withdrawAccessRequest } from '../../actions/portal/ask-access';
import { findUsable } from '../../actions/sign-on/tiles';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { isUlid } from '../../core/ids';
import type { AccessRequest, AccessRequestId } from '../../core/portal/access-request';
import { listAccessRequestsOfUser } from '../../store/portal/access-requests';
import { fieldErrorsFor, messageFor, say, saidError } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { actorOf, requirePerson } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import { readerOf } from '../reader';
import type { WebContext } from '../web-context';

const PATH = '/requests';
const STATUS: Partial<Record<AppError['code'], number>> = { invalid: 422, conflict: 409, too_many: 429 };

/** Asking for an application, and what became of it. */
export function accessRequestRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, (request, response) => show(web, request, response, queryText(request, 'event')));
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    const { requests } = readerOf(request).words;
    const values = { wanted: text(form, 'wanted'), reason: text(form, 'reason') };
    const event = text(form, 'event');
    try {
      const wish = compact<Parameters<typeof askForAccess>[3]>({ ...values, event: event === '' ? undefined : event });
      await askForAccess(web.context, actorOf(request), requirePerson(request), wish);
    } catch (error) {
      if (!(error instanceof AppError) || STATUS[error.code] === undefined) throw error;
      return show(web, request, response, event, { values, error });
    }
    redirectWith(request, response, PATH, { kind: 'ok', title: requests.sent, text: requests.sentText });
  });
  router.post(`${PATH}/:id/withdrawal`, async (request, response) => {
    const { id } = request.params;
    if (!isUlid(id)) throw saidError('conflict', say('request_gone'));
    await withdrawAccessRequest(web.context, actorOf(request), requirePerson(request), id as AccessRequestId);
    const { requests } = readerOf(request).words;
    redirectWith(request, response, PATH, { kind: 'ok', title: requests.withdrawnNow });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  event: string,
  refused?: { readonly values: RequestsPageProps['values']; readonly error: AppError },
): Promise<void> {
  const { context } = web;
  const user = requirePerson(request);
  const refusing = event === '' ? undefined : await findRefusing(context.db, user.id, event);
  const usable = await findUsable(context, user);
  const { words } = readerOf(request);
  const error = refused?.error;
  const errors = error && fieldErrorsFor(words, error);
  const props = compact<RequestsPageProps>({
    chrome: await chromeOf(web, request),
    known: refusing && { label: refusing.label, event },
    values: refused?.values,
    errors,
    message: error === undefined || Object.keys(errors ?? {}).length > 0 ? undefined : messageFor(words, error),
    requests: (await listAccessRequestsOfUser(context.db, user.id)).map((one) => ownRequest(one, usable)),
  });
  render(response, <RequestsPage {...props} />, error === undefined ? 200 : (STATUS[error.code] ?? 422));
}

function ownRequest(
  { id, applicationId, wanted, reason, state, createdAt, decidedAt, answer }: AccessRequest,
  usable: Awaited<ReturnType<typeof findUsable>>,
): OwnRequest {
  const application = usable.find((one) => one.id === applicationId);
  return compact<OwnRequest>({
    id,
    wanted: application?.label ?? wanted,
    reason,
    state,
    createdAt,
    decidedAt,
    answer,
    href: state === 'granted' && application !== undefined ? `/apps/${application.slug}` : undefined,
  });
}

import { Router, type Request, type Response } from 'express';
import {
  LinkAccountPage,
  type LinkAccountProps,
} from '../../../../../../views/admin/applications/identity-management/drift/link';
import { linkAccount } from '../../../../../actions/provisioning/drift/account';
import type { Application } from '../../../../../core/application';
import { compact } from '../../../../../core/compact';
import { invalid, notFound } from '../../../../../core/errors';
import { isUlid } from '../../../../../core/ids';
import { findItems, type DriftItem } from '../../../../../store/provisioning/drift/items';
import { findUser, findUserByLogin } from '../../../../../store/users';
import { formOf, text } from '../../../../forms';
import { actorOf } from '../../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../../render';
import type { WebContext } from '../../../../web-context';
import { formProblem, type FormProblem } from '../../../form';
import { applicationOf, frameOf, pathOf } from '../../frame-props';

const ROUTE = '/admin/applications/:id/identity-management/drift/link/:item';
const PAGE = 'identity-management/drift';

/** Gives an account that is nobody's to its person. */
export function linkRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const { application, item } = await itemOf(web, request);
    const person = item.userId === undefined ? undefined : await findUser(web.context.db, item.userId);
    await show(web, request, response, { application, item, person: person?.username ?? '' });
  });
  router.post(ROUTE, async (request, response) => {
    const { application, item } = await itemOf(web, request);
    const typed = text(formOf(request), 'person');
    try {
      const user = typed.trim() === '' ? undefined : await findUserByLogin(web.context.db, typed.trim());
      if (user === undefined) throw invalid({ person: 'Nobody here has this username or email.' });
      await linkAccount(web.context, actorOf(request), application.id, user.id, item.remoteId ?? '');
    } catch (error) {
      return show(web, request, response, { application, item, person: typed, problem: formProblem(error) });
    }
    redirectWith(request, response, pathOf(application, PAGE), {
      kind: 'ok',
      title: `The account ${item.name} was linked`,
    });
  });
  return router;
}

/** @throws AppError not_found for a difference of another application or of another kind, too */
async function itemOf(web: WebContext, request: Request): Promise<{ application: Application; item: DriftItem }> {
  const application = await applicationOf(web, request);
  const { item: id } = request.params;
  const ids = typeof id === 'string' && isUlid(id) ? [id] : [];
  const [item] = await findItems(web.context.db, application.id, ids);
  if (item === undefined || item.kind !== 'orphan') throw notFound('This account');
  return { application, item };
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  shown: { application: Application; item: DriftItem; person: string; problem?: FormProblem },
): Promise<void> {
  const { application, item, person, problem } = shown;
  const props = compact<LinkAccountProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    path: pathOf(application, `${PAGE}/link/${item.id}`),
    back: pathOf(application, PAGE),
    account: compact<LinkAccountProps['account']>({
      name: item.name,
      userName: item.detail.userName,
      email: item.detail.email,
      remoteId: item.remoteId ?? '',
    }),
    person,
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <LinkAccountPage {...props} />, problem?.status ?? 200);
}

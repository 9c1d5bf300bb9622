import { Router, type Request } from 'express';
import { GuideLinkPage, type GuideLinkPageProps } from '../../../../views/admin/applications/guide-link';
import { guideAddress, makeGuideLink, revokeGuideLink } from '../../../actions/applications/guide-link';
import { openHandOver, sealHandOver } from '../../../actions/forms/keep';
import { hasGuide } from '../../../connectors/guides';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { AppError } from '../../../core/errors';
import { findGuideLinkOf } from '../../../store/portal/guide-links';
import { actorOf, requirePerson } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { applicationOf, frameOf, pathOf } from './frame-props';

declare module 'express-session' {
  interface SessionData {
    /** The address of a link to a guide, sealed for the admin who made it. */
    guideLink?: { readonly at: number; readonly sealed: string };
  }
}

const ROUTE = '/admin/applications/:id/guide-link';
/** How long the page shows the address: long enough to copy it, and to come Back to it. */
const SHOWN_MS = 5 * 60_000;

/** Sending the guide of an application to a colleague without an account. */
export function guideLinkRoutes(web: WebContext): Router {
  const { context } = web;
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await guidedOf(web, request);
    const { db, clock } = context;
    const link = await findGuideLinkOf(db, application.id, clock());
    const props = compact<GuideLinkPageProps>({
      chrome: await chromeOf(web, request),
      frame: await frameOf(web, application),
      link:
        link &&
        compact<NonNullable<GuideLinkPageProps['link']>>({
          createdBy: link.createdBy,
          createdAt: link.createdAt,
          expiresAt: link.expiresAt,
          openedAt: link.openedAt,
          url: shownTo(web, request, application, link.createdAt),
        }),
    });
    render(response, <GuideLinkPage {...props} />);
  });
  router.post(ROUTE, async (request, response) => {
    const application = await guidedOf(web, request);
    const token = await makeGuideLink(context, actorOf(request), application.id);
    const handed = { applicationId: application.id, url: guideAddress(context, token) };
    const sealed = sealHandOver(context, requirePerson(request).id, handed);
    request.session.guideLink = { at: context.clock(), sealed };
    redirectWith(request, response, pathOf(application, 'guide-link'));
  });
  router.post(`${ROUTE}/revocation`, async (request, response) => {
    const application = await applicationOf(web, request);
    await revokeGuideLink(context, actorOf(request), application.id);
    delete request.session.guideLink;
    const title = 'The link does not work any more';
    redirectWith(request, response, pathOf(application, 'guide-link'), { kind: 'ok', title });
  });
  return router;
}

/** The application of the address. @throws AppError not_found for one without steps, such as a bookmark */
async function guidedOf(web: WebContext, request: Request): Promise<Application> {
  const application = await applicationOf(web, request);
  if (hasGuide(web.context.connectors.get(application.connectorId))) return application;
  throw new AppError('not_found', `${application.label} has no guide.`);
}

/** The address that this admin made a moment ago; undefined when it is for another application or another link. */
function shownTo(web: WebContext, request: Request, application: Application, madeAt: number): string | undefined {
  const kept = request.session.guideLink;
  const { context } = web;
  if (kept === undefined || kept.at < madeAt || context.clock() - kept.at > SHOWN_MS) return undefined;
  const handed = openHandOver(context, requirePerson(request).id, kept.sealed);
  return handed?.['applicationId'] === application.id ? handed['url'] : undefined;
}

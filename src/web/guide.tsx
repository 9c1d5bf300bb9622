import { Router, type Request, type Response } from 'express';
import { GuidePage, NewGuidePage, OverGuidePage, type GuidePageProps } from '../../views/gate/guide';
import { findGuide, openGuide } from '../actions/applications/guide-link';
import { theirGuides } from '../connectors/guides';
import type { Application } from '../core/application';
import { compact } from '../core/compact';
import { AppError } from '../core/errors';
import { giveOf, guidesOf } from './admin/applications/sso/page';
import { chromeOf, render } from './render';
import type { WebContext } from './web-context';

const HELD = /(?:^|;\s*)guide=([A-Za-z0-9_-]{43})(?:;|$)/;

/** The guide of an application for somebody with a link and without an account. */
export function guideRoutes(web: WebContext): Router {
  const { context } = web;
  const router = Router();
  router.get('/guide/:token', async (request: Request<{ token: string }>, response) => {
    const { token } = request.params;
    const found = await findGuide(context, token, HELD.exec(request.get('cookie') ?? '')?.[1]);
    const chrome = await chromeOf(web, request, found.kind === 'new');
    if (found.kind === 'over') return render(response, <OverGuidePage chrome={chrome} />, 404);
    const { label } = found.application;
    if (found.kind === 'new') return render(response, <NewGuidePage chrome={chrome} label={label} token={token} />);
    const props = { ...(await contentOf(web, found.application)), expiresAt: found.expiresAt };
    render(response, <GuidePage chrome={chrome} {...props} />);
  });
  router.post('/guide/:token', async (request: Request<{ token: string }>, response) => {
    const { token } = request.params;
    try {
      const { holder, expiresAt } = await openGuide(context, token, request.ip);
      const path = `/guide/${token}`;
      const secure = context.config.baseUrl.startsWith('https:');
      const maxAge = expiresAt - context.clock();
      // Its path is the link's own: it goes nowhere else, and two links do not take each other's place.
      response.cookie('guide', holder.reveal(), { httpOnly: true, secure, sameSite: 'lax', path, maxAge });
      response.redirect(303, path);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      await showOver(web, request, response);
    }
  });
  return router;
}

async function showOver(web: WebContext, request: Request, response: Response): Promise<void> {
  render(response, <OverGuidePage chrome={await chromeOf(web, request, false)} />, 404);
}

async function contentOf(
  web: WebContext,
  application: Application,
): Promise<Omit<GuidePageProps, 'chrome' | 'expiresAt'>> {
  const connector = web.context.connectors.get(application.connectorId);
  const { sso = [], identityManagement = [] } = connector?.guides ?? {};
  return compact<Omit<GuidePageProps, 'chrome' | 'expiresAt'>>({
    label: application.label,
    prerequisites: connector?.prerequisites ?? [],
    sso: guidesOf(web, application, theirGuides(sso)),
    identityManagement: guidesOf(web, application, theirGuides(identityManagement)),
    give: application.sso && (await giveOf(web, application)),
  });
}

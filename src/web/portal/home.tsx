import { Router } from 'express';
import { PortalHomePage, type Tile } from '../../../views/portal/home';
import { launchApplication } from '../../actions/sign-on/launch';
import { findTiles } from '../../actions/sign-on/tiles';
import { AppError } from '../../core/errors';
import { fold } from '../../core/ids';
import { nameOf } from '../../core/user';
import { queryText } from '../forms';
import { requirePerson, signOnPerson } from '../middleware/person';
import { chromeOf, render } from '../render';
import { postToServiceProvider } from '../sso/respond';
import type { WebContext } from '../web-context';

/** The tiles a person may use, and what a tile does. */
export function portalRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    const user = requirePerson(request);
    const applications = await findTiles(web.context, user);
    const q = queryText(request, 'q').slice(0, 200);
    const words = fold(q).split(/\s+/).filter(Boolean);
    const found = applications.filter((application) => {
      const about = fold(`${application.label} ${application.description ?? ''}`);
      return words.every((word) => about.includes(word));
    });
    const tiles = found.map((application): Tile => ({
      id: application.id,
      label: application.label,
      href: `/apps/${application.slug}`,
      bookmark: application.bookmarkUrl !== undefined,
      ...(application.description === undefined ? {} : { description: application.description }),
      ...(application.hasImage ? { image: `/apps/${application.slug}/image` } : {}),
    }));
    render(
      response,
      <PortalHomePage
        chrome={await chromeOf(web, request)}
        firstName={user.firstname ?? nameOf(user)}
        hour={new Date(web.context.clock()).getHours()}
        tiles={tiles}
        total={applications.length}
        q={q}
      />,
    );
  });
  router.get('/apps/:slug', async (request, response) => {
    const person = signOnPerson(request);
    if (person === undefined) throw new AppError('unauthenticated', 'Sign in first.');
    const launch = await launchApplication(web.context, request.params.slug, person);
    if (launch.kind === 'redirect') return response.redirect(303, launch.url);
    await postToServiceProvider(web, request, response, launch.response);
  });
  return router;
}

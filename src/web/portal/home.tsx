import { Router, type Request, type Response } from 'express';
import { PortalHomePage, type PortalHomePageProps, type PortalView, type Tile } from '../../../views/portal/home';
import { UnreadyPage, type UnreadyPageProps } from '../../../views/portal/unready';
import { launchApplication, type Launch } from '../../actions/sign-on/launch';
import { findPersonalTiles, type PersonalTile } from '../../actions/sign-on/tiles';
import { compact } from '../../core/compact';
import { fold } from '../../core/ids';
import { nameOf, type User } from '../../core/user';
import { saidError, say } from '../../words/said';
import { queryText } from '../forms';
import { requirePerson, signOnPerson } from '../middleware/person';
import { chromeOf, render } from '../render';
import { postToServiceProvider } from '../sso/respond';
import type { WebContext } from '../web-context';

/** From so many applications on, those that are used most stand first. */
const MANY = 7;
const MOST_USED = 4;
const YEAR_MS = 365 * 24 * 3_600_000;

/** The tiles a person may use, and what a tile does. */
export function portalRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    const user = requirePerson(request);
    const all = await findPersonalTiles(web.context, user);
    const q = queryText(request, 'q').slice(0, 200);
    const words = fold(q).split(/\s+/).filter(Boolean);
    const found = all.filter(({ application }) => {
      const about = fold(`${application.label} ${application.description ?? ''}`);
      return words.every((word) => about.includes(word));
    });
    const props: PortalHomePageProps = {
      chrome: await chromeOf(web, request),
      firstName: user.firstname ?? nameOf(user),
      hour: hourOf(user, web.context.clock()),
      tiles: found.map(tileOf),
      used: mostUsed(all).map(tileOf),
      total: all.length,
      q,
      view: viewOf(web, request, response),
    };
    render(response, <PortalHomePage {...props} />);
  });
  router.get('/apps/:slug', async (request, response) => {
    const person = signOnPerson(request);
    if (person === undefined) throw saidError('unauthenticated', say('sign_in_first'));
    const anyway = queryText(request, 'anyway') !== '';
    const launch = await launchApplication(web.context, request.params.slug, person, anyway);
    if (launch.kind === 'redirect') return response.redirect(303, launch.url);
    if (launch.kind === 'post') return postToServiceProvider(web, request, response, launch.response);
    await showUnready(web, request, response, launch);
  });
  router.get('/apps/:slug/account', async (request, response) => {
    const tiles = await findPersonalTiles(web.context, requirePerson(request));
    const tile = tiles.find(({ application }) => application.slug === request.params.slug);
    if (tile === undefined) throw saidError('not_found', say('nothing_here'));
    response.set('Cache-Control', 'no-store').json({ state: tile.account });
  });
  return router;
}

async function showUnready(
  web: WebContext,
  request: Request,
  response: Response,
  launch: Extract<Launch, { kind: 'setting-up' | 'failed' }>,
): Promise<void> {
  const { slug, label } = launch.application;
  const props = compact<UnreadyPageProps>({
    chrome: await chromeOf(web, request),
    label,
    href: `/apps/${slug}`,
    state: launch.kind,
    eventId: launch.kind === 'failed' ? launch.eventId : undefined,
  });
  render(response, <UnreadyPage {...props} />, launch.kind === 'failed' ? 409 : 202);
}

function tileOf({ application, account }: PersonalTile): Tile {
  return compact<Tile>({
    id: application.id,
    label: application.label,
    href: `/apps/${application.slug}`,
    bookmark: application.bookmarkUrl !== undefined,
    description: application.description,
    image: application.hasImage ? `/apps/${application.slug}/image` : undefined,
    account,
  });
}

function mostUsed(tiles: readonly PersonalTile[]): PersonalTile[] {
  if (tiles.length < MANY) return [];
  return tiles
    .filter(({ times }) => times > 0)
    .sort((one, other) => other.times - one.times || other.lastAt - one.lastAt)
    .slice(0, MOST_USED);
}

/** The layout of the address, which is kept in the browser; else the kept one. */
function viewOf(web: WebContext, request: Request, response: Response): PortalView {
  const asked = queryText(request, 'view');
  if (asked === 'tiles' || asked === 'list') {
    const secure = web.context.config.baseUrl.startsWith('https:');
    response.cookie('view', asked, { path: '/', maxAge: YEAR_MS, sameSite: 'lax', httpOnly: true, secure });
    return asked;
  }
  return /(?:^|;\s*)view=list(?:;|$)/.test(request.get('cookie') ?? '') ? 'list' : 'tiles';
}

/** The hour where the person is, as far as their profile tells; else where Passo runs. */
function hourOf({ timezone }: User, now: number): number {
  if (timezone === undefined) return new Date(now).getHours();
  try {
    const hour = new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: timezone }).format(now);
    return Number(hour);
  } catch {
    return new Date(now).getHours();
  }
}

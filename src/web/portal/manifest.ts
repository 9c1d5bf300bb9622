import { Router, type Request, type Response } from 'express';
import { PACKAGE } from '../../config/package';
import { notFound } from '../../core/errors';
import { markPng } from '../../core/portal/mark-png';
import { findLogo } from '../../store/portal/branding';
import { findSetting } from '../../store/settings';
import { readerOf } from '../reader';
import type { WebContext } from '../web-context';
import { sendImage } from './image';

/** What home screens ask for (Web Application Manifest, "icons"; 180 is Apple's). */
const ICON_SIZES = [180, 192, 512] as const;
const YEAR_S = 365 * 24 * 3_600;

const drawn = new Map<number, Buffer>();

/** What browsers need to put Passo on a home screen, and the organisation's logo: for everybody, without a session. */
export function manifestRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/manifest.webmanifest', (request, response) => sendManifest(web, request, response));
  router.get('/icons/:size.png', (request, response) => {
    const size = ICON_SIZES.find((known) => String(known) === request.params.size);
    if (size === undefined) throw notFound('This icon');
    const bytes = drawn.get(size) ?? markPng(size);
    drawn.set(size, bytes);
    response.set('Cache-Control', `public, max-age=${YEAR_S}`).type('png').send(bytes);
  });
  router.get('/branding/logo', async (request, response) => {
    const logo = await findLogo(web.context.db);
    if (logo === undefined) throw notFound('This image');
    sendImage(request, response, logo, 'public, no-cache');
  });
  return router;
}

async function sendManifest(web: WebContext, request: Request, response: Response): Promise<void> {
  const organisation = (await findSetting(web.context.db, 'organisation')) ?? 'Passo';
  const { language, words } = readerOf(request);
  const version = encodeURIComponent(PACKAGE.version);
  const manifest = {
    id: '/',
    name: organisation === 'Passo' ? 'Passo' : `${organisation} · Passo`,
    short_name: organisation.length <= 12 ? organisation : 'Passo',
    description: words.portal.oneSignIn,
    lang: language,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#f6f5f1',
    theme_color: '#0b5a73',
    icons: [
      ...[192, 512].map((size) => ({
        src: `/icons/${size}.png?v=${version}`,
        sizes: `${size}x${size}`,
        type: 'image/png',
        purpose: 'any maskable',
      })),
      { src: `/assets/mark.svg?v=${version}`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ],
  };
  response
    .set({ 'Cache-Control': 'private, no-cache', Vary: 'Accept-Language, Cookie' })
    .type('application/manifest+json')
    .send(JSON.stringify(manifest));
}

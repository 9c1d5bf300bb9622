import { Router } from 'express';
import type { Context } from '../context';

/** How long the answer may be believed; RFC 9116 section 2.5.5 asks for less than a year. */
const VALID_MS = 180 * 86_400_000;

/** Whom those tell who find a weakness (RFC 9116), when the operator said so. */
export function securityTxtRoutes({ config, clock }: Pick<Context, 'config' | 'clock'>): Router {
  const router = Router();
  router.get('/.well-known/security.txt', (_request, response, next) => {
    if (config.securityContact === undefined) return next();
    const lines = [
      `Contact: ${config.securityContact}`,
      `Expires: ${new Date(clock() + VALID_MS).toISOString()}`,
      `Canonical: ${config.baseUrl}/.well-known/security.txt`,
      'Preferred-Languages: en, de',
    ];
    response
      .set('Cache-Control', 'public, max-age=3600')
      .type('text/plain')
      .send(`${lines.join('\n')}\n`);
  });
  return router;
}

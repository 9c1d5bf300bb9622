import type { Request, Response } from 'express';
import { isUlid, type LogoutId } from '../../core/ids';

/** A sign-out that goes on in this browser. */
export interface OwnLogout {
  readonly id: LogoutId;
  readonly secret: string;
}

const LIFE_MS = 60 * 60_000;

/** Ties a sign-out to this browser: the session that could do so is over by then. */
export function setLogoutCookie(request: Request, response: Response, { id, secret }: OwnLogout): void {
  const name = nameOf(request);
  const secure = name.startsWith('__Host-');
  response.cookie(name, `${id}.${secret}`, { httpOnly: true, secure, sameSite: 'lax', path: '/', maxAge: LIFE_MS });
}

/** The sign-out that began in this browser, if its cookie says so; whether the secret is right is for others to check. */
export function logoutOf(request: Request): OwnLogout | undefined {
  const name = nameOf(request);
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  const match = /^([0-9A-Z]{26})\.([\w-]{43})$/.exec(value ?? '');
  const [, id = '', secret = ''] = match ?? [];
  return isUlid(id) ? { id: id as LogoutId, secret } : undefined;
}

/** Named after the session cookie, with its prefix: over TLS the browser keeps it to this host. */
function nameOf(request: Request): string {
  return `${request.app.get('session cookie') as string}-logout`;
}

import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** The policy of every page: what Passo serves itself and nothing else, no inline script or style, no frames. */
const POLICY = {
  'default-src': ["'none'"],
  'style-src': ["'self'"],
  'script-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/**
 * Sets the security headers (SECURITY W4).
 * @param secure the public address is https, so that browsers may insist on it
 */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...POLICY, 'form-action': ["'self'"] } },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  });
}

/**
 * The same headers as name and value in turn, but the content policy: for answers that are given ahead of the framework.
 */
export function securityHeaderLines(secure: boolean): readonly string[] {
  const found = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => void found.set(name, value),
    removeHeader: (name: string) => void found.delete(name),
  };
  securityHeaders(secure)({} as Request, response as unknown as Response, () => undefined);
  found.delete('Content-Security-Policy');
  return [...found].flat();
}

/**
 * The policy of the one page that posts to an SP: the same, with the origin of the ACS as the only place forms may go
 * beside our own.
 * @param acsUrl a registered address
 */
export function policyForPosting(acsUrl: string): string {
  const { origin } = new URL(acsUrl);
  return Object.entries({ ...POLICY, 'form-action': ["'self'", origin] })
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join(';');
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Request, Response } from 'express';

import type { Defects } from '../switches/definition';

const TOKEN_LIFE_MS = 3_600_000;
const MOST_TOKENS = 1_000;

/** Decides who may come in: by the bearer token, or by what the switch asks for instead. */
export class Gate {
  private readonly issued = new Map<string, number>();

  /** @param secret the bearer token, which is password, client secret and header value as well */
  constructor(
    private readonly secret: string,
    private readonly clock: () => number,
  ) {}

  /** Tells whether a request may come in. */
  lets(request: Request, { auth }: Defects): boolean {
    const header = request.get('authorization') ?? '';
    const bearer = /^Bearer +(\S+)$/i.exec(header)?.[1];
    switch (auth) {
      case 'basic': {
        const login = loginOf(header);
        return login !== undefined && same(login.password, this.secret);
      }
      case 'header':
        return same(request.get('x-api-key') ?? '', this.secret);
      case 'oauth':
        return bearer !== undefined && (this.issued.get(bearer) ?? 0) > this.clock();
      default:
        return bearer !== undefined && same(bearer, this.secret);
    }
  }

  /** The token endpoint for client credentials (RFC 6749 section 4.4), with either way of sending the secret. */
  issue(request: Request, response: Response): void {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const login = loginOf(request.get('authorization') ?? '');
    const secret = login === undefined ? body['client_secret'] : safely(login.password);
    if (body['grant_type'] !== 'client_credentials') {
      response.status(400).json({ error: 'unsupported_grant_type' });
      return;
    }
    if (typeof secret !== 'string' || !same(secret, this.secret)) {
      response.status(401).set('WWW-Authenticate', 'Basic realm="SCIM"').json({ error: 'invalid_client' });
      return;
    }
    const token = randomBytes(24).toString('base64url');
    this.issued.set(token, this.clock() + TOKEN_LIFE_MS);
    const [oldest] = this.issued.keys();
    if (this.issued.size > MOST_TOKENS && oldest !== undefined) this.issued.delete(oldest);
    response.json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFE_MS / 1000 });
  }

  /** Ends every token that was issued. */
  revoke(): void {
    this.issued.clear();
  }
}

function loginOf(header: string): { readonly password: string } | undefined {
  const text = /^Basic +(\S+)$/i.exec(header)?.[1];
  if (text === undefined) return undefined;
  const plain = Buffer.from(text, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  if (colon < 0) return undefined;
  return { password: plain.slice(colon + 1) };
}

/** RFC 6749 section 2.3.1: a client's secret is form-encoded before it goes into the header. */
function safely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

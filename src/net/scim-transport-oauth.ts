import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { SecretText } from '../core/secret-text';
import type { ScimAnswer, ScimSilence } from '../scim/transport';
import type { HttpAgent } from './http-agent';
import { parseJson } from './json-body';
import { TooLarge } from './read-body';
import { exchangeOnce, TimedOut, type HttpAnswer } from './scim-transport-exchange';
import { silenceReason } from './silence-reason';

/** What a token is asked with (RFC 6749 section 4.4). */
export interface TokenWish {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope?: string;
  readonly secret: SecretText;
  /** A token the SP has just refused: it is not handed out again. */
  readonly refused?: string;
  readonly timeoutMs: number;
}

/** A token, or what came of asking for it, as the SCIM request would have had it: it was never sent. */
export type TokenResult =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none'; readonly came: ScimAnswer | ScimSilence };

/** The access tokens of all applications, each kept until shortly before it ends. */
export interface OauthTokens {
  get(wish: TokenWish): Promise<TokenResult>;
}

interface Kept {
  readonly token: string;
  /** By the clock that never jumps, milliseconds. */
  readonly until: number;
}

/** How the client is authenticated (RFC 6749 section 2.3.1). */
type Style = 'basic' | 'post';

const MOST_KEPT = 1_000;
const MAX_BYTES = 64 * 1024;
const UNSAID_LIFE_S = 300;
const LONGEST_LIFE_S = 86_400;
const EARLY_MS = 30_000;
/** Visible ASCII, as RFC 6749 appendix A.12 has it; anything else could not stand in a header. */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;
/** Refusals that may mean that the client id and secret are wanted in the other place (RFC 6749 section 5.2). */
const WRONG_STYLE = new Set([400, 401]);

/**
 * Makes the store of access tokens. They are fetched past the address guard like everything else, redirects are not
 * followed, and two requests that need the same token ask for it once. Nothing is thrown.
 */
export function makeOauthTokens(options: { readonly agent: HttpAgent; readonly userAgent: string }): OauthTokens {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<TokenResult>>();
  const styles = new Map<string, Style>();

  async function fetchToken(key: string, wish: TokenWish): Promise<TokenResult> {
    const style = styles.get(key) ?? 'basic';
    let came = await askFor(options, wish, style);
    if (came.kind === 'answer' && WRONG_STYLE.has(came.status)) {
      const other: Style = style === 'basic' ? 'post' : 'basic';
      const second = await askFor(options, wish, other);
      if (second.kind === 'answer' && second.status === 200) {
        remember(styles, key, other);
        came = second;
      }
    }
    const read = readToken(came);
    if (typeof read === 'string') return { kind: 'none', came: failure(came, read) };
    remember(kept, key, read);
    return { kind: 'token', token: read.token };
  }

  return {
    async get(wish) {
      const objection = options.agent.guard.checkForm(wish.tokenUrl);
      if (objection !== undefined) {
        const detail = `its token address: ${objection}`;
        return { kind: 'none', came: { kind: 'silence', reason: 'refused-address', detail, tookMs: 0, unsent: true } };
      }
      const key = keyOf(wish);
      const known = kept.get(key);
      if (known !== undefined && known.token !== wish.refused && known.until > performance.now()) {
        return { kind: 'token', token: known.token };
      }
      const asked = underWay.get(key);
      if (asked !== undefined) return asked;
      kept.delete(key);
      const asking = fetchToken(key, wish).finally(() => underWay.delete(key));
      underWay.set(key, asking);
      return asking;
    },
  };
}

/** Two applications share a token only when all of this is the same. The secret itself is no key of a map. */
function keyOf({ tokenUrl, clientId, scope = '', secret }: TokenWish): string {
  return createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, scope, secret.reveal()]))
    .digest('base64');
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST_KEPT && oldest !== undefined) map.delete(oldest);
}

type Came = ({ readonly kind: 'answer' } & HttpAnswer & { readonly tookMs: number }) | ScimSilence;

async function askFor(
  { agent, userAgent }: { readonly agent: HttpAgent; readonly userAgent: string },
  { tokenUrl, clientId, scope, secret, timeoutMs }: TokenWish,
  style: Style,
): Promise<Came> {
  const started = performance.now();
  const url = new URL(tokenUrl);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined && scope !== '') form.set('scope', scope);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': userAgent,
  };
  if (style === 'post') {
    form.set('client_id', clientId);
    form.set('client_secret', secret.reveal());
  } else {
    const pair = `${formEncoded(clientId)}:${formEncoded(secret.reveal())}`;
    headers['authorization'] = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }
  try {
    const target = { origin: url.origin, path: `${url.pathname}${url.search}` };
    const request = { method: 'POST', ...target, headers: Object.entries(headers).flat() } as const;
    const limits = { timeoutMs, maxBytes: MAX_BYTES };
    const answer = await exchangeOnce(agent.dispatcher, { ...request, body: form.toString() }, limits);
    return { kind: 'answer', ...answer, tookMs: Math.round(performance.now() - started) };
  } catch (error) {
    const tookMs = Math.round(performance.now() - started);
    if (error instanceof TimedOut) return silence('timeout', 'no answer in time', tookMs);
    if (error instanceof TooLarge) return silence('too-large', 'its token address sent too much', tookMs);
    const { reason, detail } = silenceReason(error);
    return silence(reason, `its token address: ${detail}`, tookMs);
  }
}

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2);
}

function readToken(came: Came): Kept | string {
  if (came.kind === 'silence') return '';
  if (came.status !== 200) return `The token address answered ${came.status}${errorWord(came.body)}.`;
  const value = parseJson(came.body, [])?.value;
  const answer = isRecord(value) ? value : {};
  const token = answer['access_token'];
  const type = answer['token_type'];
  if (typeof token !== 'string' || !TOKEN.test(token)) return 'The token address answered without a token.';
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') return 'The token address gave no bearer token.';
  const said = Number(answer['expires_in']);
  const life = Number.isFinite(said) && said > 0 ? Math.min(said, LONGEST_LIFE_S) : UNSAID_LIFE_S;
  const lifeMs = life * 1_000;
  return { token, until: performance.now() + Math.max(lifeMs - EARLY_MS, lifeMs / 2) };
}

/** The error codes of RFC 6749 section 5.2, which are the only words of the token address that are passed on. */
function errorWord(body: string): string {
  const value = parseJson(body, [])?.value;
  const error = isRecord(value) ? value['error'] : undefined;
  return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : '';
}

/** What a request for want of a token comes to: a refused client counts like a refused token, the rest as silence. */
function failure(came: Came, detail: string): ScimAnswer | ScimSilence {
  if (came.kind === 'silence') return came;
  const { status, tookMs } = came;
  if (status === 400 || status === 401 || status === 403) {
    return { kind: 'answer', status: 401, headers: {}, json: { detail }, tookMs };
  }
  if (status === 429) {
    const wait = came.headers['retry-after'];
    const headers: Record<string, string> = typeof wait === 'string' ? { 'retry-after': wait } : {};
    return { kind: 'answer', status: 429, headers, json: { detail }, tookMs };
  }
  return silence('broken', detail.replace(/\.$/, ''), tookMs);
}

function silence(reason: ScimSilence['reason'], detail: string, tookMs: number): ScimSilence {
  return { kind: 'silence', reason, detail, tookMs, unsent: true };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

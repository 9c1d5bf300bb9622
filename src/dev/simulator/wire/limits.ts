import { ScimError } from '../scim/error';
import type { Defects } from '../switches/definition';

/** Counts requests, for the defects that hit every nth one or too many in a second. */
export class Limits {
  private requests = 0;
  private changes = 0;
  private second = 0;
  private inSecond = 0;

  constructor(private readonly parts: { readonly clock: () => number; readonly random: () => number }) {}

  /** Counts a request, and gives its number. */
  count(): number {
    this.requests += 1;
    return this.requests;
  }

  /** @throws ScimError 503 for every nth request, 429 for too many in a second */
  check({ failEvery, rateLimit }: Defects, count: number): void {
    if (failEvery !== undefined && count % failEvery === 0) {
      throw new ScimError(503, 'The service is being looked after.');
    }
    if (rateLimit === undefined) return;
    const second = Math.floor(this.parts.clock() / 1000);
    this.inSecond = this.second === second ? this.inSecond + 1 : 1;
    this.second = second;
    if (this.inSecond > rateLimit) throw new ScimError(429, 'Too many requests. Try again in a second.');
  }

  /** Tells whether the token of this request is refused, right or wrong. */
  rejects({ rejectToken, rejectTokenEvery }: Defects, count: number): boolean {
    return rejectToken === true || (rejectTokenEvery !== undefined && count % rejectTokenEvery === 0);
  }

  /** Tells whether the connection is cut before anything is done. */
  cuts({ resetBefore }: Defects, count: number): boolean {
    return this.hits(resetBefore, count);
  }

  /** Tells whether the answer to a change that was made is lost. */
  loses({ dropAnswer }: Defects, method: string, status: number): boolean {
    if (method === 'GET' || status >= 300) return false;
    this.changes += 1;
    return this.hits(dropAnswer, this.changes);
  }

  /** What a 429 says of when to come back. */
  retryAfter({ retryAfter }: Defects): string | undefined {
    switch (retryAfter) {
      case undefined:
        return '1';
      case 'date':
        return new Date(this.parts.clock() + 2_000).toUTCString();
      case 'rubbish':
        return 'soon; -5 or NaN';
      case 'none':
        return undefined;
    }
  }

  private hits(defect: number | undefined, count: number): boolean {
    if (defect === undefined) return false;
    return defect < 1 ? this.parts.random() < defect : count % defect === 0;
  }
}

import { MASK } from '../../core/secret-text';

/** One SCIM request the simulator saw. No token and no password is in it. */
export interface RecordedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Path and query below the SCIM base URL. */
  readonly path: string;
  readonly body?: unknown;
  /** The status that was sent; 0 when the answer was dropped. */
  readonly status: number;
  readonly tookMs: number;
}

/** How much of the requests is remembered. */
export interface RecordOptions {
  /** The last so many; 1,000 unless told. */
  readonly keep?: number;
  /** Bodies are kept unless this is false. */
  readonly bodies?: boolean;
}

const KEPT = 1_000;

/** Remembers the last SCIM requests, with the token and passwords taken out. */
export class RequestLog {
  /** Oldest first; at most the last ones that are kept, and a tenth more of them when they are many. */
  readonly entries: RecordedRequest[] = [];
  /** How many there were in all. */
  total = 0;
  private readonly keep: number;
  private readonly slack: number;

  /** @param token the SCIM token, which is replaced by stars wherever it turns up */
  constructor(
    private readonly token: string,
    private readonly options: RecordOptions = {},
  ) {
    this.keep = options.keep ?? KEPT;
    // Taking the first out of a long list costs its length, so a long one is cut seldom.
    this.slack = this.keep > KEPT ? Math.ceil(this.keep / 10) : 0;
  }

  add({ body, ...request }: RecordedRequest): void {
    this.total += 1;
    const kept = body === undefined || this.options.bodies === false ? {} : { body: this.clean(body) };
    this.entries.push({ ...request, path: this.withoutToken(request.path), ...kept });
    if (this.entries.length > this.keep + this.slack) this.entries.splice(0, this.slack + 1);
  }

  clear(): void {
    this.entries.length = 0;
    this.total = 0;
  }

  private withoutToken(text: string): string {
    return [this.token, encodeURIComponent(this.token)].reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  }

  private clean(value: unknown): unknown {
    if (typeof value === 'string') return this.withoutToken(value);
    if (Array.isArray(value)) return value.map((item) => this.clean(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    // A PATCH names the password in its path and carries it in its value (RFC 7644 section 3.5.2).
    const patchesPassword = entries.some(([key, item]) => /^path$/i.test(key) && isPasswordName(item));
    return Object.fromEntries(
      entries.map(([key, item]) => {
        const secret = isPasswordName(key) || (patchesPassword && /^value$/i.test(key));
        return [this.withoutToken(key), secret ? MASK : this.clean(item)];
      }),
    );
  }
}

function isPasswordName(name: unknown): boolean {
  return typeof name === 'string' && /(^|:)password$/i.test(name.trim());
}

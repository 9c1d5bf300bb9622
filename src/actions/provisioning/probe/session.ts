import { compact } from '../../../core/compact';
import { isComplex } from '../../../scim/attribute-path';
import { attributeOf, readResource, type ScimResource } from '../../../scim/resource';
import type { Json } from '../../../scim/schemas';
import type { ScimAnswer, ScimRequest, ScimTransport } from '../../../scim/transport';

/** Measuring can't go on: the SP does not answer, or refuses the credential. */
export class ProbeStopped extends Error {}

const TRIES = 4;
const REFUSALS = 3;
const SETTLE_MS = [0, 150, 500, 1_200, 2_000];
const LONGEST_WAIT_MS = 5_000;

/** What was asked and answered, as much of it as the probe looks at. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  /** The SP's own words about a refusal, shortened. */
  readonly detail: string;
  /** The keyword of RFC 7644 section 3.12, when there is one. */
  readonly scimType?: string;
}

/** A page of a list as it came. */
export interface Page {
  readonly resources: readonly ScimResource[];
  readonly total: number | undefined;
  readonly nextCursor: string | undefined;
}

/** Sends the probe's requests: plain ones, each chosen to learn something from. */
export class ProbeSession {
  /** Reads gave an older state than the last write at least once. */
  late = false;

  constructor(
    private readonly transport: ScimTransport,
    private readonly label: string,
    private readonly wait: (ms: number) => Promise<void>,
  ) {}

  /**
   * Sends a request, and again while the SP asks for time. Anything but a create may be sent twice.
   * @returns undefined for a create that was not answered: it may have been done
   * @throws ProbeStopped
   */
  async ask(
    method: ScimRequest['method'],
    path: string,
    body?: unknown,
    version?: string,
  ): Promise<Answered | undefined> {
    const request: ScimRequest = compact<ScimRequest>({ method, path, body, ifMatch: version });
    let refused = 0;
    for (let attempt = 1; ; attempt += 1) {
      const came = await this.transport(request);
      const last = attempt >= TRIES;
      if (came.kind === 'silence') {
        const certain = came.reason === 'dns' || came.reason === 'refused-address';
        if (method === 'POST' && !certain) return undefined;
        if (last || certain) throw new ProbeStopped(`${this.label} did not answer: ${came.detail}.`);
      } else if (came.status === 401 || came.status === 403) {
        refused += 1;
        if (came.status === 403 && method !== 'GET') return answered(came);
        if (refused >= REFUSALS) throw new ProbeStopped(`${this.label} refused the Token Key (${came.status}).`);
      } else if (came.status !== 429 && (came.status < 500 || came.status === 501)) {
        return answered(came);
      } else {
        if (method === 'POST' && came.status !== 429 && came.status !== 503) return undefined;
        if (last) throw new ProbeStopped(`${this.label} is busy or has a problem of its own (${came.status}).`);
      }
      await this.wait(pauseOf(came.kind === 'answer' ? came : undefined, attempt));
    }
  }

  /** Asks for what is answered in any case: everything but a create. @throws ProbeStopped */
  async get(path: string): Promise<Answered> {
    return (await this.ask('GET', path)) as Answered;
  }

  /** Reads a resource by its address; undefined when it is not there. @throws ProbeStopped */
  async read(path: string): Promise<{ readonly resource: ScimResource; readonly version?: string } | undefined> {
    const { status, json, headers } = await this.get(path);
    const resource = status < 300 ? readResource(json) : undefined;
    if (resource === undefined) return undefined;
    const meta = attributeOf(resource.attributes, 'meta');
    const inBody = isComplex(meta) ? meta['version'] : undefined;
    const version = headers['etag'] ?? (typeof inBody === 'string' ? inBody : undefined);
    return version === undefined ? { resource } : { resource, version };
  }

  /** Looks until something is as it should be, because some SPs show changes late. */
  async settles(look: () => Promise<boolean>): Promise<boolean> {
    for (const [place, ms] of SETTLE_MS.entries()) {
      // Who has shown everything at once so far is not waited for long.
      if (place > 2 && !this.late) return false;
      await this.wait(ms);
      if (!(await look())) continue;
      if (place > 0) this.late = true;
      return true;
    }
    return false;
  }

  /** Waits longer than reads have lagged so far. */
  async untilShown(): Promise<void> {
    if (this.late) await this.wait(SETTLE_MS.reduce((sum, ms) => sum + ms, 0));
  }
}

/** Reads a list (RFC 7644 section 3.4.2); undefined when the answer is none. */
export function pageOf({ status, json }: Answered): Page | undefined {
  if (status >= 300 || !isComplex(json)) return undefined;
  const listed = attributeOf(json, 'Resources') ?? [];
  const total = attributeOf(json, 'totalResults');
  const cursor = attributeOf(json, 'nextCursor');
  if (!Array.isArray(listed) || (typeof total !== 'number' && typeof cursor !== 'string')) return undefined;
  const resources = (listed as Json[]).map(readResource).filter((one) => one !== undefined);
  return {
    resources,
    total: typeof total === 'number' ? total : undefined,
    nextCursor: typeof cursor === 'string' && cursor !== '' ? cursor : undefined,
  };
}

/** Tells whether a refusal means that the request was not understood, and had no effect. */
export function isRefusal({ status }: Answered): boolean {
  return status >= 400;
}

function answered({ status, headers, json, text }: ScimAnswer): Answered {
  const said = isComplex(json) ? json['detail'] : text;
  const detail =
    typeof said === 'string'
      ? said
          .replace(/[\p{C}\s]+/gu, ' ')
          .trim()
          .slice(0, 200)
      : '';
  const scimType = isComplex(json) ? json['scimType'] : undefined;
  return { status, headers, json, detail, ...(typeof scimType === 'string' ? { scimType } : {}) };
}

function pauseOf(answer: ScimAnswer | undefined, attempt: number): number {
  const seconds = Number(answer?.headers['retry-after']);
  const asked = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
  return Math.min(LONGEST_WAIT_MS, Math.max(asked, 250 * 2 ** (attempt - 1)));
}

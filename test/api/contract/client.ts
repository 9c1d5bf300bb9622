import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { AxiosResponse } from 'axios';
import { OpenAPIClientAxios, type Document, type OpenAPIClient } from 'openapi-client-axios';

/** A body of JSON as tests read it. */
export type Row = Readonly<Record<string, unknown>>;

/** An answer that fitted the document. */
export interface Answered<Body = Row> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
}

type Ask = (parameters: object, body: unknown, config: object) => Promise<AxiosResponse<string>>;

interface Described {
  readonly operationId: string;
  readonly requestBody?: unknown;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, Reply>>;
}

interface Reply {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

/** An operation of the document. */
export interface Known {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  readonly takesBody: boolean;
}

/**
 * A client that knows of Passo nothing but its address, a key, and the OpenAPI document that Passo serves. Every request
 * and every answer is held against the document: bodies with names that it does not name are faults as well.
 */
export class Contract {
  /** How often each operation was answered as it should, by its operationId. */
  readonly done = new Map<string, number>();
  readonly operations: readonly Known[];
  private readonly described: ReadonlyMap<string, { readonly place: string; readonly about: Described }>;
  private readonly ajv: Ajv;
  private readonly checks = new Map<string, ValidateFunction>();
  private readonly client: OpenAPIClient;

  private constructor(
    readonly url: string,
    document: Document,
    key: string,
  ) {
    const paths = document.paths as unknown as Readonly<Record<string, Readonly<Record<string, Described>>>>;
    const all = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, about]) => ({ path, method, about })),
    );
    this.described = new Map(
      all.map(({ path, method, about }) => [about.operationId, { place: placeOf('paths', path, method), about }]),
    );
    this.operations = all.map(({ path, method, about }) => ({
      id: about.operationId,
      method: method.toUpperCase(),
      path,
      scopes: about.security.flatMap((one) => Object.values(one).flat()),
      takesBody: about.requestBody !== undefined,
    }));
    this.ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(this.ajv);
    this.ajv.addSchema({ $id: 'https://passo.test/api', ...closed(document) });
    const api = new OpenAPIClientAxios({
      definition: document,
      withServer: { url: `${url}/api/v1` },
      axiosConfigDefaults: {
        headers: { Authorization: `Bearer ${key}` },
        validateStatus: () => true,
        transformResponse: [],
        responseType: 'text',
      },
    });
    this.client = api.initSync();
  }

  /** Reads the document where Passo serves it to everybody. */
  static async of(url: string, key: string): Promise<Contract> {
    const answer = await fetch(`${url}/api/openapi.json`);
    return new Contract(url, (await answer.json()) as Document, key);
  }

  /** Calls an operation. Whatever it answers has to be in the document. */
  async call<Body = Row>(
    id: string,
    parameters: Readonly<Record<string, string | number | boolean>> = {},
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered<Body>> {
    const ask = this.client[id] as Ask | undefined;
    const known = this.described.get(id);
    if (ask === undefined || known === undefined) throw new Error(`There is no operation ${id}.`);
    if (body !== undefined) this.demand(`${known.place}/requestBody/content/application~1json/schema`, body, id);
    const answer = await ask(parameters, body, { headers });
    const { status } = answer;
    const reply = known.about.responses[String(status)];
    if (reply === undefined) throw new Error(`${id} answered ${status}, which its description does not know.`);
    const at = reply.$ref?.slice(1) ?? `${known.place}/responses/${status}`;
    return { status, body: this.read(at, id, answer) as Body, headers: answer.headers as Record<string, string> };
  }

  /** Calls an operation that has to do what it is asked for. */
  async ok<Body = Row>(...call: Parameters<Contract['call']>): Promise<Body> {
    const { status, body } = await this.call<Body>(...call);
    const [id] = call;
    if (status >= 300) throw new Error(`${id} answered ${status}: ${JSON.stringify(body)}`);
    this.done.set(id, (this.done.get(id) ?? 0) + 1);
    return body;
  }

  private read(at: string, id: string, answer: AxiosResponse<string>): unknown {
    const [kind = ''] = String(answer.headers['content-type'] ?? '').split(';');
    if (answer.data === '') return undefined;
    const body: unknown = /json$/.test(kind) && kind !== 'application/x-ndjson' ? JSON.parse(answer.data) : answer.data;
    this.demand(`${at}/content/${kind.replaceAll('/', '~1')}/schema`, body, `${id} ${answer.status}`);
    return body;
  }

  private demand(place: string, value: unknown, what: string): void {
    const ref = `https://passo.test/api#${place.split('/').map(encodeURIComponent).join('/')}`;
    const check = this.checks.get(ref) ?? this.ajv.compile({ $ref: ref });
    this.checks.set(ref, check);
    if (check(value)) return;
    throw new Error(`${what} does not fit ${place}: ${this.ajv.errorsText(check.errors)} ${JSON.stringify(value)}`);
  }
}

function placeOf(...steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The same document, whose objects hold nothing but what is named: what is answered beyond it was never described. */
function closed<Part>(part: Part): Part {
  if (Array.isArray(part)) return part.map(closed) as Part;
  if (typeof part !== 'object' || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value as unknown)]));
  const open = 'properties' in part && 'type' in part && !('additionalProperties' in part);
  return (open ? { ...inside, additionalProperties: false } : inside) as Part;
}

import { fold } from '../core/ids';
import { isComplex } from './attribute-path';
import { equalsFilter } from './filter';
import { readListPage, walkPages, type FetchPage, type ListPage, type ListPart } from './list';
import type { Exchange, Outcome } from './outcome';
import type { PatchOperation } from './patch';
import { readOutcome, type ReadValue } from './read-outcome';
import { attributeOf, isUsableId, readResource, type ScimResource } from './resource';
import { ERROR_SCHEMA, PATCH_OP_SCHEMA, USER_SCHEMA, type ScimAttributes } from './schemas';
import { readServiceProviderConfig, type ServiceProviderConfig } from './service-provider-config';
import type { ScimAnswer, ScimRequest, ScimSilence, ScimTransport } from './transport';

/** What a client needs from outside. */
export interface ScimClientOptions {
  readonly transport: ScimTransport;
  /** The application's name, for sentences. */
  readonly label: string;
  /** The host name of the Base URL, for sentences. */
  readonly host?: string;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** The requests Passo makes to an SP. None of them throws for what the SP or the network does. */
export interface ScimClient {
  /** Creates an account (RFC 7644 section 3.3). */
  createUser(attributes: ScimAttributes): Promise<Outcome<ScimResource>>;
  /** Reads an account by its id (RFC 7644 section 3.4.1). */
  getUser(id: string): Promise<Outcome<ScimResource>>;
  /** Changes an account (RFC 7644 section 3.5.2). The value is what the SP answered, which may be nothing. */
  patchUser(id: string, operations: readonly PatchOperation[]): Promise<Outcome<ScimResource | undefined>>;
  /**
   * Finds the accounts with a user name (RFC 7644 section 3.4.2.2), compared as RFC 7643 section 4.1.1 says, without case.
   * What the SP returns is compared again here: an SP that ignores filters returns everybody.
   */
  findUsersByUserName(userName: string): Promise<Outcome<readonly ScimResource[]>>;
  /** Lists all accounts, page by page (RFC 7644 section 3.4.2.4). A failure, or a page that is not complete, is the last value. */
  listUsers(): AsyncGenerator<Outcome<ListPart>>;
  /** Reads what the SP says it can do (RFC 7644 section 4); what it does not say, it can't. */
  readServiceProviderConfig(): Promise<Outcome<ServiceProviderConfig>>;
}

const PAGE = 100;
const FIND_LIMIT = 5_000;
const LIST_LIMIT = 200_000;

/** Makes the client of one SP's SCIM service. */
export function makeScimClient(options: ScimClientOptions): ScimClient {
  const { transport, now, ...subject } = options;

  async function exchange<T>(request: ScimRequest, knownId: boolean, readValue: ReadValue<T>): Promise<Outcome<T>> {
    const came = await transport(request);
    return readOutcome(request, came, { ...subject, now: now(), knownId }, readValue);
  }

  function pagesOf(filter?: string): FetchPage {
    return async (startIndex, count) => {
      const query = filter === undefined ? '' : `filter=${encodeURIComponent(filter)}&`;
      const request: ScimRequest = { method: 'GET', path: `/Users?${query}startIndex=${startIndex}&count=${count}` };
      const came = await transport(request);
      const outcome = readOutcome(request, came, { ...subject, now: now(), knownId: false }, readPage);
      // Several SPs answer a query that finds nothing with a SCIM error 404 instead of an empty list.
      if (filter === undefined || !isScimNotFound(came)) return outcome;
      return { kind: 'ok', value: { totalResults: 0, resources: [] }, exchange: outcome.exchange };
    };
  }

  async function findUsers(userName: string): Promise<Outcome<readonly ScimResource[]>> {
    const wanted = fold(userName);
    const found: ScimResource[] = [];
    let last: Exchange | undefined;
    for await (const outcome of walkPages(pagesOf(equalsFilter('userName', userName)), PAGE, FIND_LIMIT)) {
      if (outcome.kind !== 'ok') return outcome;
      last = outcome.exchange;
      found.push(...outcome.value.resources.filter((resource) => hasUserName(resource, wanted)));
      if (outcome.value.complete) continue;
      const sentence = `${subject.label} can't be searched for a username, and its list of accounts can't be read to the end.`;
      return { kind: 'unsupported', sentence, exchange: last };
    }
    const exchange = last ?? { method: 'GET', path: '/Users', tookMs: 0, mayHaveActed: false };
    return { kind: 'ok', value: found, exchange };
  }

  return {
    createUser: (attributes) =>
      exchange({ method: 'POST', path: '/Users', body: withSchemas(attributes) }, false, readOne),
    getUser: (id) => exchange({ method: 'GET', path: pathOf(id) }, true, readOneWith(id)),
    patchUser: (id, operations) =>
      exchange<ScimResource | undefined>(
        { method: 'PATCH', path: pathOf(id), body: { schemas: [PATCH_OP_SCHEMA], Operations: operations } },
        true,
        (answer) => (isEmpty(answer) ? { value: undefined } : readOneWith(id)(answer)),
      ),
    findUsersByUserName: findUsers,
    listUsers: () => walkPages(pagesOf(), PAGE, LIST_LIMIT),
    readServiceProviderConfig: () =>
      exchange({ method: 'GET', path: '/ServiceProviderConfig' }, false, (answer) =>
        answer.json === undefined ? { notScim: 'unreadable' } : { value: readServiceProviderConfig(answer.json) },
      ),
  };
}

const readPage: ReadValue<ListPage> = (answer) => {
  const page = readListPage(answer.json);
  return page === undefined ? { notScim: 'unreadable' } : { value: page };
};

const readOne: ReadValue<ScimResource> = (answer) => {
  const resource = readResource(answer.json);
  return resource === undefined ? { notScim: 'unreadable' } : { value: resource };
};

function readOneWith(id: string): ReadValue<ScimResource> {
  return (answer) => {
    const read = readOne(answer);
    return 'value' in read && read.value.id !== id ? { notScim: 'other' } : read;
  };
}

function withSchemas(attributes: ScimAttributes): ScimAttributes {
  const extensions = Object.keys(attributes).filter((name) => name.startsWith('urn:'));
  return { schemas: [USER_SCHEMA, ...extensions], ...attributes };
}

/** @throws Error for an id that can't stand in a path; ids that were read by this client can */
function pathOf(id: string): string {
  if (!isUsableId(id)) throw new Error('An account id can not stand in an address.');
  return `/Users/${encodeURIComponent(id)}`;
}

function hasUserName(resource: ScimResource, wanted: string): boolean {
  const userName = attributeOf(resource.attributes, 'userName');
  return typeof userName === 'string' && fold(userName) === wanted;
}

function isEmpty(answer: ScimAnswer): boolean {
  return answer.json === undefined && answer.text === undefined;
}

function isScimNotFound(came: ScimAnswer | ScimSilence): boolean {
  if (came.kind !== 'answer' || came.status !== 404 || !isComplex(came.json)) return false;
  const schemas = came.json['schemas'];
  return Array.isArray(schemas) && schemas.includes(ERROR_SCHEMA);
}

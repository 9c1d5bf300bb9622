import { fold } from '../core/ids';
import { isComplex } from './attribute-path';
import { equalsFilter } from './filter';
import type { ScimClient, ScimClientOptions } from './client-types';
import { DEFAULT_FACTS } from './facts';
import { readListPage, walkPages, type FetchPage, type ListPage } from './list';
import type { Exchange, Outcome } from './outcome';
import { readOutcome, type ReadValue } from './read-outcome';
import { attributeOf, isUsableId, readResource, type ScimResource } from './resource';
import { ERROR_SCHEMA, GROUP_SCHEMA, PATCH_OP_SCHEMA, USER_SCHEMA, type ScimAttributes } from './schemas';
import { readServiceProviderConfig } from './service-provider-config';
import type { ScimAnswer, ScimRequest, ScimSilence } from './transport';

export type { ScimClient, ScimClientOptions } from './client-types';

const PAGE = 100;
const FIND_LIMIT = 5_000;
const LIST_LIMIT = 200_000;

/** Makes the client of one SP's SCIM service. */
export function makeScimClient(options: ScimClientOptions): ScimClient {
  const { transport, now, facts = DEFAULT_FACTS, onFact: _onFact, ...subject } = options;

  async function exchange<T>(request: ScimRequest, knownId: boolean, readValue: ReadValue<T>): Promise<Outcome<T>> {
    const came = await transport(request);
    return readOutcome(request, came, { ...subject, now: now(), knownId }, readValue);
  }

  /** A change that answers with nothing Passo reads, or with nothing at all. */
  function change(method: 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Outcome<undefined>> {
    const request: ScimRequest = body === undefined ? { method, path } : { method, path, body };
    return exchange(request, true, () => ({ value: undefined }));
  }

  function pagesOf(kind: Kind, query: readonly string[], finds: boolean): FetchPage {
    return async (startIndex, count) => {
      const path = `/${kind}?${[...query, `startIndex=${startIndex}`, `count=${count}`].join('&')}`;
      const request: ScimRequest = { method: 'GET', path };
      const came = await transport(request);
      const outcome = readOutcome(request, came, { ...subject, now: now(), knownId: false }, readPage);
      // Several SPs answer a query that finds nothing with a SCIM error 404 instead of an empty list.
      if (!finds || !isScimNotFound(came)) return outcome;
      return { kind: 'ok', value: { totalResults: 0, resources: [] }, exchange: outcome.exchange };
    };
  }

  async function find(kind: Kind, attribute: string, value: string): Promise<Outcome<readonly ScimResource[]>> {
    const wanted = fold(value);
    const found: ScimResource[] = [];
    let last: Exchange | undefined;
    const query = [`filter=${encodeURIComponent(equalsFilter(attribute, value))}`];
    if (kind === 'Groups') query.push(WITHOUT_MEMBERS);
    for await (const outcome of walkPages(pagesOf(kind, query, true), PAGE, FIND_LIMIT)) {
      if (outcome.kind !== 'ok') return outcome;
      last = outcome.exchange;
      found.push(...outcome.value.resources.filter((resource) => hasText(resource, attribute, wanted)));
      if (outcome.value.complete) continue;
      const [what, list] = kind === 'Users' ? ['a username', 'accounts'] : ['a name', 'groups'];
      const sentence = `${subject.label} can't be searched for ${what}, and its list of ${list} can't be read to the end.`;
      return { kind: 'unsupported', sentence, exchange: last };
    }
    const exchange = last ?? { method: 'GET', path: `/${kind}`, tookMs: 0, mayHaveActed: false };
    return { kind: 'ok', value: found, exchange };
  }

  return {
    facts: () => facts,
    createUser: (attributes) =>
      exchange({ method: 'POST', path: '/Users', body: withSchemas(attributes) }, false, readOne),
    getUser: (id) => exchange({ method: 'GET', path: pathOf('Users', id) }, true, readOneWith(id)),
    changeUser: (id, { operations }) =>
      exchange<ScimResource | undefined>(
        { method: 'PATCH', path: pathOf('Users', id), body: patchOf(operations) },
        true,
        (answer) => (isEmpty(answer) ? { value: undefined } : readOneWith(id)(answer)),
      ),
    deleteUser: (id) => change('DELETE', pathOf('Users', id)),
    findUsersByUserName: (userName) => find('Users', 'userName', userName),
    listUsers: () => walkPages(pagesOf('Users', [], false), PAGE, LIST_LIMIT),
    createGroup: (displayName, members) => {
      const first = members.length === 0 ? {} : { members: valuesOf(members) };
      const body = { schemas: [GROUP_SCHEMA], displayName, ...first };
      return exchange({ method: 'POST', path: '/Groups', body }, false, readOne);
    },
    getGroup: (id, withMembers) => {
      const query = withMembers ? '' : `?${WITHOUT_MEMBERS}`;
      return exchange({ method: 'GET', path: `${pathOf('Groups', id)}${query}` }, true, readOneWith(id));
    },
    renameGroup: (id, displayName) =>
      change('PATCH', groupPath(id), patchOf([{ op: 'replace', path: 'displayName', value: displayName }])),
    changeMembers: (id, { add, remove }) =>
      change(
        'PATCH',
        groupPath(id),
        patchOf([
          ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: valuesOf(add) }]),
          ...remove.map((member) => ({ op: 'remove', path: `members[${equalsFilter('value', member)}]` })),
        ]),
      ),
    deleteGroup: (id) => change('DELETE', pathOf('Groups', id)),
    findGroupsByName: (displayName) => find('Groups', 'displayName', displayName),
    listGroups: (withMembers) =>
      walkPages(pagesOf('Groups', withMembers ? [] : [WITHOUT_MEMBERS], false), PAGE, LIST_LIMIT),
    readServiceProviderConfig: () =>
      exchange({ method: 'GET', path: '/ServiceProviderConfig' }, false, (answer) =>
        answer.json === undefined ? { notScim: 'unreadable' } : { value: readServiceProviderConfig(answer.json) },
      ),
  };
}

type Kind = 'Users' | 'Groups';

/** A group of ten thousand members is answered with all of them otherwise, at every change (RFC 7644 section 3.9). */
const WITHOUT_MEMBERS = 'excludedAttributes=members';

function groupPath(id: string): string {
  return `${pathOf('Groups', id)}?${WITHOUT_MEMBERS}`;
}

function patchOf(operations: readonly object[]): { schemas: string[]; Operations: readonly object[] } {
  return { schemas: [PATCH_OP_SCHEMA], Operations: operations };
}

function valuesOf(members: readonly string[]): { value: string }[] {
  return members.map((value) => ({ value }));
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
function pathOf(kind: Kind, id: string): string {
  if (!isUsableId(id)) throw new Error('An id of this SP can not stand in an address.');
  return `/${kind}/${encodeURIComponent(id)}`;
}

function hasText(resource: ScimResource, attribute: string, wanted: string): boolean {
  const text = attributeOf(resource.attributes, attribute);
  return typeof text === 'string' && fold(text) === wanted;
}

function isEmpty(answer: ScimAnswer): boolean {
  return answer.json === undefined && answer.text === undefined;
}

function isScimNotFound(came: ScimAnswer | ScimSilence): boolean {
  if (came.kind !== 'answer' || came.status !== 404 || !isComplex(came.json)) return false;
  const schemas = came.json['schemas'];
  return Array.isArray(schemas) && schemas.includes(ERROR_SCHEMA);
}

import { fold } from '../../core/ids';
import { isComplex } from '../attribute-path';
import { equalsFilter } from '../filter';
import { readListPage, walkPages, type FetchPage, type ListPage, type ListPart, type WalkOptions } from '../list';
import type { Exchange, Outcome } from '../outcome';
import type { ReadValue } from '../read-outcome';
import { attributeOf, emailsOf, type ScimResource } from '../resource';
import { ERROR_SCHEMA } from '../schemas';
import type { ScimAnswer, ScimRequest, ScimSilence } from '../transport';
import { WITHOUT_MEMBERS } from './groups';
import type { Heard, Kind, Speaker } from './speaker';

const FIND_LIMIT = 5_000;
const LIST_LIMIT = 200_000;
const MOST_BY_EMAIL = 100;
const SMALLEST_PAGE = 5;
/** A refusal of any other name may be about its quotes and spaces, and says nothing of filters. */
const PLAIN_NAME = /^[\w.@+-]+$/;
/** So many resources that were not asked for, and a filter is not one. */
const CLEARLY_IGNORED = 2;

type Finding = Outcome<readonly ScimResource[]>;
type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/** Lists all resources of a kind, page by page. */
export function listAll(speaker: Speaker, kind: Kind, withMembers: boolean): AsyncGenerator<Outcome<ListPart>> {
  return walk(speaker, kind, undefined, withMembers, LIST_LIMIT);
}

/**
 * Finds the resources whose name equals a text without case (RFC 7643 section 4.1.1), by a filter where filters work. What
 * comes back is compared here once more. A refused filter is followed by reading the list; a filter that tells upper from
 * lower case is asked for both.
 * @param thorough the name is known to be taken, so that a filter that finds nobody is doubted
 */
export async function findByName(speaker: Speaker, kind: Kind, name: string, thorough: boolean): Promise<Finding> {
  const { filter } = speaker.facts();
  if (filter === 'none') return findIn(speaker, kind, name, undefined);
  const found = await findIn(speaker, kind, name, name);
  if (found.kind !== 'ok') return isFilterRefusal(found) ? findInList(speaker, kind, name, found) : found;
  const small = name.toLowerCase();
  if (found.value.length > 0 || small === name || (filter !== 'case-sensitive' && !thorough)) return found;
  const second = await findIn(speaker, kind, name, small);
  if (second.kind === 'ok' && second.value.length > 0) speaker.learn({ filter: 'case-sensitive' });
  return second;
}

/**
 * Finds the accounts with an e-mail address, by a filter alone. An SP that refuses the filter, or answers with everybody,
 * is not asked again.
 */
export async function findByEmail(speaker: Speaker, email: string): Promise<Finding> {
  const { filter, mailFilter } = speaker.facts();
  const found: ScimResource[] = [];
  let exchange: Exchange = { method: 'GET', path: '/Users', tookMs: 0, mayHaveActed: false };
  if (filter === 'none' || mailFilter === 'none') return { kind: 'ok', value: found, exchange };
  const wanted = fold(email);
  let others = 0;
  for await (const outcome of walk(speaker, 'Users', equalsFilter('emails.value', email), false, MOST_BY_EMAIL)) {
    exchange = outcome.exchange;
    if (outcome.kind !== 'ok') {
      if (!isFilterRefusal(outcome)) return outcome;
      speaker.learn({ mailFilter: 'none' });
      return { kind: 'ok', value: [], exchange };
    }
    for (const resource of outcome.value.resources) {
      if (emailsOf(resource.attributes).includes(wanted)) found.push(resource);
      else others += 1;
    }
    if (others >= CLEARLY_IGNORED) {
      speaker.learn({ mailFilter: 'none' });
      break;
    }
  }
  return { kind: 'ok', value: found, exchange };
}

async function findInList(speaker: Speaker, kind: Kind, name: string, refused: Finding): Promise<Finding> {
  const listed = await findIn(speaker, kind, name, undefined);
  if (listed.kind !== 'ok') return listed.kind === 'unsupported' ? listed : refused;
  if (PLAIN_NAME.test(name)) speaker.learn({ filter: 'none' });
  return listed;
}

/** One search. With no text to filter by, the list is read and compared. */
async function findIn(speaker: Speaker, kind: Kind, name: string, text: string | undefined): Promise<Finding> {
  const attribute = kind === 'Users' ? 'userName' : 'displayName';
  const wanted = fold(name);
  const found: ScimResource[] = [];
  let last: Exchange | undefined;
  let others = 0;
  const filter = text === undefined ? undefined : equalsFilter(attribute, text);
  const limit = text === undefined ? LIST_LIMIT : FIND_LIMIT;
  for await (const outcome of walk(speaker, kind, filter, false, limit)) {
    if (outcome.kind !== 'ok') return outcome;
    last = outcome.exchange;
    for (const resource of outcome.value.resources) {
      const held = nameOf(resource, attribute);
      if (held === wanted) found.push(resource);
      else if (held?.includes(wanted) !== true) others += 1;
    }
    // Where no total can be believed, a few hits and nothing else are the whole answer of a filter.
    if (text !== undefined && others === 0 && found.length > 0 && speaker.facts().totals === 'untrue') break;
    if (outcome.value.complete) continue;
    const [what, list] = kind === 'Users' ? ['a username', 'accounts'] : ['a name', 'groups'];
    const sentence = `${speaker.label} can't be searched for ${what}, and its list of ${list} can't be read to the end.`;
    return { kind: 'unsupported', sentence, exchange: last };
  }
  if (text !== undefined && others >= CLEARLY_IGNORED) speaker.learn({ filter: 'none' });
  return {
    kind: 'ok',
    value: found,
    exchange: last ?? { method: 'GET', path: `/${kind}`, tookMs: 0, mayHaveActed: false },
  };
}

function walk(
  speaker: Speaker,
  kind: Kind,
  filter: string | undefined,
  withMembers: boolean,
  limit: number,
): AsyncGenerator<Outcome<ListPart>> {
  const { totals, paging, pageSize } = speaker.facts();
  const options: WalkOptions = {
    paging,
    // Nobody is taken for gone for want of a second page; a search for one name is not asked twice for it.
    totals: totals === 'true' && filter === undefined ? 'unsure' : totals,
    onUntrueTotal: () => speaker.learn({ totals: 'untrue' }),
    onCursor: () => speaker.learn({ paging: 'cursor' }),
  };
  return walkPages(pagesOf(speaker, { kind, filter, withMembers }), pageSize, limit, options);
}

interface Query {
  readonly kind: Kind;
  readonly filter: string | undefined;
  readonly withMembers: boolean;
}

function pagesOf(speaker: Speaker, query: Query): FetchPage {
  let largest = Infinity;
  return async (startIndex, count, cursor) => {
    const ask = (size: number, lean: boolean, at = cursor): Promise<Heard<ListPage>> =>
      speaker.hear(
        pageRequest(query, { startIndex, count: size, cursor: at, lean }),
        false,
        readPage(at !== undefined),
      );
    const lean = query.kind === 'Groups' && !query.withMembers && speaker.facts().excludesMembers;
    let size = Math.min(count, largest);
    let heard = await ask(size, lean);
    if (lean && isRefused(heard.came, /excluded/i)) {
      heard = await ask(size, false);
      if (heard.outcome.kind === 'ok') speaker.learn({ excludesMembers: false });
    }
    if (cursor === undefined && isRefused(heard.came, /cursor|startindex/i)) {
      const first = startIndex === 1 ? await ask(size, lean, '') : undefined;
      if (first?.outcome.kind === 'ok') return learnCursor(speaker, first.outcome);
    }
    // One page more than is read at once, or than the SP gives: smaller pages, where the count is not given up.
    while (size > SMALLEST_PAGE && isTooLargePage(heard.came)) {
      size = Math.max(SMALLEST_PAGE, Math.floor(size / 4));
      heard = await ask(size, lean);
      if (heard.outcome.kind !== 'ok') continue;
      largest = size;
      speaker.learn({ pageSize: size });
    }
    // Several SPs answer a query that finds nothing with a SCIM error 404 instead of an empty list.
    if (query.filter === undefined || !isScimNotFound(heard.came)) return heard.outcome;
    return { kind: 'ok', value: { totalResults: 0, resources: [] }, exchange: heard.outcome.exchange };
  };
}

function learnCursor(speaker: Speaker, outcome: Outcome<ListPage>): Outcome<ListPage> {
  speaker.learn({ paging: 'cursor' });
  return outcome;
}

function pageRequest(
  { kind, filter }: Query,
  page: { startIndex: number; count: number; cursor: string | undefined; lean: boolean },
): ScimRequest {
  const query = [
    ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filter)}`]),
    ...(page.lean ? [WITHOUT_MEMBERS] : []),
    page.cursor === undefined ? `startIndex=${page.startIndex}` : cursorParameter(page.cursor),
    `count=${page.count}`,
  ];
  return { method: 'GET', path: `/${kind}?${query.join('&')}` };
}

/** The first page is asked for by a cursor without a value (RFC 9865 section 2). */
function cursorParameter(cursor: string): string {
  return cursor === '' ? 'cursor' : `cursor=${encodeURIComponent(cursor)}`;
}

function readPage(byCursor: boolean): ReadValue<ListPage> {
  return (answer) => {
    const page = readListPage(answer.json, byCursor);
    return page === undefined ? { notScim: 'unreadable' } : { value: page };
  };
}

function nameOf(resource: ScimResource, attribute: string): string | undefined {
  const text = attributeOf(resource.attributes, attribute);
  return typeof text === 'string' ? fold(text) : undefined;
}

/** The SP does not search: 501, 403 to a filter alone would be the token's, or 400 invalidFilter (RFC 7644 table 9). */
function isFilterRefusal({ kind, exchange }: Failed): boolean {
  const { status, scimType, detail } = exchange;
  if (kind === 'unsupported') return status === 501 || status === 405;
  if (kind !== 'rejected' || status !== 400) return false;
  return scimType === undefined || scimType.toLowerCase() === 'invalidfilter' || /filter/i.test(detail ?? '');
}

function isRefused(came: ScimAnswer | ScimSilence, words: RegExp): boolean {
  if (came.kind !== 'answer' || (came.status !== 400 && came.status !== 501)) return false;
  return words.test(JSON.stringify(came.json ?? came.text ?? ''));
}

function isTooLargePage(came: ScimAnswer | ScimSilence): boolean {
  if (came.kind === 'silence') return came.reason === 'too-large';
  return isRefused(came, /invalidCount|page ?size|\bcount\b/i);
}

function isScimNotFound(came: ScimAnswer | ScimSilence): boolean {
  if (came.kind !== 'answer' || came.status !== 404 || !isComplex(came.json)) return false;
  const schemas = came.json['schemas'];
  return Array.isArray(schemas) && schemas.includes(ERROR_SCHEMA);
}

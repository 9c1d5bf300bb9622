import { fold } from '../../../core/ids';
import { isComplex } from '../../../scim/attribute-path';
import { equalsFilter } from '../../../scim/filter';
import { attributeOf, type ScimResource } from '../../../scim/resource';
import { readServiceProviderConfig } from '../../../scim/service-provider-config';
import type { Findings } from './findings';
import { isRefusal, pageOf, ProbeStopped, type Page, type ProbeSession } from './session';

const FULL_PAGE = 100;
const FEW = 2;

/** Reads what the SP says of itself (RFC 7644 section 4). It is shown beside what is measured, and not believed. */
export async function readSaid(session: ProbeSession, findings: Findings): Promise<void> {
  const answer = await session.get('/ServiceProviderConfig');
  if (answer.status >= 300 || !isComplex(answer.json)) return;
  findings.said = readServiceProviderConfig(answer.json);
  const bulk = attributeOf(answer.json, 'bulk');
  const most = isComplex(bulk) ? bulk['maxOperations'] : undefined;
  if (typeof most === 'number' && Number.isSafeInteger(most) && most > 0)
    findings.bulkOperations = Math.min(most, 1_000);
}

/**
 * Measures lists (RFC 7644 section 3.4.2.4, RFC 9865) by reading two pages of two people and one large one.
 * @returns a person who is there already, to measure filters with
 */
export async function measureLists(session: ProbeSession, findings: Findings): Promise<string | undefined> {
  const first = pageOf(await session.get(`/Users?startIndex=1&count=${FEW}`));
  if (first === undefined) throw new ProbeStopped('The list of accounts could not be read.');
  const full = pageOf(await session.get(`/Users?startIndex=1&count=${FULL_PAGE}`)) ?? first;
  const total = Math.max(first.total ?? 0, full.total ?? 0);
  if (first.nextCursor !== undefined) await followCursor(session, findings, first);
  else if (full.resources.length > FEW || total > FEW) await followIndex(session, findings, first, full);
  else findings.lists = 'too-few';
  measureTotals(findings, first, full);
  if (full.resources.length < FULL_PAGE && total > full.resources.length && full.resources.length > 0) {
    findings.facts.pageSize = full.resources.length;
    findings.smallPages = true;
  } else if (full.resources.length === FULL_PAGE) findings.facts.pageSize = FULL_PAGE;
  return full.resources.map(userNameOf).find((name) => name !== undefined && /^\p{ASCII}*$/u.test(name));
}

/** Measures the filter on user names (RFC 7644 section 3.4.2.2): one that is there, one that is not, one in other case. */
export async function measureFilter(
  session: ProbeSession,
  findings: Findings,
  userName: string,
  absent: string,
): Promise<void> {
  const found = await filtered(session, 'Users', 'userName', userName);
  const stranger = await filtered(session, 'Users', 'userName', absent);
  if (found === undefined || stranger === undefined || stranger.length > 0 || !holds(found, userName)) {
    findings.facts.filter = 'none';
    return;
  }
  const other = swapCase(userName);
  const folded = other === userName ? found : await filtered(session, 'Users', 'userName', other);
  findings.facts.filter = folded !== undefined && holds(folded, userName) ? 'works' : 'case-sensitive';
}

/** The resources a filter finds; undefined when it is refused or not answered as a list. */
export async function filtered(
  session: ProbeSession,
  kind: 'Users' | 'Groups',
  attribute: string,
  value: string,
): Promise<readonly ScimResource[] | undefined> {
  const answer = await session.get(
    `/${kind}?filter=${encodeURIComponent(equalsFilter(attribute, value))}&count=${FEW}`,
  );
  // Several SPs answer a filter that finds nothing with a SCIM error 404.
  if (answer.status === 404 && answer.json !== undefined) return [];
  return pageOf(answer)?.resources;
}

/** Measures whether groups can be listed, and without their members. */
export async function measureGroupReads(session: ProbeSession, findings: Findings): Promise<void> {
  const spare = await session.get('/Groups?startIndex=1&count=1&excludedAttributes=members');
  if (pageOf(spare) !== undefined) {
    findings.groups = 'listed';
    return;
  }
  const plain = await session.get('/Groups?startIndex=1&count=1');
  if (pageOf(plain) === undefined) findings.groups = 'missing';
  else {
    findings.groups = 'listed';
    if (isRefusal(spare)) findings.facts.excludesMembers = false;
  }
}

/** The user name of an account, as the SP writes it. */
export function userNameOf({ attributes }: ScimResource): string | undefined {
  const name = attributeOf(attributes, 'userName');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

async function followIndex(session: ProbeSession, findings: Findings, first: Page, full: Page): Promise<void> {
  const seen = new Set(first.resources.map(({ id }) => id));
  const next = pageOf(await session.get(`/Users?startIndex=${first.resources.length + 1}&count=${FEW}`));
  if (next?.resources.some(({ id }) => !seen.has(id)) === true) {
    findings.facts.paging = 'index';
    findings.lists = 'whole';
    if (next.nextCursor === undefined) return;
  }
  const byCursor = pageOf(await session.get(`/Users?count=${FEW}&cursor=`));
  if (byCursor?.nextCursor !== undefined) await followCursor(session, findings, byCursor);
  else if (findings.lists === undefined) findings.lists = full.resources.length < FULL_PAGE ? 'too-few' : 'first-page';
  if (findings.lists === 'too-few' && full.resources.length < (full.total ?? 0)) findings.lists = 'first-page';
}

async function followCursor(session: ProbeSession, findings: Findings, first: Page): Promise<void> {
  const cursor = encodeURIComponent(first.nextCursor ?? '');
  const next = pageOf(await session.get(`/Users?count=${FEW}&cursor=${cursor}`));
  const seen = new Set(first.resources.map(({ id }) => id));
  const goesOn = next?.resources.some(({ id }) => !seen.has(id)) === true;
  if (goesOn) findings.facts.paging = 'cursor';
  findings.lists = goesOn ? 'whole' : 'first-page';
}

/** The same people, counted in two pages of different size, must come to the same total. */
function measureTotals(findings: Findings, first: Page, full: Page): void {
  if (full.resources.length === 0 || first.total === undefined || full.total === undefined) return;
  const tooFew = full.total < full.resources.length || first.total < full.resources.length;
  findings.facts.totals = tooFew ? 'untrue' : 'true';
}

function holds(resources: readonly ScimResource[], userName: string): boolean {
  return resources.some((one) => fold(userNameOf(one) ?? '') === fold(userName));
}

function swapCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}

import type { EventFact } from '../../../views/admin/insights/show';
import { exactTime } from '../../../views/parts/time';
import { compact } from '../../core/compact';
import { EVENT_NAMES, EVENTS, type AnyEvent } from '../../events/catalog';
import type { ExchangeFacts } from '../../events/payloads';
import type { EventId } from '../../core/ids';
import { describe } from '../../events/describe';
import { findEvent } from '../../store/events';
import { findPosition } from '../../store/evidence/seals';
import { findApplication } from '../../store/applications';
import { findGroup } from '../../store/groups';
import { findExchange } from '../../store/sign-on/exchanges';
import { findUser } from '../../store/users';
import type { WebContext } from '../web-context';

/** The choices of the event filter: every event of the catalogue, in the words of its page. */
export const EVENT_OPTIONS = EVENT_NAMES.map((name) => ({ value: name, label: EVENTS[name].label }));

/** What an event is about and what else it tells. Things that are still there are links. */
export async function factsOf(web: WebContext, event: AnyEvent): Promise<EventFact[]> {
  return [
    ...(await subjectsOf(web, event)),
    ...payloadFacts(event),
    ...(await messagesOf(web, event)),
    ...(await evidenceOf(web, event)),
  ];
}

/** What the event follows from, and its place in the chain that makes it evidence. */
async function evidenceOf({ context: { db } }: WebContext, event: AnyEvent): Promise<EventFact[]> {
  const { correlationId } = event;
  const cause = correlationId === undefined ? undefined : await findEvent(db, correlationId as EventId);
  const position = await findPosition(db, event.id);
  return [
    ...(cause === undefined ? [] : [{ term: 'Cause', value: describe(cause), href: `/admin/insights/${cause.id}` }]),
    ...(position === undefined
      ? []
      : [{ term: 'Sealed', value: `Number ${position.toLocaleString('en')} of the chain` }]),
  ];
}

/** The exchange of an event with a service provider, if it had one. */
export function exchangeOf({ payload }: AnyEvent): ExchangeFacts | undefined {
  return 'exchange' in payload ? payload.exchange : undefined;
}

/** Where the SAML messages of an event are shown, while they are kept. */
async function messagesOf({ context }: WebContext, { id, applicationId }: AnyEvent): Promise<EventFact[]> {
  if (applicationId === undefined || (await findExchange(context.db, applicationId, id)) === undefined) return [];
  const slug = (await findApplication(context.db, applicationId))?.slug;
  if (slug === undefined) return [];
  const href = `/admin/applications/${slug}/sso/exchanges/${id}`;
  return [{ term: 'Messages', value: 'What came in, what went out, and what was wrong', href }];
}

async function subjectsOf(web: WebContext, event: AnyEvent): Promise<EventFact[]> {
  const { db } = web.context;
  const facts: EventFact[] = [];
  const { userId, applicationId, groupId } = event;
  if (userId !== undefined) {
    const href = (await findUser(db, userId)) && `/admin/users/${userId}`;
    facts.push(compact<EventFact>({ term: 'User', value: event.userName ?? userId, href }));
  }
  if (applicationId !== undefined) {
    const slug = (await findApplication(db, applicationId))?.slug;
    const href = slug && `/admin/applications/${slug}/general`;
    facts.push(compact<EventFact>({ term: 'Application', value: event.applicationLabel ?? applicationId, href }));
  }
  if (groupId !== undefined) {
    const href = (await findGroup(db, groupId)) && `/admin/groups/${groupId}`;
    facts.push(compact<EventFact>({ term: 'User Group', value: event.groupName ?? groupId, href }));
  }
  return facts;
}

function payloadFacts(event: AnyEvent): EventFact[] {
  const { payload } = event;
  const facts: EventFact[] = [];
  const say = (term: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') facts.push({ term, value: String(value) });
  };
  if ('changed' in payload) say('Changed', payload.changed?.join(', '));
  if ('added' in payload) say('Added', payload.added.join(', '));
  if ('removed' in payload) say('Removed', payload.removed.join(', '));
  if ('startedBy' in payload) say('Started at', payload.startedBy === 'sp' ? 'the application' : 'the User Portal');
  if ('code' in payload) say('Reason', payload.code);
  if ('takenOver' in payload) say('Account', payload.takenOver === true ? 'taken over' : undefined);
  if ('accountsLeft' in payload) say('Accounts left active', payload.accountsLeft);
  if ('waiting' in payload) say('Changes waiting', payload.waiting);
  if ('nextTryAt' in payload) say('Next try', payload.nextTryAt && exactTime(payload.nextTryAt));
  if ('fingerprint' in payload) say('Fingerprint', payload.fingerprint);
  if ('count' in payload) say('Sessions ended', payload.count);
  if ('facts' in payload) for (const [term, value] of Object.entries(payload.facts ?? {})) say(term, value);
  return [...facts, ...exchangeFacts(event)];
}

function exchangeFacts(event: AnyEvent): EventFact[] {
  const exchange = exchangeOf(event);
  if (exchange === undefined) return [];
  const { method, path, status, scimType, tookMs } = exchange;
  return [
    { term: 'Request', value: `${method} ${path}` },
    { term: 'Status', value: status === undefined ? 'no answer' : String(status) },
    ...(scimType === undefined ? [] : [{ term: 'scimType', value: scimType }]),
    ...(tookMs === undefined ? [] : [{ term: 'Took', value: `${Math.round(tookMs)} ms` }]),
  ];
}

import type { UserApplicationRow } from '../../../../views/admin/users/show-applications';
import { exactTime } from '../../../../views/parts/time';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import type { User } from '../../../core/user';
import { listApplications } from '../../../store/applications';
import { listApplicationIdsOfUser, listGrantedApplicationIds } from '../../../store/bindings';
import { listGrantingGroups } from '../../../store/boards/access';
import { findEvent } from '../../../store/events';
import { findLane } from '../../../store/provisioning/lanes';
import { listLinksOfUser, type Link } from '../../../store/provisioning/links';
import { listMarksOfUser, type Mark } from '../../../store/provisioning/stale';
import type { WebContext } from '../../web-context';
import { exchangeText } from '../applications/idm/person-rows';
import { exchangeOf } from '../event-facts';

type Account = NonNullable<UserApplicationRow['account']>;

/** The applications a person reaches or has an account at, and how each account stands. */
export async function accountRows(web: WebContext, user: User): Promise<UserApplicationRow[]> {
  const { db } = web.context;
  const granted = new Set(await listGrantedApplicationIds(db, user.id));
  const direct = new Set(await listApplicationIdsOfUser(db, user.id));
  const links = new Map((await listLinksOfUser(db, user.id)).map((link) => [link.applicationId, link]));
  const marks = new Map((await listMarksOfUser(db, user.id)).map((mark) => [mark.applicationId, mark]));
  const groups = await listGrantingGroups(db, user.id);
  const rows: UserApplicationRow[] = [];
  for (const application of await listApplications(db)) {
    const { id, slug, label, hasImage } = application;
    if (!granted.has(id) && !links.has(id)) continue;
    rows.push(
      compact<UserApplicationRow>({
        id,
        label,
        href: `/admin/applications/${slug}/general`,
        image: hasImage ? `/apps/${slug}/image` : undefined,
        groups: groups.get(id) ?? [],
        direct: direct.has(id),
        account: await accountOf(web, user, application, links.get(id), marks.get(id)),
      }),
    );
  }
  return rows;
}

async function accountOf(
  web: WebContext,
  user: User,
  application: Application,
  link: Link | undefined,
  mark: Mark | undefined,
): Promise<Account | undefined> {
  if (application.idmState !== 'active') return undefined;
  if (mark !== undefined && !mark.parked) return waiting(web, user, application, link, mark);
  if (link === undefined) return undefined;
  return compact<Account>({
    status: link.status,
    at: link.updatedAt,
    sentence: link.sentence,
    ...(await lastExchange(web, link)),
    whyHref: whyPath(user, application),
    retryAction: link.status === 'attention' ? retryPath(user, application) : undefined,
  });
}

/** A change is on its way: the account waits, whatever the last exchange came to. */
async function waiting(
  web: WebContext,
  user: User,
  application: Application,
  link: Link | undefined,
  mark: Mark,
): Promise<Account> {
  const hold = (await findLane(web.context.db, application.id))?.hold;
  const failed = mark.attempts > 0 && link?.status === 'waiting' ? link.sentence : undefined;
  const next = hold?.nextTryAt ?? mark.dueAt;
  const later = next > web.context.clock() ? ` The next try is at ${exactTime(next)}.` : '';
  return compact<Account>({
    status: 'waiting',
    at: mark.markedAt,
    sentence: `${hold?.sentence ?? failed ?? 'A change is on its way.'}${later}`,
    ...(link === undefined ? {} : await lastExchange(web, link)),
    whyHref: whyPath(user, application),
    retryAction: link !== undefined && later !== '' ? retryPath(user, application) : undefined,
  });
}

/** Where the page says why. */
function whyPath(user: User, { slug }: Application): string {
  return `/admin/applications/${slug}/identity-management/why/${user.id}`;
}

async function lastExchange(web: WebContext, link: Link): Promise<Partial<Account>> {
  const event = link.eventId && (await findEvent(web.context.db, link.eventId));
  if (event === undefined) return {};
  const exchange = exchangeOf(event);
  return exchange === undefined ? { eventId: event.id } : { eventId: event.id, detail: exchangeText(exchange) };
}

function retryPath(user: User, application: Application): string {
  return `/admin/users/${user.id}/applications/${application.slug}/retry`;
}

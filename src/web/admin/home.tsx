import { Router } from 'express';
import { isSetUp, type SetupState } from '../../../views/admin/home/first-steps';
import { AdminHomePage, type AdminHomePageProps } from '../../../views/admin/home/index';
import { counted } from '../../../views/parts/words';
import { readCertificateBoard } from '../../actions/certificates/board';
import { listEndingSecrets } from '../../actions/notices/tokens';
import { listWaitingRemovals } from '../../actions/provisioning/guard/review';
import type { Application } from '../../core/application';
import { noticeStepOf } from '../../core/certificate';
import { showFirstSteps } from '../../actions/settings/first-steps';
import { compact } from '../../core/compact';
import { may } from '../../core/roles';
import { listApplications } from '../../store/applications';
import { countSignOnsSince, readSetupRows, type SetupRows } from '../../store/boards/attention';
import { listEvents } from '../../store/events';
import { listHeldLanes } from '../../store/provisioning/lanes';
import { countAttention } from '../../store/provisioning/links';
import { findSetting } from '../../store/settings';
import { countUsers } from '../../store/users';
import { formOf, text } from '../forms';
import { requirePerson } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';
import { metadataToReview } from './applications/sso/metadata-card';
import { eventRow } from './event-rows';
import { homeItems } from './home-items';

const LATEST = 10;
const DAY_MS = 86_400_000;

/** The first page of the Administrator Portal. */
export function homeRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin', async (request, response) => {
    const { db } = web.context;
    const { role } = requirePerson(request);
    const applications = await listApplications(db);
    const provisioning = applications.filter((application) => application.idmState === 'active');
    const people = await countUsers(db);
    const attention = await attentionOf(web, provisioning);
    const events = await listEvents(db, { take: LATEST });
    const rows = await readSetupRows(db);
    const setup = setupOf(web, applications, rows);
    const hidden = (await findSetting(db, 'first_steps_hidden')) !== undefined;
    const done = isSetUp(setup);
    const props = compact<AdminHomePageProps>({
      chrome: await chromeOf(web, request),
      setup: done || hidden ? undefined : setup,
      setupHidden: hidden && !done,
      writes: may(role, 'settings.write'),
      counts: {
        people: people.staged + people.active + people.suspended,
        groups: rows.groups,
        applications: applications.length,
        attention: attention.reduce((sum, { count }) => sum + count, 0),
      },
      signOns: await signOnsToday(web),
      more: await homeItems(web, request, provisioning),
      held: await heldOf(web, provisioning),
      tokens: await endingTokens(web),
      metadata: [...(await removalsToReview(web, provisioning)), ...(await metadataToReview(web, applications))],
      attention,
      certificates: await endingCertificates(web),
      events: events.map(eventRow),
    });
    render(response, <AdminHomePage {...props} />);
  });
  router.post('/admin/first-steps', async (request, response) => {
    const shown = text(formOf(request), 'action') === 'show';
    await showFirstSteps(web.context, shown);
    const away = { title: 'The first steps are put away', text: 'They come back from the foot of this page.' };
    redirectWith(request, response, '/admin', {
      kind: 'ok',
      ...(shown ? { title: 'The first steps are back' } : away),
    });
  });
  return router;
}

function setupOf(web: WebContext, applications: readonly Application[], rows: SetupRows): SetupState {
  const oldest = [...applications].sort((one, other) => one.createdAt - other.createdAt);
  const next = oldest.find((application) => application.sso !== undefined) ?? oldest[0];
  return compact<SetupState>({
    applicationAdded: next !== undefined,
    ssoActive: applications.some(({ ssoState }) => ssoState === 'active'),
    groupConnected: rows.bound,
    signedOn: rows.signedOn,
    mailSet: web.context.config.mail !== undefined,
    applicationHref: next && `/admin/applications/${next.slug}`,
  });
}

async function signOnsToday({ context }: WebContext): Promise<NonNullable<AdminHomePageProps['signOns']>> {
  const now = context.clock();
  return countSignOnsSince(context.db, now - (now % DAY_MS));
}

async function heldOf(web: WebContext, applications: readonly Application[]): Promise<AdminHomePageProps['held']> {
  const lanes = await listHeldLanes(web.context.db);
  return applications.flatMap(({ id, label, slug }) => {
    const hold = lanes.find((lane) => lane.applicationId === id)?.hold;
    return hold === undefined ? [] : [{ label, href: idmPath(slug), sentence: hold.sentence }];
  });
}

/** Removals that wait for an admin. */
async function removalsToReview(
  web: WebContext,
  applications: readonly Application[],
): Promise<NonNullable<AdminHomePageProps['metadata']>> {
  const waiting = await listWaitingRemovals(web.context.db);
  return waiting.flatMap(({ removal, held }) => {
    const application = applications.find(({ id }) => id === removal.applicationId);
    if (application === undefined) return [];
    const href = `${idmPath(application.slug)}/removals/${removal.id}`;
    const title = `Held: this would deactivate ${counted(held, 'person', 'people')} in ${application.label}`;
    return [{ title, href, sentence: removal.reason }];
  });
}

async function attentionOf(
  web: WebContext,
  applications: readonly Application[],
): Promise<AdminHomePageProps['attention']> {
  const counts = await countAttention(web.context.db);
  return applications.flatMap(({ id, label, slug }) => {
    const count = counts.get(id) ?? 0;
    return count === 0 ? [] : [{ label, href: `${idmPath(slug)}?status=attention`, count }];
  });
}

/** Certificates whose end is near enough for a notice, what ends first above. */
async function endingCertificates(web: WebContext): Promise<AdminHomePageProps['certificates']> {
  const rows = await readCertificateBoard(web.context);
  return rows
    .filter((row) => noticeStepOf(row.daysLeft) !== undefined)
    .map(({ label, slug, use, notAfter, daysLeft, next }) => ({
      label,
      href: `/admin/applications/${slug}/sso${use === 'signing' ? '/certificate' : ''}`,
      ours: use === 'signing',
      notAfter,
      daysLeft,
      rotating: next !== undefined,
    }));
}

async function endingTokens({ context }: WebContext): Promise<NonNullable<AdminHomePageProps['tokens']>> {
  const now = context.clock();
  return (await listEndingSecrets(context.db, now)).map(({ application: { label, slug }, endsAt }) => ({
    label,
    href: `${idmPath(slug)}/credentials`,
    ended: endsAt <= now,
    endsAt,
  }));
}

function idmPath(slug: string): string {
  return `/admin/applications/${slug}/identity-management`;
}

import { Router } from 'express';
import { AdminHomePage, type AdminHomePageProps, type SetupState } from '../../../views/admin/home';
import { counted } from '../../../views/parts/words';
import { readCertificateBoard } from '../../actions/certificates/board';
import { listEndingSecrets } from '../../actions/notices/tokens';
import { listWaitingRemovals } from '../../actions/provisioning/guard/review';
import type { Application } from '../../core/application';
import { noticeStepOf } from '../../core/certificate';
import { compact } from '../../core/compact';
import { listApplications } from '../../store/applications';
import { listBoundGroupIds } from '../../store/bindings';
import { countSignOns, listEvents } from '../../store/events';
import { listGroups } from '../../store/groups';
import { listHeldLanes } from '../../store/provisioning/lanes';
import { countAttention } from '../../store/provisioning/links';
import { countUsers } from '../../store/users';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';
import { metadataToReview } from './applications/sso/metadata-card';
import { eventRow } from './event-rows';

const LATEST = 10;

/** The first page of the Administrator Portal. */
export function homeRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin', async (request, response) => {
    const { db } = web.context;
    const applications = await listApplications(db);
    const provisioning = applications.filter((application) => application.idmState === 'active');
    const people = await countUsers(db);
    const attention = await attentionOf(web, provisioning);
    const events = await listEvents(db, { take: LATEST });
    render(
      response,
      <AdminHomePage
        chrome={await chromeOf(web, request)}
        setup={await setupOf(web, applications)}
        counts={{
          people: people.staged + people.active + people.suspended,
          groups: (await listGroups(db)).length,
          applications: applications.length,
          attention: attention.reduce((sum, { count }) => sum + count, 0),
        }}
        held={await heldOf(web, provisioning)}
        tokens={await endingTokens(web)}
        metadata={[...(await removalsToReview(web, provisioning)), ...(await metadataToReview(web, applications))]}
        attention={attention}
        certificates={await endingCertificates(web)}
        events={events.map(eventRow)}
      />,
    );
  });
  return router;
}

async function setupOf(web: WebContext, applications: readonly Application[]): Promise<SetupState> {
  const { db } = web.context;
  const oldest = [...applications].sort((one, other) => one.createdAt - other.createdAt);
  const next = oldest.find((application) => application.sso !== undefined) ?? oldest[0];
  return compact<SetupState>({
    applicationAdded: next !== undefined,
    ssoActive: applications.some(({ sso, ssoState }) => sso !== undefined && ssoState === 'active'),
    groupConnected: await isAnyGroupBound(web, oldest),
    signedOn: (await countSignOns(db, 0)) > 0,
    applicationHref: next && `/admin/applications/${next.slug}`,
  });
}

async function isAnyGroupBound(web: WebContext, applications: readonly Application[]): Promise<boolean> {
  for (const { id } of applications) {
    if ((await listBoundGroupIds(web.context.db, id)).length > 0) return true;
  }
  return false;
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

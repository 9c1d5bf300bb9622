import { Readable } from 'node:stream';
import { Router } from 'express';
import {
  OffboardingPage,
  offboardingWord,
  type OffboardingPageProps,
  type OffboardingRow,
  type OffboardingState,
} from '../../../../views/admin/users/offboarding';
import type { UserApplicationRow } from '../../../../views/admin/users/show-applications';
import { findSignInPolicy } from '../../../actions/settings/sign-in-policy';
import { deletableFrom } from '../../../actions/users/delete';
import { scimOf } from '../../../connectors/functionality';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { nameOf, type User } from '../../../core/user';
import { listApplications } from '../../../store/applications';
import { listLinksOfUser, type Link } from '../../../store/provisioning/links';
import { csvLine, sendDownload } from '../../download';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { accountRows } from './account-rows';
import { summaryOf, userOf } from './frame';

const PATH = '/admin/users/:id/offboarding';
const HEAD = ['person', 'username', 'suspended', 'application', 'state', 'what happened', 'time', 'event'];

/** What came of a suspension, application by application, as a page and as a report for the file. */
export function offboardingRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, async (request, response) => {
    const user = await userOf(web, request);
    if (user.state !== 'suspended') {
      return redirectWith(request, response, `/admin/users/${user.id}/applications`, {
        kind: 'warn',
        title: `${nameOf(user)} is not suspended`,
        text: 'The page of an offboarding is there while somebody is.',
      });
    }
    const props = compact<OffboardingPageProps>({
      chrome: await chromeOf(web, request),
      user: await summaryOf(web, user),
      suspendedAt: user.suspendedAt,
      rows: await offboardingRows(web, user),
      deletableFrom: deletableFrom(user, await findSignInPolicy(web.context.db)),
    });
    render(response, <OffboardingPage {...props} />);
  });
  router.get(`${PATH}.csv`, async (request, response) => {
    const user = await userOf(web, request);
    const rows = user.state === 'suspended' ? await offboardingRows(web, user) : [];
    const person = [nameOf(user), user.username, timeText(user.suspendedAt)];
    const lines = rows.map(({ label, state, sentence, at, eventId }) =>
      csvLine([...person, label, offboardingWord(state), sentence, timeText(at), eventId ?? '']),
    );
    await sendDownload(response, {
      name: `offboarding-${user.username.replace(/[^\w.-]/g, '_')}.csv`,
      type: 'text/csv',
      pieces: Readable.from([csvLine(HEAD), ...lines]),
    });
  });
  return router;
}

function timeText(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString();
}

async function offboardingRows(web: WebContext, user: User): Promise<OffboardingRow[]> {
  const { db, connectors } = web.context;
  const links = new Map((await listLinksOfUser(db, user.id)).map((link) => [link.applicationId as string, link]));
  const applications = new Map((await listApplications(db)).map((one) => [one.id as string, one]));
  return (await accountRows(web, user)).map((row) => {
    const application = applications.get(row.id);
    const connector = application && connectors.get(application.connectorId);
    const can = connector !== undefined && scimOf(connector)?.can.includes('deactivate') === true;
    const { label, href, account } = row;
    const { state, sentence } = standing(row, application, links.get(row.id), can);
    return compact<OffboardingRow>({
      ...{ label, href, state, sentence, at: account?.at, eventId: account?.eventId },
      retryAction: account?.retryAction,
    });
  });
}

/** How far an application has followed. What is not known to be inactive is said to be looked at. */
function standing(
  { account }: UserApplicationRow,
  application: Application | undefined,
  link: Link | undefined,
  can: boolean,
): { readonly state: OffboardingState; readonly sentence: string } {
  const exists = link !== undefined && !link.removed && (link.remoteId !== undefined || link.creating);
  if (account === undefined) {
    if (!exists) return { state: 'done', sentence: 'No account there. Signing on to it has ended.' };
    const sentence = 'The account there stays, because Identity Management is not active. Deactivate it by hand.';
    return { state: 'by-hand', sentence };
  }
  const { status, sentence: said } = account;
  if (status === 'deactivated') return { state: 'done', sentence: said ?? 'The account is inactive.' };
  if (status === 'attention') return { state: 'failed', sentence: said ?? 'The account could not be deactivated.' };
  if (status === 'waiting') {
    const underWay = link !== undefined && (link.inDoubt !== undefined || link.creating);
    return underWay
      ? { state: 'sent', sentence: 'Sent, and not answered yet.' }
      : { state: 'waiting', sentence: said ?? 'A change is on its way.' };
  }
  const label = application?.label ?? 'the application';
  const why = link?.managed === false ? 'Passo does not manage the account there.' : '';
  const how = can ? `It is not known to be inactive.` : `Passo can’t deactivate accounts in ${label}.`;
  return { state: 'by-hand', sentence: `${why === '' ? how : why} Look there.` };
}

import type { Request } from 'express';
import type { HomeItem } from '../../../views/admin/home/index';
import { dayOf } from '../../../views/parts/time';
import { counted } from '../../../views/parts/words';
import { checkHealth, type HealthCheck } from '../../actions/health/check';
import { listEndingKeys } from '../../actions/notices/api-keys';
import type { Application } from '../../core/application';
import { findHeldCopy } from '../../store/backup/held-copy';
import { countOpenDrift } from '../../store/boards/attention';
import { readMailState } from '../../store/mail-outbox';
import { listWebhooks } from '../../store/webhooks/webhooks';
import { countAccessRequests } from '../../store/portal/access-requests';
import type { WebContext } from '../web-context';
import { seenAddress } from './health';

/** Checks whose findings stand nowhere else on the first page. */
const CHECKED: readonly HealthCheck['id'][] = ['address', 'clock', 'key', 'disk', 'version'];

/** A receiver that is started anew is no news. */
const SHORT_FAILURE_MS = 3_600_000;

/** What waits for an admin beside people, certificates and tokens: broken checks, mail, API keys, requests and more. */
export async function homeItems(
  web: WebContext,
  request: Request,
  provisioning: readonly Application[],
): Promise<HomeItem[]> {
  return [
    ...(await heldCopy(web)),
    ...(await brokenChecks(web, request)),
    ...(await failingMail(web)),
    ...(await failingWebhooks(web)),
    ...(await endingKeys(web)),
    ...(await openRequests(web)),
    ...(await openDrift(web, provisioning)),
  ];
}

async function heldCopy({ context }: WebContext): Promise<HomeItem[]> {
  if ((await findHeldCopy(context.db)) === undefined) return [];
  const text = 'It was restored or moved. Changes, mail and webhooks wait until an admin allows them.';
  return [{ kind: 'bad', title: 'This copy sends nothing', href: '/admin/restored-copy', text }];
}

async function brokenChecks(web: WebContext, request: Request): Promise<HomeItem[]> {
  const checks = await checkHealth(web.context, seenAddress(request), CHECKED);
  return checks
    .filter(({ state }) => state === 'bad')
    .map(({ title, sentence }) => ({ kind: 'bad', title, href: '/admin/health', text: sentence }));
}

async function failingMail({ context }: WebContext): Promise<HomeItem[]> {
  if (context.config.mail === undefined) return [];
  const { waiting, givenUp, lastFault, lastSent } = await readMailState(context.db);
  if (lastFault === undefined || lastFault.createdAt <= (lastSent?.createdAt ?? 0)) return [];
  const text = `${counted(waiting, 'message waits', 'messages wait')}, ${givenUp} given up.`;
  return [{ kind: 'bad', title: 'Mail does not go out', href: '/admin/settings/mail', text }];
}

async function failingWebhooks({ context }: WebContext): Promise<HomeItem[]> {
  const webhooks = await listWebhooks(context.db);
  return webhooks.flatMap(({ id, name, state, failingSince }): HomeItem[] => {
    const href = `/admin/settings/webhooks/${id}`;
    if (state === 'disabled') {
      return [
        { kind: 'bad', title: `Webhook ${name}`, href, text: 'It was disabled. Nothing is sent to it any more.' },
      ];
    }
    if (state !== 'active' || failingSince === undefined || context.clock() - failingSince < SHORT_FAILURE_MS)
      return [];
    return [{ kind: 'warn', title: `Webhook ${name}`, href, text: 'Nothing has arrived there for more than an hour.' }];
  });
}

async function endingKeys({ context }: WebContext): Promise<HomeItem[]> {
  const now = context.clock();
  return (await listEndingKeys(context.db, now)).map(({ key, endsAt }): HomeItem => {
    const about = { title: `API key ${key.name}`, href: `/admin/settings/api-keys/${key.id}` };
    if (endsAt <= now) {
      const text = `It ended on ${dayOf(endsAt)}, and what it asks is refused. Replace it, or revoke it.`;
      return { ...about, kind: 'bad', text };
    }
    return { ...about, kind: 'warn', text: `It ends on ${dayOf(endsAt)}. Give its program a new one before.` };
  });
}

async function openRequests({ context }: WebContext): Promise<HomeItem[]> {
  const count = await countAccessRequests(context.db);
  if (count === 0) return [];
  const title = counted(count, 'request for access', 'requests for access');
  return [{ kind: 'wait', title, href: '/admin/requests', text: 'People wait for an answer.' }];
}

async function openDrift({ context }: WebContext, provisioning: readonly Application[]): Promise<HomeItem[]> {
  const counts = await countOpenDrift(context.db);
  return provisioning.flatMap(({ id, label, slug }): HomeItem[] => {
    const count = counts.get(id) ?? 0;
    if (count === 0) return [];
    const href = `/admin/applications/${slug}/identity-management/drift`;
    const text = `${counted(count, 'difference')} between ${label} and Passo to decide.`;
    return [{ kind: 'warn', title: label, href, text }];
  });
}

import type { Application } from '../../core/application';
import { AppError } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import { findApplication, getApplication } from '../../store/applications';
import {
  deleteGuideLink,
  findGuideLink,
  holdGuideLink,
  saveGuideLink,
  type GuideLink,
} from '../../store/portal/guide-links';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { hashToken, makeToken } from '../users/passwords';

/** How long a link to a guide works, in milliseconds: seven days. */
export const GUIDE_LINK_LIFE_MS = 7 * 86_400_000;

/** What a link to a guide shows to the browser that came with it. */
export type OpenedGuide =
  | { readonly kind: 'over' }
  /** Nobody has opened it yet; looking at the address alone does not, because mail filters do that too. */
  | { readonly kind: 'new'; readonly application: Application; readonly expiresAt: number }
  | { readonly kind: 'open'; readonly application: Application; readonly expiresAt: number };

/** The address of a link to a guide. */
export function guideAddress({ config }: Pick<Deps, 'config'>, token: SecretText): string {
  return `${config.baseUrl}/guide/${token.reveal()}`;
}

/**
 * Makes a link with which a colleague without an account reads the guide of an application. It works for seven days, in
 * the one browser that opens it; the link that the application had before stops working.
 * @throws AppError not_found
 */
export async function makeGuideLink(deps: Deps, actor: Actor, applicationId: ApplicationId): Promise<SecretText> {
  const token = makeToken();
  const now = deps.clock();
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, applicationId);
    await saveGuideLink(tx, {
      tokenHash: hashToken(token.reveal()),
      applicationId,
      createdBy: actor.name,
      createdAt: now,
      expiresAt: now + GUIDE_LINK_LIFE_MS,
    });
    await record(deps, tx, actor, 'guide_link_create', { application }, {});
  });
  return token;
}

/**
 * Takes the link of an application back. Without one nothing happens.
 * @throws AppError not_found
 */
export async function revokeGuideLink(deps: Deps, actor: Actor, applicationId: ApplicationId): Promise<void> {
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, applicationId);
    if (!(await deleteGuideLink(tx, applicationId))) return;
    await record(deps, tx, actor, 'guide_link_revoke', { application }, {});
  });
}

/**
 * Looks at a link, and changes nothing.
 * @param holder what the browser's cookie holds
 */
export async function findGuide(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
  holder: string | undefined,
): Promise<OpenedGuide> {
  const link = await findGuideLink(deps.db, hashToken(token), deps.clock());
  const application = link && (await findApplication(deps.db, link.applicationId));
  if (link === undefined || application === undefined) return { kind: 'over' };
  const { expiresAt } = link;
  if (link.holderHash === undefined) return { kind: 'new', application, expiresAt };
  return isHeldBy(link, holder) ? { kind: 'open', application, expiresAt } : { kind: 'over' };
}

/**
 * Opens a link in a browser, which keeps it from then on.
 * @param clientIp for the event
 * @returns what the browser has to keep and until when
 * @throws AppError not_found when the link has run out, was taken back or was opened in another browser
 */
export async function openGuide(
  deps: Deps,
  token: string,
  clientIp?: string,
): Promise<{ readonly holder: SecretText; readonly expiresAt: number }> {
  const holder = makeToken();
  const now = deps.clock();
  return transact(deps.db, async (tx) => {
    const link = await findGuideLink(tx, hashToken(token), now);
    const application = link && (await findApplication(tx, link.applicationId));
    if (link === undefined || application === undefined) throw over();
    if (!(await holdGuideLink(tx, link.tokenHash, hashToken(holder.reveal()), now))) throw over();
    const actor: Actor = { kind: 'system', name: 'guide link', ...(clientIp === undefined ? {} : { clientIp }) };
    await record(deps, tx, actor, 'guide_link_open', { application }, {});
    return { holder, expiresAt: link.expiresAt };
  });
}

function isHeldBy(link: GuideLink, holder: string | undefined): boolean {
  return holder !== undefined && link.holderHash === hashToken(holder);
}

function over(): AppError {
  return new AppError('not_found', 'This link does not work any more.');
}

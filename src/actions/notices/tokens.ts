import { createHash } from 'node:crypto';
import type { Application } from '../../core/application';
import { daysInWords, daysLeft, noticeStepOf, type NoticeStep } from '../../core/certificate';
import { compact } from '../../core/compact';
import type { EventId } from '../../core/ids';
import { tokenNoticeMail, type EndingToken } from '../../net/mail/tokens';
import { listApplications } from '../../store/applications';
import { listAdminAddresses } from '../../store/mail-outbox';
import { insertNotice } from '../../store/notices';
import { findSetting } from '../../store/settings';
import { transact, type Reader } from '../../store/tx';
import { SYSTEM, type Deps } from '../deps';
import { queueMail } from '../mail/queue';
import { record } from '../record';

/** A secret that ends within 30 days, or has ended: of an integration that is active. */
export interface EndingSecret {
  readonly application: Application;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** Whole days; negative once it has ended. */
  readonly daysLeft: number;
  readonly step: NoticeStep;
}

/** Lists the secrets of active integrations that end within 30 days or have ended, what ends first above. */
export async function listEndingSecrets(reader: Reader, now: number): Promise<EndingSecret[]> {
  return (await listApplications(reader))
    .flatMap((application): EndingSecret[] => {
      const endsAt = application.idmState === 'active' ? application.idm.tokenExpiresAt : undefined;
      if (endsAt === undefined) return [];
      const left = daysLeft({ notAfter: endsAt }, now);
      // In its last hours it is still at one day; it is at its end only when it has ended.
      const step = endsAt <= now ? 0 : noticeStepOf(Math.max(1, left));
      return step === undefined || step > 30 ? [] : [{ application, endsAt, daysLeft: left, step }];
    })
    .sort((one, other) => one.endsAt - other.endsAt);
}

/**
 * Gives the notices of secrets that end, 30, 14, 7 and 1 days before and when they have: each once, by an event for each
 * application and one message to each admin for all. A new date has notices of its own.
 * @returns how many secrets a notice was given for
 */
export async function giveTokenNotices(deps: Deps): Promise<number> {
  const now = deps.clock();
  const due = await listEndingSecrets(deps.db, now);
  if (due.length === 0) return 0;
  return transact(deps.db, async (tx) => {
    const given: EndingToken[] = [];
    let first: EventId | undefined;
    for (const { application, endsAt, daysLeft: left, step } of due) {
      const subject = createHash('sha256').update(`${application.id} ${endsAt}`, 'utf8').digest('hex');
      if (!(await insertNotice(tx, { kind: 'token', subject, step, at: now }))) continue;
      const href = `${deps.config.baseUrl}/admin/applications/${application.slug}/identity-management/credentials`;
      given.push({ application: application.label, href, endsAt });
      const about = compact<Parameters<typeof record>[4]>({ application, correlationId: first });
      const id = await record(deps, tx, SYSTEM, 'token_notice', about, {
        at: endsAt,
        sentence: sentenceOf(left, endsAt, now),
      });
      first ??= id;
    }
    if (first === undefined) return 0;
    const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
    const mail = tokenNoticeMail({ organisation, baseUrl: deps.config.baseUrl, now }, first, given);
    await queueMail(deps, tx, await listAdminAddresses(tx), mail);
    return given.length;
  });
}

function sentenceOf(left: number, endsAt: number, now: number): string {
  if (endsAt <= now) return 'By the date that was entered it has expired';
  return `It expires in ${daysInWords(left)}`;
}

import { createHash } from 'node:crypto';
import type { Application } from '../../core/application';
import {
  daysInWords,
  daysLeft,
  noticeStepOf,
  signingCertificateOf,
  type Certificate,
  type NoticeStep,
} from '../../core/certificate';
import { compact } from '../../core/compact';
import type { ApplicationId, EventId } from '../../core/ids';
import { spCertificatesOf } from '../../core/sp-certificates';
import { certificateNoticeMail, type EndingCertificate } from '../../net/mail/messages';
import { listApplications } from '../../store/applications';
import { listAdminAddresses } from '../../store/mail-outbox';
import { insertNotice, type NoticeKind } from '../../store/notices';
import { findSetting } from '../../store/settings';
import { listAllCertificates } from '../../store/sign-on/certificates';
import { transact } from '../../store/tx';
import { SYSTEM, type Deps } from '../deps';
import { queueMail } from '../mail/queue';
import { record } from '../record';

/** A certificate that is watched, and what its notice is known by. */
interface Watched {
  readonly application: Application;
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly ending: EndingCertificate;
}

/**
 * Gives the notices that are due, each once: after a time without Passo only the most urgent one of a certificate. Events
 * and messages are written in one transaction with the note that they were given.
 * @returns how many certificates a notice was given for
 */
export async function giveCertificateNotices(deps: Deps): Promise<number> {
  const now = deps.clock();
  const due = (await watchedCertificates(deps, now)).flatMap((watched) => {
    const step = stepOf(watched.ending.endsAt, now);
    return step === undefined ? [] : [{ watched, step }];
  });
  if (due.length === 0) return 0;
  return transact(deps.db, async (tx) => {
    const given: EndingCertificate[] = [];
    let first: EventId | undefined;
    for (const { watched, step } of due) {
      const { application, kind, subject, ending } = watched;
      if (!(await insertNotice(tx, { kind, subject, step, at: now }))) continue;
      given.push(ending);
      const about = compact<Parameters<typeof record>[4]>({ application, correlationId: first });
      const id = await record(deps, tx, SYSTEM, 'certificate_notice', about, {
        fingerprint: ending.fingerprint,
        at: ending.endsAt,
        sentence: sentenceOf(ending, now),
      });
      first ??= id;
    }
    if (first === undefined) return 0;
    const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
    const mail = certificateNoticeMail({ organisation, baseUrl: deps.config.baseUrl, now }, first, given);
    await queueMail(deps, tx, await listAdminAddresses(tx), mail);
    return given.length;
  });
}

/** The step of a certificate: it is at its end only when it has ended, and in its last hours still at one day. */
function stepOf(endsAt: number, now: number): NoticeStep | undefined {
  return endsAt <= now ? 0 : noticeStepOf(Math.max(1, daysLeft({ notAfter: endsAt }, now)));
}

async function watchedCertificates(deps: Deps, now: number): Promise<Watched[]> {
  const { db, config } = deps;
  const applications = (await listApplications(db)).filter(({ sso }) => sso !== undefined);
  const ours = new Map<ApplicationId, Certificate[]>();
  for (const certificate of await listAllCertificates(db)) {
    ours.set(certificate.applicationId, [...(ours.get(certificate.applicationId) ?? []), certificate]);
  }
  return applications.flatMap((application) => {
    const tab = `${config.baseUrl}/admin/applications/${application.slug}/sso`;
    const signing = signingCertificate(application, ours.get(application.id) ?? [], now, `${tab}/certificate`);
    return [...(signing === undefined ? [] : [signing]), ...theirCertificates(application, tab)];
  });
}

function signingCertificate(
  application: Application,
  certificates: readonly Certificate[],
  now: number,
  href: string,
): Watched | undefined {
  const signing = signingCertificateOf(certificates, now);
  if (signing === undefined) return undefined;
  const next = certificates.find(({ state, id }) => state === 'next' && id !== signing.id);
  const ending = compact<EndingCertificate>({
    application: application.label,
    href,
    use: 'signing',
    endsAt: signing.notAfter,
    fingerprint: signing.fingerprint,
    next: next && compact<NonNullable<EndingCertificate['next']>>({ endsAt: next.notAfter, switchAt: next.switchAt }),
  });
  return { application, kind: 'certificate', subject: signing.id, ending };
}

function theirCertificates(application: Application, href: string): Watched[] {
  const { sso } = application;
  return (sso === undefined ? [] : spCertificatesOf(sso)).map((certificate) => ({
    application,
    kind: 'sp_certificate',
    // The same certificate may stand in two applications, and has a notice in each.
    subject: createHash('sha256').update(`${application.id} ${certificate.fingerprint}`, 'utf8').digest('hex'),
    ending: { application: application.label, href, ...certificate },
  }));
}

function sentenceOf({ use, endsAt }: EndingCertificate, now: number): string {
  const what = use === 'signing' ? 'It is the one Passo signs with' : 'It is one that the application gave';
  const days = daysLeft({ notAfter: endsAt }, now);
  if (endsAt <= now) return `${what}, and it has expired`;
  return `${what}, and it expires in ${daysInWords(days)}`;
}

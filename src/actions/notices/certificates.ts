import { createHash, X509Certificate } from 'node:crypto';
import type { Application } from '../../core/application';
import {
  daysLeft,
  noticeStepOf,
  signingCertificateOf,
  type Certificate,
  type NoticeStep,
} from '../../core/certificate';
import { compact } from '../../core/compact';
import type { ApplicationId, EventId } from '../../core/ids';
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

/** The certificates that an application gave us. One that stands in both places is told of once. */
function theirCertificates(application: Application, href: string): Watched[] {
  const { sso } = application;
  const listed = [
    ...(sso?.spCertificates ?? []).map((pem) => ({ pem, use: 'sp' as const })),
    ...(sso?.encryption === undefined ? [] : [{ pem: sso.encryption.certificate, use: 'encryption' as const }]),
  ];
  const watched = new Map<string, Watched>();
  for (const { pem, use } of listed) {
    const read = readCertificate(pem);
    if (read === undefined || watched.has(read.fingerprint)) continue;
    // The same certificate may stand in two applications, and has a notice in each.
    const subject = createHash('sha256').update(`${application.id} ${read.fingerprint}`, 'utf8').digest('hex');
    const ending = { application: application.label, href, use, ...read };
    watched.set(read.fingerprint, { application, kind: 'sp_certificate', subject, ending });
  }
  return [...watched.values()];
}

/** A certificate that can't be read has no end; whoever saved it was told what is wrong with it. */
function readCertificate(pem: string): { endsAt: number; fingerprint: string } | undefined {
  try {
    const certificate = new X509Certificate(pem);
    const endsAt = Date.parse(certificate.validTo);
    return Number.isNaN(endsAt) ? undefined : { endsAt, fingerprint: certificate.fingerprint256 };
  } catch {
    return undefined;
  }
}

function sentenceOf({ use, endsAt }: EndingCertificate, now: number): string {
  const what = use === 'signing' ? 'It is the one Passo signs with' : 'It is one that the application gave';
  const days = daysLeft({ notAfter: endsAt }, now);
  if (endsAt <= now) return `${what}, and it has expired`;
  return `${what}, and it expires in ${days === 0 ? 'less than a day' : `${days} ${days === 1 ? 'day' : 'days'}`}`;
}

import { compact } from '../../core/compact';
import type { EventId } from '../../core/ids';
import { languageToWriteIn } from '../../core/languages';
import type { AccessRequest } from '../../core/portal/access-request';
import type { User } from '../../core/user';
import { writeMail, type WrittenMail } from '../../net/mail/write';
import { findSetting } from '../../store/settings';
import type { Tx } from '../../store/tx';
import { wordsOf } from '../../words/catalog';
import type { Deps } from '../deps';
import { queueMail } from '../mail/queue';

/** Tells admins that somebody asks for access. Admins read English. */
export async function askedMail(
  deps: Pick<Deps, 'config'>,
  tx: Tx,
  eventId: EventId,
  request: AccessRequest,
  name: string,
): Promise<WrittenMail> {
  return writeMail({
    subject: `${name} asks for ${request.wanted}`,
    organisation: await organisationOf(tx),
    title: `${name} asks for ${request.wanted}`,
    paragraphs: [`They wrote: ${request.reason}`],
    rows: [],
    link: { label: 'Answer the request', href: `${deps.config.baseUrl}/admin/requests/${request.id}` },
    eventId,
    reason: 'You get this message because you are an admin of Passo.',
  });
}

/** Tells the person in their own language what became of their request. People who are not active are not written to. */
export async function tellDecision(
  deps: Pick<Deps, 'config' | 'mailer' | 'newId' | 'clock'>,
  tx: Tx,
  eventId: EventId,
  user: User,
  decided: { readonly granted: boolean; readonly name: string; readonly answer?: string },
): Promise<void> {
  if (user.state !== 'active') return;
  const language = languageToWriteIn(user);
  const { requests } = wordsOf(language);
  const { granted, name, answer } = decided;
  const words = requests.mail;
  const subject = granted ? words.grantedSubject({ name }) : words.declinedSubject({ name });
  const mail = writeMail(
    compact<Parameters<typeof writeMail>[0]>({
      subject,
      organisation: await organisationOf(tx),
      title: subject,
      paragraphs: [
        granted ? words.grantedText({ name }) : words.declinedText({ name }),
        ...(answer === undefined ? [] : [words.answer({ answer })]),
      ],
      rows: [],
      link: granted
        ? { label: words.grantedLink, href: deps.config.baseUrl }
        : { label: words.declinedLink, href: `${deps.config.baseUrl}/requests` },
      eventId,
      reason: words.reason,
      language,
    }),
  );
  await queueMail(deps, tx, [user.email], mail);
}

async function organisationOf(tx: Tx): Promise<string> {
  return (await findSetting(tx, 'organisation')) ?? 'Passo';
}

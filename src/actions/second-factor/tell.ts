import type { EventId } from '../../core/ids';
import { languageToWriteIn } from '../../core/languages';
import type { User } from '../../core/user';
import { writeMail } from '../../net/mail/write';
import { findSetting } from '../../store/settings';
import type { Tx } from '../../store/tx';
import { wordsOf } from '../../words/catalog';
import type { Deps } from '../deps';
import { queueMail } from '../mail/queue';

/** What happened to a person's second factors that they hear of by mail, in case it was not them. */
export type FactorNews = 'added' | 'removed' | 'reset' | 'recoveryUsed';

/** Puts the message about it into the outbox, in the person's language, with the change itself. */
export async function tellOwner(
  deps: Pick<Deps, 'mailer' | 'newId' | 'clock' | 'config'>,
  tx: Tx,
  user: User,
  news: FactorNews,
  name: string,
  eventId: EventId,
): Promise<void> {
  if (deps.mailer === undefined) return;
  const language = languageToWriteIn(user);
  const words = wordsOf(language).secondFactor.mail;
  const { subject, text } = words[news];
  const mail = writeMail({
    subject,
    organisation: (await findSetting(tx, 'organisation')) ?? 'Passo',
    title: subject,
    paragraphs: [text({ name }), words.notYou],
    rows: [],
    link: { label: words.link, href: `${deps.config.baseUrl}/security` },
    eventId,
    reason: words.reason,
    language,
  });
  await queueMail(deps, tx, [user.email], mail);
}

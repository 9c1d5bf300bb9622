import type { UserId } from '../../core/ids';
import { languageToWriteIn } from '../../core/languages';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { writeMail } from '../../net/mail/write';
import { saveUserLink, type LinkPurpose } from '../../store/passwords/links';
import { findSetting } from '../../store/settings';
import type { Tx } from '../../store/tx';
import { inLanguage } from '../../words/catalog';
import type { Deps } from '../deps';
import { queueSecretMail } from '../mail/secret';
import { hashToken, makeToken } from './passwords';

const HOUR_MS = 3_600_000;
/** How long a link works, in milliseconds. */
export const LINK_LIFE: Readonly<Record<LinkPurpose, number>> = { activation: 7 * 24 * HOUR_MS, reset: HOUR_MS };

/** The address of a link, under the one public address that is configured (SECURITY W6). */
export function linkAddress({ config }: Pick<Deps, 'config'>, purpose: LinkPurpose, token: SecretText): string {
  return `${config.baseUrl}${purpose === 'reset' ? '/password/reset' : '/activate'}/${token.reveal()}`;
}

/** Makes a link's token for a person; an older one for the same purpose stops working. */
export async function makeLink(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  userId: UserId,
  purpose: LinkPurpose,
): Promise<SecretText> {
  const token = makeToken();
  const expiresAt = deps.clock() + LINK_LIFE[purpose];
  await saveUserLink(tx, { tokenHash: hashToken(token.reveal()), userId, purpose, expiresAt });
  return token;
}

/** What a person is asked to do by link: whoever has no password chooses the first one. */
export function purposeFor(user: Pick<User, 'hasPassword'>): LinkPurpose {
  return user.hasPassword ? 'reset' : 'activation';
}

/**
 * Mails a link to a person in their language, sealed until it goes out.
 * @param askedBy who wanted it; the message says so
 * @returns false when no mail goes out
 */
export async function mailLink(
  deps: Pick<Deps, 'mailer' | 'newId' | 'clock' | 'secrets' | 'config'>,
  tx: Tx,
  user: User,
  link: { readonly purpose: LinkPurpose; readonly token: SecretText; readonly askedBy: 'person' | 'admin' },
): Promise<boolean> {
  const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
  const { language, words } = inLanguage(languageToWriteIn(user));
  const { reset, activation } = words.passwordMails;
  const frame = { organisation, language, rows: [] };
  const href = linkAddress(deps, link.purpose, link.token);
  const name = user.username;
  const content: Parameters<typeof writeMail>[0] =
    link.purpose === 'reset'
      ? {
          ...frame,
          subject: reset.subject({ organisation }),
          title: reset.title,
          paragraphs: [
            link.askedBy === 'admin' ? reset.byAdmin({ name }) : reset.asked({ name }),
            reset.life,
            ...(link.askedBy === 'admin' ? [] : [reset.notYou]),
          ],
          link: { label: reset.link, href },
          reason: reset.reason,
        }
      : {
          ...frame,
          subject: activation.subject({ organisation }),
          title: activation.title,
          paragraphs: [activation.text({ name, organisation }), activation.life],
          link: { label: activation.link, href },
          reason: activation.reason,
        };
  return queueSecretMail(deps, tx, user.email, writeMail(content));
}

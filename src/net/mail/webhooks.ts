import type { MailFrame } from './messages';
import { writeMail, type WrittenMail } from './write';

/** Tells admins that a webhook was disabled. */
export function webhookDisabledMail(
  frame: MailFrame,
  eventId: string,
  webhook: { readonly id: string; readonly name: string; readonly reason: string },
): WrittenMail {
  const title = `The webhook ${webhook.name} was disabled`;
  return writeMail({
    subject: title,
    organisation: frame.organisation,
    title,
    paragraphs: [
      `${webhook.reason}. Nothing is sent to it any more.`,
      'What waited for it stays, and is sent when you resume it. Events that happen meanwhile are not kept for it: export them from Directory Insights.',
    ],
    rows: [],
    link: { label: 'Look at the webhook', href: `${frame.baseUrl}/admin/settings/webhooks/${webhook.id}` },
    eventId,
    reason: 'You get this message because you are an admin of Passo.',
  });
}

import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { counted } from '../../../parts/words';
import { SettingsFrame } from '../frame';
import { webhookHref, type WebhookView } from './props';

/** The question before a webhook is deleted. */
export function DeleteWebhookPage(props: { readonly chrome: Chrome; readonly webhook: WebhookView }): VNode {
  const { chrome, webhook } = props;
  return (
    <SettingsFrame chrome={chrome} part="webhooks">
      <Card
        id="effects"
        title={
          <>
            Delete <bdi>{webhook.name}</bdi>?
          </>
        }
      >
        <ul class="bullets small">
          <li>Nothing is sent to it any more, and its secret is gone.</li>
          <li>
            {webhook.waiting === 0
              ? 'No event waits for it.'
              : `${counted(webhook.waiting, 'event that waits', 'events that wait')} for it will not be sent.`}
          </li>
          <li>The list of its deliveries goes. Directory Insights keeps every event.</li>
          <li>This can’t be undone.</li>
        </ul>
        <form method="post" action={webhookHref(webhook.id, 'deletion')}>
          <CsrfField token={chrome.csrfToken} />
          <div class="row">
            <a class="btn" href={webhookHref(webhook.id)} autofocus>
              Cancel
            </a>
            <button class="btn danger">Delete webhook</button>
          </div>
        </form>
      </Card>
    </SettingsFrame>
  );
}

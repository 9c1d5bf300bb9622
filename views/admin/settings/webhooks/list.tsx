import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { Empty } from '../../../parts/empty';
import { Time } from '../../../parts/time';
import { figure } from '../../../parts/words';
import { SettingsFrame } from '../frame';
import { settingsHref } from '../parts';
import { webhookHref, type WebhookView } from './props';

/** What the list of webhooks shows. */
export interface WebhooksPageProps {
  readonly chrome: Chrome;
  readonly webhooks: readonly WebhookView[];
  /** Whoever looks may add one. */
  readonly writes: boolean;
}

/** The addresses that events are sent to. */
export function WebhooksPage({ chrome, webhooks, writes }: WebhooksPageProps): VNode {
  const add = writes ? (
    <a class="btn main" href={`${settingsHref('webhooks')}/new`}>
      Add webhook
    </a>
  ) : null;
  return (
    <SettingsFrame chrome={chrome} part="webhooks">
      <Card
        id="webhooks"
        title="Webhooks"
        lead="Passo sends events to these addresses as they happen, signed by the Standard Webhooks scheme."
        end={webhooks.length === 0 ? null : add}
        bare
      >
        {webhooks.length === 0 ? (
          <Empty
            icon="out"
            title="No webhooks yet"
            text="Add one to tell a chat, a ticket system or a log collector what happens here."
          >
            {add}
          </Empty>
        ) : (
          <List webhooks={webhooks} now={chrome.now} />
        )}
      </Card>
    </SettingsFrame>
  );
}

function List({ webhooks, now }: { readonly webhooks: readonly WebhookView[]; readonly now: number }): VNode {
  return (
    <table class="table fold">
      <caption class="vh">Webhooks by name</caption>
      <thead>
        <tr>
          <th scope="col">Webhook</th>
          <th scope="col">State</th>
          <th scope="col">Events</th>
          <th scope="col">Waiting</th>
          <th scope="col">Last arrived</th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map(({ id, name, url, badge, choice, waiting, lastSuccessAt }) => (
          <tr>
            <td>
              <a href={webhookHref(id)}>
                <bdi>{name}</bdi>
              </a>
              <span class="sub">
                <bdi>{url}</bdi>
              </span>
            </td>
            <td data-th="State">
              <Badge kind={badge.kind}>{badge.word}</Badge>
            </td>
            <td data-th="Events">{choice}</td>
            <td data-th="Waiting">{figure(waiting)}</td>
            <td data-th="Last arrived">
              {lastSuccessAt === undefined ? 'Nothing yet' : <Time at={lastSuccessAt} now={now} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

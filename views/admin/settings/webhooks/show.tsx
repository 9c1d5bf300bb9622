import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Badge } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CopyField } from '../../../parts/copy-field';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Facts, type Fact } from '../../../parts/facts';
import { Time } from '../../../parts/time';
import { counted, figure } from '../../../parts/words';
import { SettingsFrame } from '../frame';
import { Deliveries, type DeliveriesProps } from './deliveries';
import { webhookHref, type WebhookView } from './props';

/** What the page of one webhook shows. */
export interface WebhookPageProps extends Pick<DeliveriesProps, 'deliveries' | 'newer' | 'older'> {
  readonly chrome: Chrome;
  readonly webhook: WebhookView;
  /** Its secret, for a moment and for the admin who made it. */
  readonly secret?: string;
  readonly writes: boolean;
  readonly message?: string;
}

/** One webhook: how it stands, what can be done with it, and what was sent to it. */
export function WebhookPage(props: WebhookPageProps): VNode {
  const { chrome, webhook, secret, writes, message } = props;
  return (
    <SettingsFrame chrome={chrome} part="webhooks" problem={message !== undefined}>
      <ErrorSummary message={message} />
      {secret === undefined ? null : (
        <>
          <Banner kind="warn" title="Copy the secret now" role="status">
            This page shows it for five minutes, and nobody sees it afterwards. If it gets lost, rotate it.
          </Banner>
          <CopyField
            id="webhook-secret"
            label="Secret"
            value={secret}
            help="Enter it at the receiver, which checks with it that messages come from this Passo."
          />
        </>
      )}
      {webhook.state === 'disabled' ? <Disabled {...props} /> : null}
      <Card
        id="webhook"
        title={<bdi>{webhook.name}</bdi>}
        badge={<Badge kind={webhook.badge.kind}>{webhook.badge.word}</Badge>}
        end={
          writes ? (
            <a class="btn small" href={webhookHref(webhook.id, 'change')}>
              Change
            </a>
          ) : null
        }
      >
        <Facts facts={factsOf(webhook, chrome.now)} />
        {writes ? <Acts chrome={chrome} webhook={webhook} /> : null}
      </Card>
      {writes ? <Secret chrome={chrome} webhook={webhook} /> : null}
      <Deliveries {...props} webhookId={webhook.id} again={writes && webhook.state !== 'disabled'} />
    </SettingsFrame>
  );
}

function Disabled({ webhook }: WebhookPageProps): VNode {
  return (
    <Banner kind="bad" title="Passo sends nothing there any more">
      It failed for five days, or asked for no more messages.{' '}
      {webhook.waiting === 0
        ? null
        : `${counted(webhook.waiting, 'event waits', 'events wait')} and ${webhook.waiting === 1 ? 'is' : 'are'} sent when you resume it. `}
      {webhook.leftOut === 0
        ? null
        : `${counted(webhook.leftOut, 'event was', 'events were')} left out since: export them from Directory Insights.`}
    </Banner>
  );
}

function factsOf(webhook: WebhookView, now: number): Fact[] {
  const { url, choice, waiting, failed, leftOut, failingSince, lastSuccessAt, createdBy, createdAt } = webhook;
  return [
    {
      term: 'Address',
      value: (
        <code>
          <bdi>{url}</bdi>
        </code>
      ),
    },
    { term: 'Events', value: choice },
    { term: 'Waiting', value: counted(waiting, 'event') },
    { term: 'Given up', value: counted(failed, 'event') },
    ...(leftOut === 0 ? [] : [{ term: 'Left out', value: `${figure(leftOut)}, because too many waited` }]),
    {
      term: 'Last arrived',
      value: lastSuccessAt === undefined ? 'Nothing yet' : <Time at={lastSuccessAt} now={now} />,
    },
    ...(failingSince === undefined ? [] : [{ term: 'Failing since', value: <Time at={failingSince} now={now} /> }]),
    {
      term: 'Added',
      value: (
        <>
          <Time at={createdAt} now={now} as="day" />, by <bdi>{createdBy}</bdi>
        </>
      ),
    },
  ];
}

function Acts({ chrome, webhook }: { readonly chrome: Chrome; readonly webhook: WebhookView }): VNode {
  const active = webhook.state === 'active';
  return (
    <div class="row">
      <form method="post" action={webhookHref(webhook.id, 'test')}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn">Send a test</button>
      </form>
      <form method="post" action={webhookHref(webhook.id, active ? 'pause' : 'resume')}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn">{active ? 'Pause' : 'Resume'}</button>
      </form>
      <a class="btn quiet bad" href={webhookHref(webhook.id, 'deletion')}>
        Delete
      </a>
    </div>
  );
}

function Secret({ chrome, webhook }: { readonly chrome: Chrome; readonly webhook: WebhookView }): VNode {
  const { oldSecretUntil } = webhook;
  const two = oldSecretUntil !== undefined && oldSecretUntil > chrome.now;
  return (
    <Card
      id="secret"
      title="Secret"
      lead="Messages are signed with it. It is kept sealed and shown once, when it is made."
    >
      {two ? (
        <p>
          Messages are signed with the new secret and the one before, until{' '}
          <Time at={oldSecretUntil} now={chrome.now} />.
        </p>
      ) : null}
      <div class="row">
        <form method="post" action={webhookHref(webhook.id, 'rotation')}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn">Rotate secret</button>
        </form>
        <form method="post" action={webhookHref(webhook.id, 'rotation')}>
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="at-once" value="yes" />
          <button class="btn quiet bad">Replace at once</button>
        </form>
      </div>
      <p class="help">
        After Rotate secret the one before signs as well for a day, so that you can change the receiver meanwhile.
        Replace at once ends it now: use it when somebody else has seen it.
      </p>
    </Card>
  );
}

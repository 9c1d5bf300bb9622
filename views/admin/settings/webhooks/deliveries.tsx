import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Badge, type BadgeKind } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { CodeBlock } from '../../../parts/code-block';
import { CsrfField } from '../../../parts/csrf-field';
import { Empty } from '../../../parts/empty';
import { Pager } from '../../../parts/pager';
import { Time } from '../../../parts/time';
import { counted } from '../../../parts/words';
import { webhookHref } from './props';

/** One message to a webhook. Times in milliseconds since the epoch. */
export interface DeliveryView {
  readonly id: string;
  /** The event in words, or that it was a test. */
  readonly label: string;
  readonly eventId?: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly status?: number;
  readonly answer?: string;
  readonly fault?: string;
  readonly at: number;
  readonly triedAt?: number;
  /** When it is tried next. */
  readonly nextAt?: number;
}

/** What the list of deliveries shows. */
export interface DeliveriesProps {
  readonly chrome: Chrome;
  readonly webhookId: string;
  readonly deliveries: readonly DeliveryView[];
  readonly newer?: string;
  readonly older?: string;
  /** Events can be sent again. */
  readonly again: boolean;
}

const STATES: Readonly<Record<DeliveryView['state'], readonly [BadgeKind, string]>> = {
  waiting: ['wait', 'Waiting'],
  delivered: ['ok', 'Arrived'],
  failed: ['bad', 'Given up'],
};

/** The last messages to a webhook, each with what came back. */
export function Deliveries({ chrome, webhookId, deliveries, newer, older, again }: DeliveriesProps): VNode {
  return (
    <Card
      id="deliveries"
      title="Deliveries"
      lead="What fails is tried ten times in three days. What is done is kept for 30 days."
      bare
    >
      {deliveries.length === 0 ? (
        <Empty icon="list" title="Nothing was sent yet" text="Events that happen from now on are listed here." />
      ) : (
        <table class="table fold">
          <caption class="vh">Deliveries, the newest first</caption>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">State</th>
              <th scope="col">Answer</th>
              <th scope="col">Tried</th>
              <th scope="col">
                <span class="vh">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => (
              <Row chrome={chrome} webhookId={webhookId} delivery={delivery} again={again} />
            ))}
          </tbody>
        </table>
      )}
      <Pager summary="The newest first" previous={newer} next={older} previousLabel="Newest" nextLabel="Older" />
    </Card>
  );
}

function Row(props: {
  readonly chrome: Chrome;
  readonly webhookId: string;
  readonly delivery: DeliveryView;
  readonly again: boolean;
}): VNode {
  const { chrome, webhookId, delivery } = props;
  const [kind, word] = STATES[delivery.state];
  return (
    <tr>
      <td>
        {delivery.eventId === undefined ? (
          delivery.label
        ) : (
          <a href={`/admin/insights/${delivery.eventId}`}>{delivery.label}</a>
        )}
        <span class="sub">
          <Time at={delivery.at} now={chrome.now} />
        </span>
      </td>
      <td data-th="State">
        <Badge kind={kind}>{word}</Badge>
      </td>
      <td data-th="Answer">
        <Answer delivery={delivery} />
      </td>
      <td data-th="Tried">
        {counted(delivery.attempts, 'time')}
        <span class="sub">
          {delivery.nextAt === undefined ? (
            delivery.triedAt === undefined ? null : (
              <Time at={delivery.triedAt} now={chrome.now} />
            )
          ) : (
            <>
              next <Time at={delivery.nextAt} now={chrome.now} />
            </>
          )}
        </span>
      </td>
      <td>
        {props.again && delivery.eventId !== undefined ? (
          <form method="post" action={webhookHref(webhookId, 'deliveries', delivery.id, 'again')}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn small">
              Send again<span class="vh">: {delivery.label}</span>
            </button>
          </form>
        ) : null}
      </td>
    </tr>
  );
}

function Answer({ delivery }: { readonly delivery: DeliveryView }): VNode {
  const { status, answer, fault, label } = delivery;
  return (
    <>
      {fault ?? (status === undefined ? 'None yet' : `It answered ${status}.`)}
      {answer === undefined ? null : (
        <div class="reason">
          <details>
            <summary>
              How the answer began<span class="vh">: {label}</span>
            </summary>
            <CodeBlock text={answer} label="How the answer began" />
          </details>
        </div>
      )}
    </>
  );
}

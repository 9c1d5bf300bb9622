import type { VNode } from 'preact';
import { Badge } from '../../../parts/badge';
import { Card } from '../../../parts/card';
import { CodeBlock } from '../../../parts/code-block';
import { CopyField } from '../../../parts/copy-field';
import { Empty } from '../../../parts/empty';
import { Facts } from '../../../parts/facts';
import { safeHref } from '../../../parts/safe-href';
import { Time } from '../../../parts/time';
import { ApplicationFrame } from '../frame';
import { Findings, InsightTabs } from './parts';
import { insightPath, type ExchangePageProps, type ExchangeRow, type ExchangesPageProps } from './props';

/** The last exchanges of messages with an application, the newest first, each with what was wrong. */
export function ExchangesPage({ chrome, frame, rows }: ExchangesPageProps): VNode {
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Last exchanges">
      <InsightTabs frame={frame} current="exchanges" />
      <Card
        id="exchanges"
        title="Last exchanges"
        lead="The last 20 with this application. Signatures, keys and what was said of people are not kept."
        bare
      >
        {rows.length === 0 ? (
          <Empty
            icon="list"
            title="No messages yet"
            text="When people sign on, what was asked and answered is listed here."
          />
        ) : (
          <ExchangeTable slug={frame.slug} rows={rows} now={chrome.now} />
        )}
      </Card>
    </ApplicationFrame>
  );
}

function ExchangeTable(props: {
  readonly slug: string;
  readonly rows: readonly ExchangeRow[];
  readonly now: number;
}): VNode {
  return (
    <table class="table fold">
      <caption class="vh">Last exchanges, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Person</th>
          <th scope="col" class="w-half">
            What was wrong
          </th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr>
            <td data-th="Time" class="nowrap">
              <a href={insightPath(props.slug, `exchanges/${row.id}`)}>
                <Time at={row.at} now={props.now} />
                <span class="vh">, {row.what}</span>
              </a>
              <small>{row.what}</small>
            </td>
            <td data-th="Person">
              {row.userName === undefined ? <span class="muted">Nobody yet</span> : <bdi>{row.userName}</bdi>}
            </td>
            <td data-th="What was wrong">
              <bdi>{row.sentence}</bdi>
            </td>
            <td data-th="Result">
              <ResultBadge answered={row.answered} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ResultBadge({ answered }: { readonly answered: boolean }): VNode {
  return answered ? <Badge kind="ok">Answered</Badge> : <Badge kind="bad">Refused</Badge>;
}

/** One exchange: what was wrong, the facts, and both messages. */
export function ExchangePage({ chrome, frame, row, facts, asked, request, response }: ExchangePageProps): VNode {
  const remedy = safeHref(row.remedy?.href);
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Exchange">
      <InsightTabs frame={frame} current="exchanges" />
      <Card id="exchange" title={row.what} badge={<ResultBadge answered={row.answered} />}>
        <p>
          <bdi>{row.sentence}</bdi>
        </p>
        {remedy === undefined ? null : (
          <div class="row">
            <a class="btn small" href={remedy}>
              {row.remedy?.label}
            </a>
          </div>
        )}
        <Facts
          facts={[
            { term: 'Time', value: <Time at={row.at} now={chrome.now} as="exact" /> },
            { term: 'Person', value: row.userName === undefined ? 'Nobody yet' : <bdi>{row.userName}</bdi> },
            { term: 'Event', value: <a href={`/admin/insights/${row.id}`}>Open in Directory Insights</a> },
          ]}
        />
        <CopyField id="event-id" label="Event id" value={row.id} />
      </Card>
      {facts.length === 0 ? null : (
        <Card id="facts" title="Facts" bare>
          <Findings findings={facts} caption="Facts of the refusal" />
        </Card>
      )}
      {asked ? (
        <>
          <Message id="request" title="What went out" xml={request} none="No message went out." />
          <Message id="response" title="What came in" xml={response} none="No answer came in." />
        </>
      ) : (
        <>
          <Message
            id="request"
            title="What came in"
            xml={request}
            none="Nothing came in, or it could not be decoded."
          />
          <Message id="response" title="What went out" xml={response} none="No message went out." />
        </>
      )}
    </ApplicationFrame>
  );
}

function Message(props: {
  readonly id: string;
  readonly title: string;
  readonly xml: string | undefined;
  readonly none: string;
}): VNode {
  const { id, title, xml, none } = props;
  return (
    <Card id={id} title={title}>
      {xml === undefined ? <p class="muted">{none}</p> : <CodeBlock text={xml} label={`${title}, as XML`} />}
    </Card>
  );
}

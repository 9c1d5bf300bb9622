import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { SyncBadge } from '../../../parts/badge';
import { Detail } from '../../../parts/code-block';
import { CsrfField } from '../../../parts/csrf-field';
import { Empty } from '../../../parts/empty';
import { Pager } from '../../../parts/pager';
import { Tabs } from '../../../parts/tabs';
import { relative, Time } from '../../../parts/time';
import { counted, figure } from '../../../parts/words';
import { Who } from '../../../parts/avatar';
import type { FrameProps } from '../props';
import type { IdmActive, PersonRow } from './props';
import { idmPath, STATUSES } from './sync';

interface PeopleProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly content: IdmActive;
}

/** Everybody with an account there, what needs an admin first: status, reason, technical detail and Retry. */
export function People({ chrome, frame, content }: PeopleProps): VNode {
  const { counts, status, people } = content;
  const failing = counts.attention + counts.waiting;
  const all = STATUSES.reduce((sum, entry) => sum + counts[entry.status], 0);
  return (
    <Card
      id="people"
      title="People"
      end={
        failing === 0 ? undefined : (
          <form method="post" action={`${idmPath(frame)}/retry`}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn small">Retry all {figure(failing)}</button>
          </form>
        )
      }
      bare
    >
      <Tabs
        label="Filter people"
        inset
        tabs={[
          { label: 'All', href: `${idmPath(frame)}#people`, current: status === undefined, count: all },
          ...STATUSES.map((entry) => ({
            label: entry.word,
            href: `${idmPath(frame, { status: entry.status })}#people`,
            current: status === entry.status,
            count: counts[entry.status],
            bad: entry.status === 'attention' && counts.attention > 0,
          })),
        ]}
      />
      {people.length === 0 ? (
        <Nobody frame={frame} content={content} />
      ) : (
        <Table chrome={chrome} frame={frame} content={content} />
      )}
    </Card>
  );
}

function Nobody({ frame, content }: { readonly frame: FrameProps; readonly content: IdmActive }): VNode {
  if (content.status !== undefined || content.page > 1) {
    return <Empty icon="user" title="Nobody here" text="No person has this status now." />;
  }
  if (content.inLine > 0) {
    const text = `${counted(content.inLine, 'person is', 'people are')} in line. Reload the page to see how far it is.`;
    return <Empty icon="sync" title="The first sync is running" text={text} />;
  }
  return (
    <Empty
      icon="group"
      title="Nobody has access yet"
      text="People get an account here as soon as one of their user groups has the application."
    >
      <a class="btn" href={`/admin/applications/${frame.slug}/user-groups`}>
        Open User Groups
      </a>
    </Empty>
  );
}

function Table({ chrome, frame, content }: PeopleProps): VNode {
  const { status, page, people, hasNext } = content;
  const to = (number: number): string =>
    `${idmPath(frame, { status, page: number === 1 ? undefined : number })}#people`;
  return (
    <>
      <table class="table fold">
        <caption class="vh">People in {frame.label} and what happened to each of them last</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Status</th>
            <th scope="col" class="w-half">
              What happened
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row chrome={chrome} frame={frame} person={person} />
          ))}
        </tbody>
      </table>
      <Pager
        summary={`${counted(people.length, 'person', 'people')} on this page, what needs you first`}
        previous={page > 1 ? to(page - 1) : undefined}
        next={hasNext ? to(page + 1) : undefined}
      />
    </>
  );
}

function Row(props: { readonly chrome: Chrome; readonly frame: FrameProps; readonly person: PersonRow }): VNode {
  const { chrome, frame, person } = props;
  const { reason, nextTryAt, detail, status } = person;
  const retried = status === 'attention' || status === 'waiting';
  return (
    <tr>
      <td>
        <Who name={person.name} below={person.username} href={person.href} />
      </td>
      <td data-th="Status">
        <span>
          <SyncBadge status={status} />
          <small>
            <Time at={person.at} now={chrome.now} />
          </small>
        </span>
      </td>
      <td data-th="What happened">
        <div class="reason">
          {reason === undefined ? null : <p>{reason}</p>}
          {nextTryAt === undefined ? null : (
            <p class="muted">Next try {nextTryAt <= chrome.now ? 'now' : relative(nextTryAt, chrome.now)}.</p>
          )}
          <div class="do">
            {retried ? (
              <form method="post" action={`${idmPath(frame)}/retry`}>
                <CsrfField token={chrome.csrfToken} />
                <input type="hidden" name="user" value={person.id} />
                <button class="btn small">
                  Retry<span class="vh"> {person.name}</span>
                </button>
              </form>
            ) : null}
            {detail === undefined ? null : <Detail text={detail} />}
            <a href={`${idmPath(frame)}/why/${person.id}`}>
              Why?<span class="vh"> {person.name}</span>
            </a>
          </div>
        </div>
      </td>
    </tr>
  );
}

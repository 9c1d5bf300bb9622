import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { Pager } from '../../../../parts/pager';
import { Time } from '../../../../parts/time';
import { ApplicationFrame } from '../../frame';
import { idmPath } from '../sync';
import type { GroupLine, GroupsPageProps } from './props';

/** Every group of an application: how it stands there, and what it needs. */
export function GroupsPage(props: GroupsPageProps): VNode {
  const { chrome, frame, managed, groups, summary, previous, next } = props;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page="User Groups">
      <Card
        id="groups"
        title="User Groups"
        lead={`How the groups that have ${frame.label} stand there.`}
        end={
          <a class="btn small" href={idmPath(frame)}>
            Back
          </a>
        }
        bare
      >
        {groups.length === 0 ? (
          <Empty
            icon="group"
            title={managed ? 'No User Group yet' : 'Groups are not managed'}
            text={
              managed
                ? `A group appears here once it has ${frame.label}.`
                : `Tick the box on the tab, and Passo keeps groups in ${frame.label} in step.`
            }
          >
            <a class="btn" href={`/admin/applications/${frame.slug}/user-groups`}>
              Open User Groups
            </a>
          </Empty>
        ) : (
          <>
            <table class="table fold">
              <caption class="vh">User Groups in {frame.label}</caption>
              <thead>
                <tr>
                  <th scope="col">User Group</th>
                  <th scope="col">Status</th>
                  <th scope="col" class="w-half">
                    What happened
                  </th>
                </tr>
              </thead>
              <tbody>
                {groups.map((line) => (
                  <Row chrome={chrome} line={line} />
                ))}
              </tbody>
            </table>
            <Pager summary={summary} previous={previous} next={next} />
          </>
        )}
      </Card>
    </ApplicationFrame>
  );
}

function Row({ chrome, line }: { readonly chrome: Chrome; readonly line: GroupLine }): VNode {
  return (
    <tr>
      <td>
        <b>
          <a href={line.href}>
            <bdi>{line.name}</bdi>
          </a>
        </b>
      </td>
      <td data-th="Status">
        <span>
          <Badge kind={line.badge.kind}>{line.badge.word}</Badge>
          {line.at === undefined ? null : (
            <small>
              <Time at={line.at} now={chrome.now} />
            </small>
          )}
        </span>
      </td>
      <td data-th="What happened">
        <div class="reason">
          {line.sentence === undefined ? null : <p>{line.sentence}</p>}
          {line.retry ? <RetryGroup chrome={chrome} line={line} /> : null}
        </div>
      </td>
    </tr>
  );
}

/** Tries a group again. */
export function RetryGroup({ chrome, line }: { readonly chrome: Chrome; readonly line: GroupLine }): VNode {
  return (
    <form class="do" method="post" action={`${line.href}/retry`}>
      <CsrfField token={chrome.csrfToken} />
      <button class="btn small">
        Retry<span class="vh"> {line.name}</span>
      </button>
    </form>
  );
}

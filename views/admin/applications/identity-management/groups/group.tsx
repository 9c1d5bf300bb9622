import type { ComponentChildren, VNode } from 'preact';
import { Badge } from '../../../../parts/badge';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Facts } from '../../../../parts/facts';
import { Time } from '../../../../parts/time';
import { counted, figure } from '../../../../parts/words';
import { ApplicationFrame } from '../../frame';
import { idmPath } from '../sync';
import { RetryGroup } from './page';
import type { GroupPageProps } from './props';

/** One group of an application: how it stands, who was set aside, and what an admin decides. */
export function GroupPage(props: GroupPageProps): VNode {
  const { chrome, frame, line, members, groupHref, parked, unread, decided } = props;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page={line.name}>
      {unread === undefined ? null : (
        <Banner kind="warn" title="What is to be decided could not be read">
          {unread}
        </Banner>
      )}
      <Foreign {...props} />
      <Which {...props} />
      <Card
        id="group"
        title={<bdi>{line.name}</bdi>}
        badge={<Badge kind={line.badge.kind}>{line.badge.word}</Badge>}
        end={
          <a class="btn small" href={`${idmPath(frame)}/groups`}>
            All groups
          </a>
        }
      >
        {line.sentence === undefined ? null : <p>{line.sentence}</p>}
        <Facts
          facts={[
            { term: `Members in ${frame.label}`, value: figure(members) },
            ...(decided === undefined
              ? []
              : [
                  {
                    term: 'Members Passo does not know',
                    value: decided === 'keep' ? 'Kept, as decided' : 'Removed, as decided',
                  },
                ]),
            ...(line.at === undefined
              ? []
              : [{ term: 'Last looked at', value: <Time at={line.at} now={chrome.now} /> }]),
            ...(groupHref === undefined
              ? []
              : [{ term: 'User Group', value: <a href={groupHref}>Open in the directory</a> }]),
          ]}
        />
        {line.retry ? <RetryGroup chrome={chrome} line={line} /> : null}
      </Card>
      {parked.length === 0 ? null : (
        <Card id="parked" title="Not sent" lead="These people were set aside; the others of the group go on.">
          <ul class="stack s2">
            {parked.map(({ name, href, sentence }) => (
              <li>
                {href === undefined ? <bdi>{name}</bdi> : <a href={href}>{name}</a>}: {sentence}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </ApplicationFrame>
  );
}

function Foreign({ chrome, frame, line, foreign }: GroupPageProps): VNode | null {
  if (foreign === undefined) return null;
  const { people, total } = foreign;
  const more = total - people.length;
  return (
    <Card
      id="foreign"
      title={`${frame.label} has members that this group does not have here`}
      lead="Everybody of the group here was added. Decide what becomes of the others; the choice is kept for this group."
    >
      <ul class="stack s2">
        {people.map((name) => (
          <li>
            <bdi>{name}</bdi>
          </li>
        ))}
        {more > 0 ? <li>and {counted(more, 'other', 'others')}</li> : null}
      </ul>
      <div class="row">
        <Decision token={chrome.csrfToken} action={`${line.href}/foreign`} name="foreign" value="keep">
          Keep {total === 1 ? 'this member' : `these ${figure(total)}`}
        </Decision>
        <Decision token={chrome.csrfToken} action={`${line.href}/foreign`} name="foreign" value="remove" bad>
          Remove {total === 1 ? 'this member' : `these ${figure(total)}`} from the group
        </Decision>
      </div>
    </Card>
  );
}

function Which({ chrome, frame, line, which }: GroupPageProps): VNode | null {
  if (which === undefined) return null;
  return (
    <Card
      id="which"
      title="Which group is meant?"
      lead={`Passo takes over a group in ${frame.label} by itself only when the name is exactly the same.`}
    >
      {which.map(({ remoteId, name }) => (
        <div class="row">
          <span>
            <bdi>{name}</bdi> <span class="mono small muted">{remoteId}</span>
          </span>
          <Decision token={chrome.csrfToken} action={`${line.href}/which`} name="remoteId" value={remoteId}>
            Use this group<span class="vh"> {name}</span>
          </Decision>
        </div>
      ))}
      <div class="row">
        <Decision token={chrome.csrfToken} action={`${line.href}/which`} name="apart" value="on">
          Create a group of its own
        </Decision>
      </div>
    </Card>
  );
}

function Decision(props: {
  readonly token: string;
  readonly action: string;
  readonly name: string;
  readonly value: string;
  readonly bad?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <form method="post" action={props.action}>
      <CsrfField token={props.token} />
      <button class={props.bad === true ? 'btn small danger' : 'btn small'} name={props.name} value={props.value}>
        {props.children}
      </button>
    </form>
  );
}

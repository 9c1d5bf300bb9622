import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { SyncBadge, type SyncStatus } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { Detail } from '../../../../parts/code-block';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Facts, type Fact } from '../../../../parts/facts';
import { relative, Time } from '../../../../parts/time';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';
import { Choice, type CandidateRow } from './choice';
import { Values, type ValueLine } from './values';

/** Why a person stands as they do. */
export interface WhyPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly path: string;
  readonly back: string;
  readonly name: string;
  readonly userHref?: string;
  readonly causes: readonly string[];
  readonly grants: readonly string[];
  readonly status?: SyncStatus;
  readonly next: string;
  readonly nextAt?: number;
  readonly account?: {
    readonly remoteId: string;
    readonly how?: string;
    readonly since?: number;
    readonly live: string;
    readonly canUndo: boolean;
  };
  /** An admin decided that nothing is sent. */
  readonly left: boolean;
  /** There is something that can be left or tried again. */
  readonly known: boolean;
  readonly candidates?: readonly CandidateRow[];
  readonly candidatesSentence?: string;
  /** The id of an account as typed in a form that was refused. */
  readonly typedAccount?: string;
  readonly values: readonly ValueLine[];
  readonly events: readonly {
    readonly at: number;
    readonly sentence: string;
    readonly href: string;
    readonly detail?: string;
  }[];
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** Explains one person in one application: the cause, the account, every value, the last requests and the next. */
export function WhyPage(props: WhyPageProps): VNode {
  const { chrome, frame, name, causes, candidates, errors, message, path } = props;
  const [first, ...others] = causes;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page={`Why ${name}?`} problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <Card
        id="why"
        title={
          <>
            Why <bdi>{name}</bdi>?
          </>
        }
        badge={props.status === undefined ? undefined : <SyncBadge status={props.status} />}
        end={<Actions {...props} />}
      >
        <p>
          <strong>{first}</strong>
        </p>
        {others.map((sentence) => (
          <p>{sentence}</p>
        ))}
        <Facts facts={factsOf(props)} />
      </Card>
      {candidates === undefined ? null : (
        <Choice
          chrome={chrome}
          frame={frame}
          path={path}
          candidates={candidates}
          sentence={props.candidatesSentence}
          typed={props.typedAccount}
          error={errors['account']}
        />
      )}
      <Values frame={frame} values={props.values} />
      <Events {...props} />
    </ApplicationFrame>
  );
}

function factsOf({ chrome, frame, name, userHref, grants, next, nextAt, account }: WhyPageProps): Fact[] {
  const { now } = chrome;
  return [
    {
      term: 'Person',
      value:
        userHref === undefined ? (
          <bdi>{name}</bdi>
        ) : (
          <a href={userHref}>
            <bdi>{name}</bdi>
          </a>
        ),
    },
    {
      term: `Has ${frame.label}`,
      value: grants.length === 0 ? 'No' : <bdi>{`Yes: ${grants.join(', ')}`}</bdi>,
    },
    ...(account === undefined
      ? [{ term: 'Account there', value: 'None is known.' }]
      : [
          { term: 'Account there', value: <bdi>{account.remoteId}</bdi> },
          {
            term: 'How it was linked',
            value: (
              <>
                {account.how}
                {account.since === undefined ? null : (
                  <>
                    , <Time at={account.since} now={now} />
                  </>
                )}
              </>
            ),
          },
          { term: 'Read just now', value: account.live },
        ]),
    { term: 'Sent next', value: <bdi>{next}</bdi> },
    {
      term: 'Next try',
      value: nextAt === undefined ? 'Nothing waits.' : nextAt <= now ? 'Now' : `${relative(nextAt, now)}`,
    },
  ];
}

function Actions({ chrome, path, account, left, known, back }: WhyPageProps): VNode {
  return (
    <span class="row">
      {left ? <Act chrome={chrome} path={path} decision="manage" label="Manage again" /> : null}
      {known && !left ? <Act chrome={chrome} path={path} decision="leave" label="Leave as it is" /> : null}
      {account?.canUndo === true ? <Act chrome={chrome} path={path} decision="undo" label="Undo take-over" /> : null}
      {known && !left ? <Act chrome={chrome} path={path} decision="retry" label="Retry" /> : null}
      <a class="btn small" href={back}>
        Back
      </a>
    </span>
  );
}

function Act(props: {
  readonly chrome: Chrome;
  readonly path: string;
  readonly decision: string;
  readonly label: string;
}): VNode {
  return (
    <form method="post" action={`${props.path}/decision`}>
      <CsrfField token={props.chrome.csrfToken} />
      <button class="btn small" name="decision" value={props.decision}>
        {props.label}
      </button>
    </form>
  );
}

function Events({ chrome, events }: WhyPageProps): VNode {
  return (
    <Card id="requests" title="Last requests and answers" bare>
      {events.length === 0 ? (
        <Empty icon="list" title="Nothing was sent yet" />
      ) : (
        <table class="table fold">
          <caption class="vh">What was sent for this person, the newest first</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr>
                <td>
                  <a href={event.href}>
                    <Time at={event.at} now={chrome.now} />
                  </a>
                </td>
                <td data-th="What happened">
                  <div class="reason">
                    <p>{event.sentence}</p>
                    {event.detail === undefined ? null : (
                      <div class="do">
                        <Detail text={event.detail} />
                      </div>
                    )}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

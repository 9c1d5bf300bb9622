import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { Who } from '../../../../parts/avatar';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Facts, type Fact } from '../../../../parts/facts';
import { Field } from '../../../../parts/field';
import { Pager } from '../../../../parts/pager';
import { withQuery } from '../../../../parts/safe-href';
import { SearchBox } from '../../../../parts/search-box';
import { Tabs } from '../../../../parts/tabs';
import { Time } from '../../../../parts/time';
import { counted, figure } from '../../../../parts/words';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';
import { PostTo } from './cards';

/** A staged removal, and a page of its people. */
export interface RemovalPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  /** Address of this page. */
  readonly path: string;
  readonly state: 'held' | 'allowed' | 'rejected' | 'expired' | 'settled';
  readonly reason: string;
  readonly causeHref?: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** People it holds now; once it is decided, whom it was about. */
  readonly people: number;
  /** It can be put back. */
  readonly canReject: boolean;
  readonly show: 'loses' | 'keeps';
  readonly counts: { readonly loses: number; readonly keeps: number };
  readonly rows: readonly { readonly name: string; readonly href: string; readonly keepsThrough?: string }[];
  /** How many match the search. */
  readonly total: number;
  readonly first: number;
  readonly q: string;
  readonly previous?: string;
  readonly next?: string;
  readonly typed: string;
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** Who loses access by a change that was held, who keeps it and through what; and the decision. */
export function RemovalPage(props: RemovalPageProps): VNode {
  const { chrome, frame, errors, message, people, state } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  const about = counted(people, 'person', 'people');
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page="Held removal" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      {state === 'held' ? (
        <Banner kind="bad" title={`Held: this would deactivate ${about} in ${frame.label}`}>
          Nothing has been sent. Single suspensions and deletions go on meanwhile.
        </Banner>
      ) : (
        <Banner kind="info" title={ENDED[state](about)} />
      )}
      <Card id="cause" title="What was done">
        <Facts facts={factsOf(props)} />
      </Card>
      <People {...props} />
      {state === 'held' ? <Decision {...props} /> : null}
    </ApplicationFrame>
  );
}

const ENDED: Readonly<Record<Exclude<RemovalPageProps['state'], 'held'>, (about: string) => string>> = {
  allowed: (about) => `Allowed: ${about} could be deactivated`,
  rejected: (about) => `Rejected: ${about} kept the account`,
  expired: () => 'Nobody allowed this in time, so nothing was sent',
  settled: () => 'Nobody waits in this any more',
};

function factsOf(props: RemovalPageProps): Fact[] {
  const { chrome, reason, causeHref, createdAt, expiresAt, decidedBy, decidedAt, state } = props;
  return [
    {
      term: 'Change',
      value:
        causeHref === undefined ? (
          reason
        ) : (
          <>
            {reason} <a href={causeHref}>Open the event</a>
          </>
        ),
    },
    { term: 'Held since', value: <Time at={createdAt} now={chrome.now} /> },
    ...(state === 'held' ? [{ term: 'Runs out', value: <Time at={expiresAt} now={chrome.now} /> }] : []),
    ...(decidedAt === undefined
      ? []
      : [
          {
            term: 'Ended',
            value: (
              <>
                <Time at={decidedAt} now={chrome.now} /> by <bdi>{decidedBy ?? ''}</bdi>
              </>
            ),
          },
        ]),
  ];
}

function People(props: RemovalPageProps): VNode {
  const { frame, path, show, counts, rows, total, first, q, previous, next } = props;
  const keeps = show === 'keeps';
  return (
    <Card
      id="people"
      title="People"
      end={<SearchBox id="q" action={path} label="Name, username or email" value={q} keep={{ show }} />}
      bare
    >
      <Tabs
        label="Who loses and who keeps access"
        inset
        tabs={[
          { label: 'Lose access', href: path, current: !keeps, count: counts.loses, bad: counts.loses > 0 },
          { label: 'Keep access', href: withQuery(path, { show: 'keeps' }), current: keeps, count: counts.keeps },
        ]}
      />
      {rows.length === 0 ? (
        <Empty
          icon="user"
          title={q === '' ? 'Nobody here' : `Nobody matches “${q}”`}
          text={
            keeps ? `Nobody of this change has ${frame.label} by another grant.` : 'Nobody loses access by this change.'
          }
        />
      ) : (
        <>
          <table class="table fold">
            <caption class="vh">{keeps ? 'People who keep access' : 'People who lose access'}</caption>
            <thead>
              <tr>
                <th scope="col" class="w-half">
                  Person
                </th>
                <th scope="col">{keeps ? 'Keeps it through' : 'What happens'}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, href, keepsThrough }) => (
                <tr>
                  <td>
                    <Who name={name} href={href} />
                  </td>
                  <td data-th={keeps ? 'Keeps it through' : 'What happens'}>
                    <bdi>{keepsThrough ?? 'The account is deactivated'}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <Pager
            summary={`Showing ${figure(first)} to ${figure(first + rows.length - 1)} of ${figure(total)}`}
            previous={previous}
            next={next}
          />
        </>
      )}
    </Card>
  );
}

function Decision(props: RemovalPageProps): VNode {
  const { chrome, frame, path, people, canReject, typed, errors } = props;
  return (
    <div class="two">
      <form class="card" method="post" action={`${path}/allow`} autocomplete="off" aria-labelledby="allow">
        <CsrfField token={chrome.csrfToken} />
        <header>
          <h2 id="allow">Allow</h2>
          <p>
            The accounts of exactly these people in {frame.label} are deactivated. Whoever has access again when it is
            sent keeps it.
          </p>
        </header>
        <div class="body stack s4">
          <Field
            name="count"
            label={`Enter the number of people you are deactivating: ${figure(people)}`}
            value={typed}
            inputMode="numeric"
            autocomplete="off"
            required
            error={errors['count']}
          />
        </div>
        <footer>
          <button class="btn danger push">Allow</button>
        </footer>
      </form>
      <Card id="reject" title="Reject" lead="Everybody keeps the account, and nothing is sent.">
        {canReject ? (
          <>
            <p>
              What took the access away is put back: the user group, its members or its assignment are as they were
              before the change. Changes made since then stay.
            </p>
            <PostTo chrome={chrome} action={`${path}/reject`} label="Reject and put back" className="btn" />
          </>
        ) : (
          <p>
            This can’t be put back from here. Change it where it was done, and the people are free again; or let it run
            out, and nothing is sent.
          </p>
        )}
      </Card>
    </div>
  );
}

import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Badge, type BadgeKind } from '../../parts/badge';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { safeHref } from '../../parts/safe-href';
import { Time } from '../../parts/time';
import { counted } from '../../parts/words';
import { eventHref } from '../insights/event-table';
import { UserFrame, type UserSummary } from './frame';
import { userHref } from './index';

/** How far an application has followed a suspension. */
export type OffboardingState = 'done' | 'sent' | 'waiting' | 'failed' | 'by-hand';

/** One application of a person who leaves. */
export interface OffboardingRow {
  readonly label: string;
  readonly href: string;
  readonly state: OffboardingState;
  /** What happened, or what is wrong. */
  readonly sentence: string;
  readonly at?: number;
  readonly eventId?: string;
  /** Address the Retry button posts to. */
  readonly retryAction?: string;
}

/** What the page after a suspension shows. */
export interface OffboardingPageProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly suspendedAt?: number;
  readonly rows: readonly OffboardingRow[];
  /** From when on the person may be deleted (milliseconds since the epoch). */
  readonly deletableFrom?: number;
}

const STATES: Readonly<Record<OffboardingState, { readonly kind: BadgeKind; readonly word: string }>> = {
  done: { kind: 'ok', word: 'Done' },
  sent: { kind: 'wait', word: 'Sent' },
  waiting: { kind: 'wait', word: 'Waiting' },
  failed: { kind: 'bad', word: 'Failed' },
  'by-hand': { kind: 'warn', word: 'See to it' },
};

/** The word of a state, as the report has it too. */
export function offboardingWord(state: OffboardingState): string {
  return STATES[state].word;
}

/** Script that brings the list up to date while something is on its way; without it, reloading does. */
const LIVE = 'live.js';

/** How each application follows a suspension: what is done, what is on its way, and what failed. */
export function OffboardingPage(props: OffboardingPageProps): VNode {
  const { chrome, user, rows, suspendedAt } = props;
  const under = rows.some(({ state }) => state === 'sent' || state === 'waiting');
  const open = rows.filter(({ state }) => state !== 'done').length;
  return (
    <UserFrame chrome={chrome} user={user} tab="offboarding" script={under ? LIVE : undefined}>
      <div data-live={under ? 'offboarding' : undefined} id="offboarding-live">
        <Card
          id="offboarding"
          title="Offboarding"
          bare
          lead={
            <>
              {suspendedAt === undefined ? (
                'Suspended. '
              ) : (
                <>
                  Suspended <Time at={suspendedAt} now={chrome.now} />.{' '}
                </>
              )}
              {open === 0
                ? 'Every application has followed.'
                : `${counted(open, 'application')} of ${rows.length} not done yet.`}
              {under ? ' Reload to see how it goes on.' : ''}
            </>
          }
          end={
            <a class="btn small" href={userHref(user.id, 'offboarding.csv')}>
              Download report
            </a>
          }
        >
          {rows.length === 0 ? (
            <Empty
              icon="apps"
              title="No application is concerned"
              text="This person reached none and has no account."
            />
          ) : (
            <Rows {...props} />
          )}
        </Card>
      </div>
      <NextStep {...props} />
    </UserFrame>
  );
}

function Rows({ chrome, rows }: OffboardingPageProps): VNode {
  return (
    <table class="table fold">
      <caption class="vh">Applications of this person and how each follows the suspension</caption>
      <thead>
        <tr>
          <th scope="col">Application</th>
          <th scope="col">State</th>
          <th scope="col" class="w-half">
            What happened
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <td>
              <a href={safeHref(row.href)}>
                <bdi>{row.label}</bdi>
              </a>
            </td>
            <td data-th="State">
              <span>
                <Badge kind={STATES[row.state].kind}>{STATES[row.state].word}</Badge>
                {row.at === undefined ? null : (
                  <small>
                    <Time at={row.at} now={chrome.now} />
                  </small>
                )}
              </span>
            </td>
            <td data-th="What happened">
              <div class="reason">
                <bdi>{row.sentence}</bdi>{' '}
                {row.retryAction === undefined ? null : (
                  <form method="post" action={safeHref(row.retryAction)}>
                    <CsrfField token={chrome.csrfToken} />
                    <input type="hidden" name="back" value="offboarding" />
                    <button class="btn small" aria-label={`Retry ${row.label}`}>
                      Retry
                    </button>
                  </form>
                )}
                {row.eventId === undefined ? null : (
                  <a class="small" href={eventHref(row.eventId)} aria-label={`Event of ${row.label}`}>
                    Event
                  </a>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NextStep({ chrome, user, deletableFrom }: OffboardingPageProps): VNode | null {
  if (deletableFrom === undefined) return null;
  const may = deletableFrom <= chrome.now;
  return (
    <Card id="next" title="Next step">
      <p>
        {may ? (
          'This person may be deleted now. Until then the suspension can be taken back with nothing lost.'
        ) : (
          <>
            This person may be deleted from <Time at={deletableFrom} now={chrome.now} as="exact" /> on. Until then the
            suspension can be taken back with nothing lost.
          </>
        )}
      </p>
      <div class="row">
        <form method="post" action={userHref(user.id, 'unsuspension')}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn">Unsuspend User</button>
        </form>
        {may ? (
          <a class="btn quiet bad" href={userHref(user.id, 'deletion')}>
            Delete User
          </a>
        ) : null}
      </div>
    </Card>
  );
}

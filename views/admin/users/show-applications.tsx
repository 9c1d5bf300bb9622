import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { AppLogo } from '../../parts/app-logo';
import { SyncBadge, type SyncStatus } from '../../parts/badge';
import { Card } from '../../parts/card';
import { Detail } from '../../parts/code-block';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { Check } from '../../parts/field';
import { safeHref } from '../../parts/safe-href';
import { Time } from '../../parts/time';
import { listed } from '../../parts/words';
import { eventHref } from '../insights/event-table';
import { AccessReview, type AccessReviewProps } from '../groups/access-review';
import { UserFrame, type UserSummary } from './frame';
import { userHref } from './index';

/** An application of a person, and how the account there stands. */
export interface UserApplicationRow {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly image?: string;
  /** Names of the groups that give access. */
  readonly groups: readonly string[];
  /** The person is assigned by name. */
  readonly direct: boolean;
  /** Absent where Identity Management is not active. */
  readonly account?: {
    readonly status: SyncStatus;
    readonly at: number;
    /** What happened last, or what is wrong. */
    readonly sentence?: string;
    readonly detail?: string;
    readonly eventId?: string;
    /** Address the Retry button posts to. */
    /** Why the account stands as it does. */
    readonly whyHref?: string;
    readonly retryAction?: string;
  };
}

/** An application that can be given to this person alone. */
export interface DirectChoice {
  readonly id: string;
  readonly label: string;
  readonly direct: boolean;
}

/** What the Applications tab of a person shows. */
export interface UserApplicationsPageProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly applications: readonly UserApplicationRow[];
  /** Every application there is, to tick; the form's field is `applications`. */
  readonly choices?: readonly DirectChoice[];
  /** What the ticks as they stand would do; set while it is not saved. */
  readonly review?: AccessReviewProps & { readonly confirmation: string };
}

/** Which applications a person reaches, and how each account stands. */
export function UserApplicationsPage(props: UserApplicationsPageProps): VNode {
  const { chrome, user, applications, choices = [], review } = props;
  return (
    <UserFrame chrome={chrome} user={user} tab="applications">
      {review === undefined ? null : <AccessReview {...review} />}
      <Card id="applications" title="Applications" bare>
        {applications.length === 0 ? (
          <Empty icon="apps" title="No applications" text="Without a group, no application.">
            <a class="btn main" href={userHref(user.id, 'groups')}>
              Choose User Groups
            </a>
          </Empty>
        ) : (
          <table class="table fold">
            <caption class="vh">Applications of this person and how the account in each stands</caption>
            <thead>
              <tr>
                <th scope="col">Application</th>
                <th scope="col">Account</th>
                <th scope="col" class="w-half">
                  What happened
                </th>
              </tr>
            </thead>
            <tbody>
              {applications.map((row) => (
                <ApplicationRow row={row} chrome={chrome} />
              ))}
            </tbody>
          </table>
        )}
      </Card>
      {choices.length === 0 ? null : (
        <Card
          id="direct"
          title="Give applications to this person"
          lead="Beside what the groups give. Unticking takes away only what is given here."
        >
          <form method="post" action={userHref(user.id, 'applications')} class="stack">
            <CsrfField token={chrome.csrfToken} />
            {review === undefined ? null : <input type="hidden" name="confirmation" value={review.confirmation} />}
            <fieldset>
              <legend class="vh">
                Applications given to <bdi>{user.name}</bdi> directly
              </legend>
              <div class="choices">
                {choices.map(({ id, label, direct }) => (
                  <Check name="applications" value={id} label={<bdi>{label}</bdi>} checked={direct} />
                ))}
              </div>
            </fieldset>
            <div class="row">
              <button class="btn main" name="action" value="save">
                Save Applications
              </button>
              <button class="btn" name="action" value="preview">
                Show what this changes
              </button>
            </div>
          </form>
        </Card>
      )}
    </UserFrame>
  );
}

function ApplicationRow(props: { readonly row: UserApplicationRow; readonly chrome: Chrome }): VNode {
  const { row, chrome } = props;
  const { account } = row;
  const ways = [row.groups.length > 0 ? `by ${listed(row.groups)}` : '', row.direct ? 'given directly' : ''];
  const through = ways.filter((way) => way !== '').join(', ') || 'no access now';
  return (
    <tr>
      <td>
        <div class="who">
          <AppLogo label={row.label} id={row.id} image={row.image} tiny />
          <div>
            <a href={safeHref(row.href)}>
              <bdi>{row.label}</bdi>
            </a>
            <small>
              <bdi>{through}</bdi>
            </small>
          </div>
        </div>
      </td>
      <td data-th="Account">
        {account === undefined ? (
          <span class="muted">not managed by Passo</span>
        ) : (
          <span>
            <SyncBadge status={account.status} />
            <small>
              <Time at={account.at} now={chrome.now} />
            </small>
          </span>
        )}
      </td>
      <td data-th="What happened">
        <div class="reason">
          <p>{account?.sentence ?? '–'}</p>
          {account === undefined ? null : (
            <div class="do">
              {account.retryAction === undefined ? null : (
                <form method="post" action={safeHref(account.retryAction)}>
                  <CsrfField token={chrome.csrfToken} />
                  <button class="btn small" aria-label={`Retry ${row.label}`}>
                    Retry
                  </button>
                </form>
              )}
              {account.whyHref === undefined ? null : (
                <a class="small" href={safeHref(account.whyHref)} aria-label={`Why? ${row.label}`}>
                  Why?
                </a>
              )}
              {account.eventId === undefined ? null : (
                <a class="small" href={eventHref(account.eventId)} aria-label={`Event of ${row.label}`}>
                  Event
                </a>
              )}
              {account.detail === undefined ? null : <Detail text={account.detail} />}
            </div>
          )}
        </div>
      </td>
    </tr>
  );
}

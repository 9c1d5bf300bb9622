import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { withQuery } from '../../parts/safe-href';
import { EventTable, type EventRow } from '../insights/event-table';
import { UserFrame, type UserSummary } from './frame';

/** What the Activity tab of a person shows. */
export interface UserActivityPageProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly events: readonly EventRow[];
}

/** The latest events about a person. */
export function UserActivityPage({ chrome, user, events }: UserActivityPageProps): VNode {
  return (
    <UserFrame chrome={chrome} user={user} tab="activity">
      <Card
        id="activity"
        title="Activity"
        end={
          <a class="btn small" href={withQuery('/admin/insights', { user: user.id })}>
            All events
          </a>
        }
        bare
      >
        {events.length === 0 ? (
          <Empty
            icon="list"
            title="Nothing happened yet"
            text="Changes, sign-ins and syncs of this person will be here."
          />
        ) : (
          <EventTable events={events} now={chrome.now} />
        )}
      </Card>
    </UserFrame>
  );
}

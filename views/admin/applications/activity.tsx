import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Pager } from '../../parts/pager';
import { withQuery } from '../../parts/safe-href';
import { counted } from '../../parts/words';
import { EventTable } from '../insights/event-table';
import { ApplicationFrame } from './frame';
import type { ActivityProps } from './props';

/** The Activity tab: what happened to this application and its people. */
export function ActivityPage({ chrome, frame, events, olderHref }: ActivityProps & { readonly chrome: Chrome }): VNode {
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="activity">
      <Card
        id="activity"
        title="Activity"
        end={
          <a class="btn small" href={withQuery('/admin/insights', { application: frame.id })}>
            Open in Directory Insights
          </a>
        }
        bare
      >
        {events.length === 0 ? (
          <Empty
            icon="list"
            title="Nothing here"
            text="Changes, sign-ons and provisioning of this application are listed here."
          />
        ) : (
          <>
            <EventTable events={events} now={chrome.now} caption={`Events of ${frame.label}, newest first`} />
            <Pager summary={counted(events.length, 'event')} next={olderHref} nextLabel="Older" />
          </>
        )}
      </Card>
    </ApplicationFrame>
  );
}

import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Facts } from '../../../../parts/facts';
import { counted, figure } from '../../../../parts/words';
import type { FrameProps } from '../../props';

/** A removal that waits, for the tab. */
export interface WaitingRow {
  readonly href: string;
  readonly people: number;
  readonly reason: string;
}

/** What is held back until an admin has decided, above everything else. */
export function RemovalBanners({
  rows,
  limit,
}: {
  readonly rows: readonly WaitingRow[];
  readonly limit: number;
}): VNode {
  return (
    <>
      {rows.map(({ href, people, reason }) => (
        <Banner
          kind="bad"
          title={`Held: this would deactivate ${counted(people, 'person', 'people')}, your limit is ${figure(limit)}.`}
          link={{ href, label: 'Review' }}
        >
          {reason}
        </Banner>
      ))}
    </>
  );
}

/** From how many people on a removal waits for an admin. */
export function LimitCard(props: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly people: number;
  readonly percent: number;
  readonly href: string;
}): VNode {
  const { frame, people, percent, href } = props;
  return (
    <Card
      id="limit"
      title="Safe removal"
      lead={`A change that would deactivate more people than this in ${frame.label} waits for an admin.`}
      end={
        <a class="btn small" href={href}>
          Change
        </a>
      }
    >
      <Facts
        facts={[
          { term: 'At once, or within an hour', value: `over ${counted(people, 'person', 'people')}` },
          { term: 'Of the active accounts', value: `over ${figure(percent)} %` },
          {
            term: 'With fewer than 25 accounts',
            value: `over 5 people and over ${percent > 50 ? `${percent} %` : 'half'} of the accounts`,
          },
        ]}
      />
    </Card>
  );
}

/** The hidden parts of a form that posts to a page of the tab. */
export function PostTo(props: {
  readonly chrome: Chrome;
  readonly action: string;
  readonly label: string;
  readonly className: string;
}): VNode {
  return (
    <form method="post" action={props.action}>
      <CsrfField token={props.chrome.csrfToken} />
      <button class={props.className}>{props.label}</button>
    </form>
  );
}

import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Time } from '../../../../parts/time';
import type { FrameProps } from '../../props';

/** The plan on the tab. */
export interface PlanCardProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  /** Address of the plan's page. */
  readonly href: string;
  /** The last plan, in words: "12 to create, 3 to update". */
  readonly summary?: string;
  readonly madeAt?: number;
}

/** What would be sent, shown before it is. */
export function PlanCard({ chrome, frame, href, summary, madeAt }: PlanCardProps): VNode {
  return (
    <Card
      id="plan"
      title="Plan of changes"
      lead={`What Passo would send to ${frame.label} now, found out by reading alone.`}
      end={
        <form method="post" action={href}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn small">Make a plan</button>
        </form>
      }
    >
      {summary === undefined || madeAt === undefined ? (
        <p class="muted">No plan has been made yet.</p>
      ) : (
        <p>
          <a href={href}>{summary}</a>, <Time at={madeAt} now={chrome.now} />
        </p>
      )}
    </Card>
  );
}

/** The integration is active and waits for its plan to be started. */
export function PlanBanner({ href }: { readonly href: string }): VNode {
  return (
    <Banner kind="warn" title="Nothing is sent before you start the plan" link={{ href, label: 'Show the plan' }}>
      The connection is active. Look at what would be sent, then start it; or deactivate the connection.
    </Banner>
  );
}

/** The check box of the Configure form. */
export function PlanFirstCheck({ checked }: { readonly checked: boolean }): VNode {
  return (
    <label class="check">
      <input type="checkbox" name="plan" value="1" checked={checked} />
      <span>
        Show me the plan first
        <small>Nothing is sent before you have seen what would be sent and started it.</small>
      </span>
    </label>
  );
}

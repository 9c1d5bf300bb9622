import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { Time } from '../../../../parts/time';
import { counted } from '../../../../parts/words';
import type { FrameProps } from '../../props';

/** How well the application is known. */
export interface CompatibilitySummary {
  /** The way Passo takes, in a sentence; absent while nothing was measured. */
  readonly strategy?: string;
  /** Milliseconds since the epoch. */
  readonly measuredAt?: number;
  /** What answers have shown to be otherwise since. */
  readonly surprises: number;
  /** Something the measuring made is still there. */
  readonly leftovers: boolean;
}

/** The card of the tab that leads to the compatibility report. */
export function CompatibilityCard(props: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly summary: CompatibilitySummary;
  readonly href: string;
}): VNode {
  const { chrome, frame, summary, href } = props;
  const { strategy, measuredAt, surprises, leftovers } = summary;
  const badge = leftovers ? (
    <Badge kind="warn">Something is left over</Badge>
  ) : surprises > 0 ? (
    <Badge kind="warn">{counted(surprises, 'surprise')}</Badge>
  ) : undefined;
  return (
    <Card
      id="compatibility"
      title="Compatibility"
      badge={badge}
      lead={`What ${frame.label} can do, as it was measured and not as it says.`}
      end={
        <a class="btn small" href={href}>
          {measuredAt === undefined ? 'Measure' : 'Open'}
        </a>
      }
    >
      <p>{strategy ?? 'Nothing was measured yet. Passo goes by the standard and learns from the answers.'}</p>
      {measuredAt === undefined ? null : (
        <p class="muted small">
          Measured <Time at={measuredAt} now={chrome.now} />.
        </p>
      )}
    </Card>
  );
}

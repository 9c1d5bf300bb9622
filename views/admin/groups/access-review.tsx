import type { VNode } from 'preact';
import { Banner } from '../../parts/banner';

/** What a change of access would do, shown before it is saved. */
export interface AccessReviewProps {
  /** "this adds 38 people and removes 0". */
  readonly effect: string;
  /** Somebody loses something. */
  readonly loses: boolean;
  /** What happens where, a sentence for each place. */
  readonly lines: readonly string[];
  /** Where everything is as it was. */
  readonly back: string;
}

/** Says what a form does that is not saved yet. Its save button does it. */
export function AccessReview({ effect, loses, lines, back }: AccessReviewProps): VNode {
  return (
    <Banner
      kind={loses ? 'warn' : 'info'}
      title={`Not saved yet: ${effect}`}
      link={{ href: back, label: 'Leave it as it is' }}
      role="status"
    >
      {lines.length === 0 ? null : `${lines.join(' ')} `}
      Choose save to do it.
    </Banner>
  );
}

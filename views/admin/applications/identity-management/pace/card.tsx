import type { VNode } from 'preact';
import { Card } from '../../../../parts/card';
import { Facts } from '../../../../parts/facts';

/** One setting of the pace as it counts now. */
export interface PaceRow {
  readonly label: string;
  readonly value: string;
  /** It was set for this application; otherwise it is the setting of the whole Passo. */
  readonly own: boolean;
}

/** How fast an application is served. */
export function PaceCard({ href, rows }: { readonly href: string; readonly rows: readonly PaceRow[] }): VNode {
  return (
    <Card
      id="pace"
      title="Pace"
      end={
        <a class="btn small" href={href}>
          Change
        </a>
      }
    >
      <Facts
        facts={rows.map(({ label, value, own }) => ({
          term: label,
          value: own ? `${value}, set for this application` : value,
        }))}
      />
    </Card>
  );
}

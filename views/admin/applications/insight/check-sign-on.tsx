import type { VNode } from 'preact';
import { Card } from '../../../parts/card';
import { insightPath } from './props';

/** The card of the SSO tab that leads to the pages that check a sign-on. */
export function CheckSignOn({ slug, label }: { readonly slug: string; readonly label: string }): VNode {
  return (
    <Card
      id="check-sign-on"
      title="Check the sign-on"
      lead={
        <>
          See what <bdi>{label}</bdi> would be told of a person, try a sign-on as yourself, or look at the last messages
          and what was wrong with them.
        </>
      }
    >
      <div class="row">
        <a class="btn small" href={insightPath(slug, 'preview')}>
          Preview
        </a>
        <a class="btn small" href={insightPath(slug, 'test')}>
          Test sign-on as yourself
        </a>
        <a class="btn small" href={insightPath(slug, 'exchanges')}>
          Last exchanges
        </a>
      </div>
    </Card>
  );
}

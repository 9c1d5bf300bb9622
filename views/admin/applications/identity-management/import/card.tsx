import type { VNode } from 'preact';
import { Card } from '../../../../parts/card';

/** Where the import begins on the tab. */
export function ImportCard(props: { readonly href: string; readonly label: string; readonly busy: boolean }): VNode {
  return (
    <Card
      id="import"
      title="Import"
      end={
        <a class="btn small" href={props.href}>
          manual import
        </a>
      }
    >
      <p>
        {props.busy ? 'An import is under way. ' : ''}Users who exist in <bdi>{props.label}</bdi> and not here can be
        brought into the directory.
      </p>
    </Card>
  );
}

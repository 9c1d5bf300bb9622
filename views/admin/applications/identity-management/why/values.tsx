import type { VNode } from 'preact';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import type { FrameProps } from '../../props';
import { valueText } from '../drift/words';

/** One attribute, from the directory to the SP. */
export interface ValueLine {
  readonly label: string;
  readonly path: string;
  readonly source: string;
  readonly wanted?: unknown;
  readonly accepted?: unknown;
  readonly there?: unknown;
  readonly next: boolean;
  readonly differs: boolean;
}

/** Every attribute with its source, its value now, what was accepted last, and what the SP holds. */
export function Values({
  frame,
  values,
}: {
  readonly frame: FrameProps;
  readonly values: readonly ValueLine[];
}): VNode {
  return (
    <Card id="values" title="Attribute by attribute" bare>
      <table class="table fold">
        <caption class="vh">Attributes with their values here and there</caption>
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">Value now</th>
            <th scope="col">Last accepted</th>
            <th scope="col">
              In <bdi>{frame.label}</bdi>
            </th>
          </tr>
        </thead>
        <tbody>
          {values.map((row) => (
            <tr>
              <td>
                <b>{row.label}</b> {row.next ? <Badge kind="wait">Sent next</Badge> : null}
                {row.differs ? <Badge kind="warn">Differs</Badge> : null}
                <small>
                  <bdi>{row.source}</bdi> to <bdi>{row.path}</bdi>
                </small>
              </td>
              <td data-th="Value now">
                <Value value={row.wanted} />
              </td>
              <td data-th="Last accepted">
                <Value value={row.accepted} />
              </td>
              <td data-th="There">
                <Value value={row.there} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Value({ value }: { readonly value: unknown }): VNode {
  return value === undefined ? <span class="muted">–</span> : <bdi>{valueText(value)}</bdi>;
}

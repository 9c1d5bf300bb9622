import type { ComponentChildren, VNode } from 'preact';

/** A term and its value. */
export interface Fact {
  readonly term: ComponentChildren;
  readonly value: ComponentChildren;
}

/** Terms and values in two columns. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): VNode {
  return (
    <dl class="facts">
      {facts.map(({ term, value }) => (
        <div>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import type { VNode } from 'preact';
import { Icon } from './icon';

/** A search over a list: GET with `q`. */
export interface SearchBoxProps {
  readonly id: string;
  readonly action: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly className?: string | undefined;
  /** Shows the key that leads here. */
  readonly slash?: boolean | undefined;
  /** Further values of the query to keep. */
  readonly keep?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A search field that works with the Enter key alone. */
export function SearchBox({ id, action, label, value, className, slash = false, keep = {} }: SearchBoxProps): VNode {
  return (
    <form
      class={className === undefined ? 'search' : `search ${className}`}
      role="search"
      action={action}
      aria-label={label}
    >
      {Object.entries(keep).map(([name, text]) =>
        text === undefined || text === '' ? null : <input type="hidden" name={name} value={text} />,
      )}
      <Icon name="search" />
      <label class="vh" for={id}>
        {label}
      </label>
      <input class="input" id={id} type="search" name="q" placeholder={label} value={value} />
      {slash ? <kbd aria-hidden="true">/</kbd> : null}
    </form>
  );
}

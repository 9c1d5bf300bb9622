import type { VNode } from 'preact';
import { Count } from './badge';
import { safeHref } from './safe-href';

/** One tab: a page of its own. */
export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
  readonly count?: number | undefined;
  /** The count tells of problems. */
  readonly bad?: boolean | undefined;
}

/** Tabs as links, since each is a page. `label` names them for screen readers. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly inset?: boolean;
}): VNode {
  return (
    <nav class={props.inset === true ? 'tabs inset' : 'tabs'} aria-label={props.label}>
      {props.tabs.map((tab) => (
        <a href={safeHref(tab.href)} aria-current={tab.current ? 'page' : undefined}>
          {tab.label}
          {tab.count === undefined ? null : (
            <>
              {' '}
              <Count value={tab.count} bad={tab.bad === true} />
            </>
          )}
        </a>
      ))}
    </nav>
  );
}

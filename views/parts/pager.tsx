import type { VNode } from 'preact';
import { safeHref } from './safe-href';

/** Links to the pages of a list; an absent address means there is no such page. */
export interface PagerProps {
  /** What is shown: "Showing 1 to 50 of 1,284". */
  readonly summary: string;
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
  readonly previousLabel?: string | undefined;
  readonly nextLabel?: string | undefined;
}

/** The foot of a list in a card. */
export function Pager({ summary, previous, next, previousLabel = 'Previous', nextLabel = 'Next' }: PagerProps): VNode {
  return (
    <footer>
      <span>{summary}</span>
      {previous === undefined && next === undefined ? null : (
        <nav class="push row" aria-label="Pages">
          {previous === undefined ? null : (
            <a href={safeHref(previous)} rel="prev">
              {previousLabel}
            </a>
          )}
          {next === undefined ? null : (
            <a href={safeHref(next)} rel="next">
              {nextLabel}
            </a>
          )}
        </nav>
      )}
    </footer>
  );
}

import type { ComponentChildren, VNode } from 'preact';

/** A titled part of a page. */
export interface CardProps {
  /** Unique on the page; the heading gets it. */
  readonly id: string;
  readonly title: ComponentChildren;
  /** A sentence below the title. */
  readonly lead?: ComponentChildren;
  /** Buttons at the end of the title's line. */
  readonly end?: ComponentChildren;
  /** A badge beside the title. */
  readonly badge?: ComponentChildren;
  /** The content brings its own spacing: a table, an empty state, several parts. */
  readonly bare?: boolean | undefined;
  readonly children?: ComponentChildren;
}

/** A card with a heading, named by it for screen readers. */
export function Card({ id, title, lead, end, badge, bare = false, children }: CardProps): VNode {
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {badge ?? null}
        {end === undefined || end === null ? null : <span class="end">{end}</span>}
        {lead === undefined || lead === null ? null : <p>{lead}</p>}
      </header>
      {bare ? (
        children
      ) : children === undefined || children === null ? null : (
        <div class="body stack s4">{children}</div>
      )}
    </section>
  );
}

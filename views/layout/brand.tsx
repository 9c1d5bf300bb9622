import type { VNode } from 'preact';
import { useReading } from '../parts/reading/reading';

/** The mark and the word. With an address it is a link home. */
export function Brand({ href }: { readonly href?: string }): VNode {
  const { frame } = useReading().words;
  const inside = (
    <>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="currentColor" />
        <path
          d="M10.6 22.6l2.6-7.4M18.8 16.8l2.6-7.4"
          fill="none"
          stroke="var(--on-accent)"
          stroke-width="5"
          stroke-linecap="round"
        />
      </svg>
      <span>
        pa<b>sso</b>
      </span>
    </>
  );
  return href === undefined ? (
    <span class="brand">{inside}</span>
  ) : (
    <a class="brand" href={href} aria-label={frame.home}>
      {inside}
    </a>
  );
}

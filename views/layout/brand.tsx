import type { VNode } from 'preact';
import { withReading } from '../parts/reading/reading';
import { safeHref } from '../parts/safe-href';

/** What stands in the head of a page. */
export interface BrandProps {
  readonly href?: string;
  /** Address of the organisation's logo, which stands in place of ours on the pages of its people. */
  readonly logo?: string | undefined;
  /** The name of the organisation, which says what the logo shows. */
  readonly name?: string;
}

/** The mark and the word, or the organisation's logo. With an address it is a link home. */
export const Brand = withReading(({ href, logo, name = '' }: BrandProps, reading): VNode => {
  const { frame } = reading.words;
  const address = safeHref(logo);
  if (address !== undefined) {
    const image = <img src={address} alt={name} />;
    return href === undefined ? (
      <span class="brand own">{image}</span>
    ) : (
      <a class="brand own" href={href} aria-label={`${name}, ${frame.home}`}>
        {image}
      </a>
    );
  }
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
});

import type { VNode } from 'preact';

const DRAWINGS = {
  apps: (
    <>
      <rect x="2.3" y="2.3" width="4.7" height="4.7" rx="1.2" />
      <rect x="9" y="2.3" width="4.7" height="4.7" rx="1.2" />
      <rect x="2.3" y="9" width="4.7" height="4.7" rx="1.2" />
      <rect x="9" y="9" width="4.7" height="4.7" rx="1.2" />
    </>
  ),
  bookmark: <path d="M4 2.5h8v11L8 10.7 4 13.5z" />,
  cert: (
    <>
      <rect x="2" y="2.5" width="12" height="8.5" rx="1.5" />
      <path d="M4.7 5.5h4M4.7 8h2.5" />
      <circle cx="11" cy="9.7" r="1.8" />
      <path d="m10 11.2-.4 3 1.4-.9 1.4.9-.4-3" />
    </>
  ),
  check: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m5.4 8.2 1.8 1.8 3.4-3.8" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-2A1.5 1.5 0 0 0 9 2H4a1.5 1.5 0 0 0-1.5 1.5v5A1.5 1.5 0 0 0 4 10h1.5" />
    </>
  ),
  down: <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />,
  gear: (
    <>
      <circle cx="8" cy="8" r="2.1" />
      <path d="M8 1.8v1.9M8 12.3v1.9M1.8 8h1.9M12.3 8h1.9M3.6 3.6l1.4 1.4M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" />
    </>
  ),
  group: (
    <>
      <circle cx="6" cy="5.5" r="2.3" />
      <path d="M1.7 13c.5-2.3 2.1-3.5 4.3-3.5S9.8 10.7 10.3 13M10.5 3.4a2.3 2.3 0 0 1 0 4.2M12 9.9c1.3.5 2 1.6 2.3 3.1" />
    </>
  ),
  home: <path d="M2.5 7 8 2.5 13.5 7v6.5h-4V9.5h-3v4h-4z" />,
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.3v3.7M8 4.9V5" />
    </>
  ),
  key: (
    <>
      <circle cx="5.2" cy="10.8" r="2.7" />
      <path d="m7.2 8.8 6-6M11 5l1.9 1.9" />
    </>
  ),
  list: <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.4 4h.1M2.4 8h.1M2.4 12h.1" />,
  lock: (
    <>
      <rect x="3" y="7" width="10" height="6.5" rx="1.5" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  mail: (
    <>
      <rect x="2" y="3.5" width="12" height="9" rx="1.5" />
      <path d="m2.6 4.4 5.4 4.4 5.4-4.4" />
    </>
  ),
  menu: <path d="M2 4.5h12M2 8h12M2 11.5h12" />,
  moon: <path d="M13.3 9.7A5.7 5.7 0 0 1 6.3 2.7a5.7 5.7 0 1 0 7 7z" />,
  out: <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3" />,
  plus: <path d="M8 3v10M3 8h10" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.2 3.2" />
    </>
  ),
  sync: <path d="M13.3 6.5A5.5 5.5 0 0 0 3.2 5.3M2.7 9.5a5.5 5.5 0 0 0 10.1 1.2M3 2.5v3h3M13 13.5v-3h-3" />,
  user: (
    <>
      <circle cx="8" cy="5.2" r="2.7" />
      <path d="M2.8 13.5c.6-2.7 2.6-4 5.2-4s4.6 1.3 5.2 4" />
    </>
  ),
  warn: <path d="M8 2.3 14.3 13H1.7zM8 6.5v3M8 11.3v.1" />,
} as const;

/** The drawings there are. */
export type IconName = keyof typeof DRAWINGS;

/** A drawing beside words; it says nothing by itself and is hidden from screen readers. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): VNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {DRAWINGS[name]}
    </svg>
  );
}

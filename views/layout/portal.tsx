import type { ComponentChildren, VNode } from 'preact';
import { Flash } from '../parts/banner';
import { AccountMenu, ThemeSwitch } from './account-menu';
import { Brand } from './brand';
import type { Chrome } from './chrome';
import { Document } from './document';

/** The frame of a page in the User Portal. */
export interface PortalLayoutProps {
  readonly chrome: Chrome;
  readonly title: string;
  readonly nav: 'applications' | 'profile' | 'security' | 'help';
  readonly problem?: boolean | undefined;
  readonly children: ComponentChildren;
}

const PAGES: readonly { readonly nav: PortalLayoutProps['nav']; readonly href: string }[] = [
  { nav: 'applications', href: '/' },
  { nav: 'profile', href: '/profile' },
  { nav: 'security', href: '/security' },
  { nav: 'help', href: '/help' },
];

/** Header with the person's own pages, and the content in a `main` element. The page brings its own `h1`. */
export function PortalLayout({ chrome, title, nav, problem, children }: PortalLayoutProps): VNode {
  const { frame, portal } = chrome.words;
  return (
    <Document chrome={chrome} title={title} problem={problem}>
      <header class="portal-top">
        <Brand href="/" logo={chrome.logo} name={chrome.organisation} />
        <nav aria-label={frame.main}>
          {PAGES.map(({ nav: page, href }) => (
            <a href={href} aria-current={nav === page ? 'page' : undefined}>
              {portal[page]}
            </a>
          ))}
        </nav>
        <div class="end">
          <ThemeSwitch />
          <AccountMenu chrome={chrome} />
        </div>
      </header>
      <main id="main" class="portal">
        <Flash flash={chrome.flash} />
        {children}
      </main>
    </Document>
  );
}

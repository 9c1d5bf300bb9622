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
  readonly nav: 'applications' | 'security';
  readonly problem?: boolean | undefined;
  readonly children: ComponentChildren;
}

/** Header with the person's own pages, and the content in a `main` element. The page brings its own `h1`. */
export function PortalLayout({ chrome, title, nav, problem, children }: PortalLayoutProps): VNode {
  const { frame } = chrome.words;
  return (
    <Document chrome={chrome} title={title} problem={problem}>
      <header class="portal-top">
        <Brand href="/" />
        <nav aria-label={frame.main}>
          <a href="/" aria-current={nav === 'applications' ? 'page' : undefined}>
            {frame.applications}
          </a>
          <a href="/security" aria-current={nav === 'security' ? 'page' : undefined}>
            {frame.security}
          </a>
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

import type { ComponentChildren, VNode } from 'preact';
import { Icon } from '../parts/icon';
import { safeHref } from '../parts/safe-href';
import { AccountMenu, ThemeSwitch } from './account-menu';
import { Brand } from './brand';
import type { Chrome } from './chrome';

/** One step of the way here; the last one is the page itself and needs no address. */
export interface Crumb {
  readonly label: string;
  readonly href?: string;
}

/** What a shell is filled with. */
export interface ShellProps {
  readonly chrome: Chrome;
  /** Where the name at the top leads. */
  readonly home: string;
  /** What the sidebar leads to, and on a small screen the menu. */
  readonly contents: () => VNode;
  readonly crumbs: readonly Crumb[];
  /** Stands in the sidebar, above the version. */
  readonly foot?: ComponentChildren;
  /** Stands at the right of the top bar, before the switch of the theme. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Sidebar, top bar and the page's content in a `main` element. */
export function Shell({ chrome, home, contents, crumbs, foot, tools, children }: ShellProps): VNode {
  return (
    <div class="shell">
      <aside class="side" aria-label="Sidebar">
        <Brand href={home} />
        <nav aria-label="Main">{contents()}</nav>
        <footer>
          {foot}
          <span>Passo {chrome.version}</span>
        </footer>
      </aside>
      <div class="column">
        <header class="top">
          <details class="drop only-s">
            <summary class="btn icon" aria-label="Menu">
              <Icon name="menu" size={18} />
            </summary>
            <nav aria-label="Menu">{contents()}</nav>
          </details>
          <Crumbs crumbs={crumbs} />
          <div class="end">
            {tools}
            <ThemeSwitch />
            <AccountMenu chrome={chrome} />
          </div>
        </header>
        <main id="main" class="page stack">
          {children}
        </main>
      </div>
    </div>
  );
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }): VNode {
  return (
    <nav class="crumbs" aria-label="Breadcrumb">
      {crumbs.map(({ label, href }, index) =>
        index === crumbs.length - 1 ? (
          <span aria-current="page">
            <bdi>{label}</bdi>
          </span>
        ) : (
          <>
            <a href={safeHref(href)}>
              <bdi>{label}</bdi>
            </a>
            <span aria-hidden="true">/</span>
          </>
        ),
      )}
    </nav>
  );
}

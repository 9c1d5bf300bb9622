import type { ComponentChildren, VNode } from 'preact';
import { Banner, Flash } from '../parts/banner';
import { Icon, type IconName } from '../parts/icon';
import { safeHref } from '../parts/safe-href';
import { SearchBox } from '../parts/search-box';
import { AccountMenu, ThemeSwitch } from './account-menu';
import { Brand } from './brand';
import type { Chrome } from './chrome';
import { Document } from './document';
import { Guard } from './guard';
import { helpFor } from './help-page';

/** The entries of the sidebar. */
export type AdminNav =
  | 'home'
  | 'users'
  | 'groups'
  | 'applications'
  | 'insights'
  | 'certificates'
  | 'settings'
  | 'sync'
  | 'health'
  | 'help'
  | 'requests';

/** One step of the way here; the last one is the page itself and needs no address. */
export interface Crumb {
  readonly label: string;
  readonly href?: string;
}

/** The frame of a page in the Administrator Portal. */
export interface AdminLayoutProps {
  readonly chrome: Chrome;
  readonly title: string;
  readonly nav: AdminNav;
  readonly crumbs: readonly Crumb[];
  readonly problem?: boolean | undefined;
  /** Name of a further script of the assets folder. */
  readonly script?: string | undefined;
  readonly children: ComponentChildren;
}

interface Entry {
  readonly nav: AdminNav;
  readonly label: string;
  readonly href: string;
  readonly icon: IconName;
}

const SECTIONS: readonly { readonly title?: string; readonly entries: readonly Entry[] }[] = [
  { entries: [{ nav: 'home', label: 'Home', href: '/admin', icon: 'home' }] },
  {
    title: 'User Management',
    entries: [
      { nav: 'users', label: 'Users', href: '/admin/users', icon: 'user' },
      { nav: 'groups', label: 'User Groups', href: '/admin/groups', icon: 'group' },
      { nav: 'requests', label: 'Requests', href: '/admin/requests', icon: 'mail' },
    ],
  },
  {
    title: 'User Authentication',
    entries: [{ nav: 'applications', label: 'SSO Applications', href: '/admin/applications', icon: 'apps' }],
  },
  {
    title: 'Insights',
    entries: [
      { nav: 'insights', label: 'Directory Insights', href: '/admin/insights', icon: 'list' },
      { nav: 'sync', label: 'Sync Activity', href: '/admin/sync', icon: 'sync' },
    ],
  },
  {
    title: 'Settings',
    entries: [
      { nav: 'certificates', label: 'Certificates', href: '/admin/certificates', icon: 'cert' },
      { nav: 'settings', label: 'Settings', href: '/admin/settings', icon: 'gear' },
      { nav: 'health', label: 'Health', href: '/admin/health', icon: 'check' },
    ],
  },
];

/** Sidebar, top bar and the page's content in a `main` element. The page brings its own `h1`. */
export function AdminLayout({ chrome, title, nav, crumbs, problem, script, children }: AdminLayoutProps): VNode {
  const note = chrome.person?.readingNote;
  return (
    <Document chrome={chrome} title={title} problem={problem} lang="en" script={script}>
      <Guard chrome={chrome}>
        <div class="shell">
          <aside class="side" aria-label="Sidebar">
            <Brand href="/admin" />
            <nav aria-label="Main">
              <Sections current={nav} chrome={chrome} />
            </nav>
            <footer>
              <span>
                <bdi>{chrome.organisation}</bdi>
              </span>
              <span>Passo {chrome.version}</span>
            </footer>
          </aside>
          <div class="column">
            <header class="top">
              <details class="drop only-s">
                <summary class="btn icon" aria-label="Menu">
                  <Icon name="menu" size={18} />
                </summary>
                <nav aria-label="Menu">
                  <Sections current={nav} chrome={chrome} />
                </nav>
              </details>
              <Crumbs crumbs={crumbs} />
              <div class="end">
                <SearchBox id="top-search" action="/admin/users" label="Search people" className="hide-s" slash />
                <a class="btn icon" href={helpFor(chrome.path)} aria-label="Help" title="Help">
                  <Icon name="info" />
                </a>
                <ThemeSwitch />
                <AccountMenu chrome={chrome} />
              </div>
            </header>
            <main id="main" class="page stack">
              <Flash flash={chrome.flash} />
              {chrome.sendsNothing === true && chrome.path !== '/admin/restored-copy' ? (
                <Banner
                  kind="warn"
                  title="This copy sends nothing"
                  link={{ href: '/admin/restored-copy', label: 'Why, and what to do' }}
                >
                  Changes to applications, mail and webhooks wait until an admin allows them.
                </Banner>
              ) : null}
              {note === undefined ? null : <p class="small muted">{note}</p>}
              {children}
            </main>
          </div>
        </div>
      </Guard>
    </Document>
  );
}

/** The sections with the entries that the reader may open. */
function Sections({ current, chrome }: { readonly current: AdminNav; readonly chrome: Chrome }): VNode {
  const opens = chrome.person?.opens;
  const offered = SECTIONS.map(({ title, entries }) => ({
    title,
    entries: entries.filter(({ href }) => opens === undefined || opens('GET', href)),
  }));
  return (
    <>
      {offered
        .filter(({ entries }) => entries.length > 0)
        .map(({ title, entries }) => (
          <div>
            {title === undefined ? null : <p class="group-label">{title}</p>}
            <ul class="plain">
              {entries.map(({ nav, label, href, icon }) => (
                <li>
                  <a href={href} aria-current={nav === current ? 'page' : undefined}>
                    <Icon name={icon} />
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </>
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

import type { ComponentChildren, VNode } from 'preact';
import { Banner, Flash } from '../parts/banner';
import { Icon, type IconName } from '../parts/icon';
import { SearchBox } from '../parts/search-box';
import type { Chrome } from './chrome';
import { Document } from './document';
import { Guard } from './guard';
import { helpFor } from './help-page';
import { Shell, type Crumb } from './shell';

export type { Crumb } from './shell';

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
        <Shell
          chrome={chrome}
          home="/admin"
          contents={() => <Sections current={nav} chrome={chrome} />}
          crumbs={crumbs}
          foot={
            <span>
              <bdi>{chrome.organisation}</bdi>
            </span>
          }
          tools={
            <>
              <SearchBox id="top-search" action="/admin/users" label="Search people" className="hide-s" slash />
              <a class="btn icon" href={helpFor(chrome.path)} aria-label="Help" title="Help">
                <Icon name="info" />
              </a>
            </>
          }
        >
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
        </Shell>
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

import type { VNode } from 'preact';
import { initialsOf } from '../parts/avatar';
import { CsrfField } from '../parts/csrf-field';
import { Icon } from '../parts/icon';
import type { Chrome } from './chrome';

/** The switch between light and dark, which needs script and stays hidden without it. */
export function ThemeSwitch(): VNode {
  return (
    <button class="btn icon needs-script" type="button" data-theme-next aria-label="Switch between light and dark">
      <Icon name="moon" />
    </button>
  );
}

/** Where a person reaches their own pages and signs out. Nothing for people who are not signed in. */
export function AccountMenu({ chrome }: { readonly chrome: Chrome }): VNode | null {
  const { person, path } = chrome;
  if (person === undefined) return null;
  const admin = path === '/admin' || path.startsWith('/admin/');
  return (
    <details class="menu">
      <summary class="avatar" aria-label={`${initialsOf(person.name)}, your account, ${person.name}`}>
        {initialsOf(person.name)}
      </summary>
      <div class="sheet-down">
        <p class="small">
          <b>
            <bdi>{person.name}</bdi>
          </b>
          <span class="sub">
            <bdi>{chrome.organisation}</bdi>
          </span>
        </p>
        <ul class="plain">
          {admin ? (
            <li>
              <a href="/">
                <Icon name="apps" />
                User Portal
              </a>
            </li>
          ) : null}
          {!admin && person.isAdmin ? (
            <li>
              <a href="/admin">
                <Icon name="gear" />
                Administrator Portal
              </a>
            </li>
          ) : null}
          <li>
            <a href="/security" aria-current={path === '/security' ? 'page' : undefined}>
              <Icon name="lock" />
              Security
            </a>
          </li>
        </ul>
        <form method="post" action="/logout">
          <CsrfField token={chrome.csrfToken} />
          <button class="btn">Sign out</button>
        </form>
      </div>
    </details>
  );
}

import type { VNode } from 'preact';
import { initialsOf } from '../parts/avatar';
import { CsrfField } from '../parts/csrf-field';
import { Icon } from '../parts/icon';
import { withReading } from '../parts/reading/reading';
import type { Chrome } from './chrome';

/** The switch between light and dark, which needs script and stays hidden without it. */
export const ThemeSwitch = withReading((_props: object, reading): VNode => {
  const { frame } = reading.words;
  return (
    <button class="btn icon needs-script" type="button" data-theme-next aria-label={frame.theme}>
      <Icon name="moon" />
    </button>
  );
});

/** Where a person reaches their own pages and signs out. Nothing for people who are not signed in. */
export const AccountMenu = withReading(({ chrome }: { readonly chrome: Chrome }, reading): VNode | null => {
  const { frame } = reading.words;
  const { person, path } = chrome;
  if (person === undefined) return null;
  const admin = path === '/admin' || path.startsWith('/admin/');
  return (
    <details class="menu">
      <summary class="avatar" aria-label={frame.account({ initials: initialsOf(person.name), name: person.name })}>
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
                {frame.userPortal}
              </a>
            </li>
          ) : null}
          {!admin && person.isAdmin ? (
            <li>
              <a href="/admin">
                <Icon name="gear" />
                {frame.adminPortal}
              </a>
            </li>
          ) : null}
          <li>
            <a href="/security" aria-current={path === '/security' ? 'page' : undefined}>
              <Icon name="lock" />
              {frame.security}
            </a>
          </li>
        </ul>
        <form method="post" action="/logout">
          <CsrfField token={chrome.csrfToken} />
          <button class="btn">{frame.signOut}</button>
        </form>
      </div>
    </details>
  );
});

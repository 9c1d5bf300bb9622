import type { ComponentChildren, VNode } from 'preact';
import { AccountMenu, ThemeSwitch } from '../layout/account-menu';
import { Brand } from '../layout/brand';
import type { Chrome } from '../layout/chrome';
import { Document } from '../layout/document';
import { Icon } from '../parts/icon';
import { DOCS, sectionHref, type ApiContents } from './props';

/** The frame of a page about the API. */
export interface ApiFrameProps {
  readonly chrome: Chrome;
  /** Of the part that is shown; absent on the first page. */
  readonly title?: string | undefined;
  readonly contents: readonly ApiContents[];
  readonly children: ComponentChildren;
}

/** The parts of the API at the side, and one of them. For everybody, without script. */
export function ApiFrame({ chrome, title, contents, children }: ApiFrameProps): VNode {
  return (
    <Document chrome={chrome} title={title === undefined ? 'API' : `${title}, API`} lang="en">
      <div class="shell">
        <aside class="side" aria-label="Sidebar">
          <Brand href="/" />
          <nav aria-label="Main">
            <Contents title={title} contents={contents} />
          </nav>
          <footer>
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
                <Contents title={title} contents={contents} />
              </nav>
            </details>
            <nav class="crumbs" aria-label="Breadcrumb">
              {title === undefined ? (
                <span aria-current="page">API</span>
              ) : (
                <>
                  <a href={DOCS}>API</a>
                  <span aria-hidden="true">/</span>
                  <span aria-current="page">{title}</span>
                </>
              )}
            </nav>
            <div class="end">
              <ThemeSwitch />
              <AccountMenu chrome={chrome} />
            </div>
          </header>
          <main id="main" class="page stack">
            {children}
          </main>
        </div>
      </div>
    </Document>
  );
}

function Contents(props: { readonly title: string | undefined; readonly contents: readonly ApiContents[] }): VNode {
  return (
    <ul class="plain">
      <li>
        <a href={DOCS} aria-current={props.title === undefined ? 'page' : undefined}>
          First steps
        </a>
      </li>
      {props.contents.map(({ slug, title }) => (
        <li>
          <a href={sectionHref(slug)} aria-current={title === props.title ? 'page' : undefined}>
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}

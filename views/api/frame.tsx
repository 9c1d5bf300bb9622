import type { ComponentChildren, VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { Document } from '../layout/document';
import { Shell } from '../layout/shell';
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
      <Shell
        chrome={chrome}
        home="/"
        contents={() => <Contents title={title} contents={contents} />}
        crumbs={title === undefined ? [{ label: 'API' }] : [{ label: 'API', href: DOCS }, { label: title }]}
      >
        {children}
      </Shell>
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

import type { ComponentChildren, VNode } from 'preact';
import { Flash } from '../parts/banner';
import { Brand } from './brand';
import type { Chrome } from './chrome';
import { Document } from './document';
import { LanguageChoice } from './language-choice';

/** The frame of the pages in front of the product: signing in, setting up, errors. */
export interface GateLayoutProps {
  readonly chrome: Chrome;
  readonly title: string;
  readonly problem?: boolean | undefined;
  /** For pages with more to read. */
  readonly wide?: boolean | undefined;
  /** A small line below the card. */
  readonly note?: ComponentChildren;
  readonly script?: string | undefined;
  /** The address of this page, where people who are not signed in may choose its language. */
  readonly here?: string | undefined;
  readonly children: ComponentChildren;
}

/** The mark and one card in the middle. The page brings its own `h1`. */
export function GateLayout(props: GateLayoutProps): VNode {
  const { chrome, title, problem, wide = false, note, script, here, children } = props;
  return (
    <Document chrome={chrome} title={title} problem={problem} script={script}>
      <div class={wide ? 'gate wide' : 'gate'}>
        <main id="main">
          <Brand logo={chrome.logo} name={chrome.organisation} />
          <Flash flash={chrome.flash} />
          <div class="card">{children}</div>
          {note === undefined ? null : <p class="small muted centre">{note}</p>}
          {here === undefined || chrome.person !== undefined ? null : (
            <LanguageChoice current={chrome.language} here={here} />
          )}
        </main>
      </div>
    </Document>
  );
}

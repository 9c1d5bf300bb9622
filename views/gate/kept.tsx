import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { CsrfField } from '../parts/csrf-field';
import { Facts } from '../parts/facts';

/** A form that was kept while its person signed in again. */
export interface KeptPageProps {
  readonly chrome: Chrome;
  readonly id: string;
  /** Where the form was sent to, with its query. */
  readonly action: string;
  readonly path: string;
  /** What it does, in the words of admins. */
  readonly what?: string;
  /** It came with a file, which is not kept. */
  readonly files: boolean;
}

/** Sending a kept form with one click, or leaving it. What was typed is not on the page. */
export function KeptPage({ chrome, id, action, path, what, files }: KeptPageProps): VNode {
  const { kept } = chrome.words;
  return (
    <GateLayout chrome={chrome} title={kept.title}>
      <div class="stack s2">
        <h1>{kept.title}</h1>
        <p>{kept.lead}</p>
      </div>
      <Facts
        facts={[
          { term: kept.act, value: what === undefined ? kept.form : <span lang="en">{what}</span> },
          { term: kept.page, value: <code>{path}</code> },
        ]}
      />
      {files ? <p class="small">{kept.file}</p> : null}
      <form method="post" action={action}>
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="_kept" value={id} />
        <button class="btn main">{kept.button}</button>
      </form>
      <form method="post" action={`/kept/${id}/removal`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn">{kept.leave}</button>
      </form>
    </GateLayout>
  );
}

import type { VNode } from 'preact';
import type { Chrome } from '../../../layout/chrome';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { Icon } from '../../../parts/icon';
import { withQuery } from '../../../parts/safe-href';
import { relative } from '../../../parts/time';
import { counted, figure } from '../../../parts/words';
import type { FrameProps, PersonStatus } from '../props';
import { PauseForm } from './pause';
import type { IdmActive } from './props';

interface ActiveProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly content: IdmActive;
}

/** The four words people are counted by, in the order of the page. */
export const STATUSES: readonly { readonly status: PersonStatus; readonly word: string }[] = [
  { status: 'in-sync', word: 'In sync' },
  { status: 'waiting', word: 'Waiting' },
  { status: 'attention', word: 'Needs attention' },
  { status: 'deactivated', word: 'Deactivated' },
];

/** Where the tab is, with what it is narrowed to. */
export function idmPath(
  frame: Pick<FrameProps, 'slug'>,
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  return withQuery(`/admin/applications/${frame.slug}/identity-management`, query);
}

/** Changes are held back for the whole application: why, until when, and what to do. Nothing is lost meanwhile. */
export function HoldBanner({ chrome, frame, content }: ActiveProps): VNode | null {
  const { hold } = content;
  if (hold === undefined) return null;
  const refused = hold.reason === 'unauthorized';
  return (
    <Banner
      kind="bad"
      title={refused ? `${frame.label} does not accept the Token Key` : `${frame.label} does not answer`}
      action={
        <form method="post" action={`${idmPath(frame)}/retry`}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn small">Retry now</button>
        </form>
      }
    >
      {hold.sentence} Changes wait here and nothing is lost. Next try{' '}
      {hold.nextTryAt <= chrome.now ? 'now' : relative(hold.nextTryAt, chrome.now)}.
      {refused ? (
        <>
          {' '}
          <a href={`${idmPath(frame)}/credentials`}>Replace Token Key</a> takes a new one without a break.
        </>
      ) : null}
    </Banner>
  );
}

/** How people stand, as figures that narrow the table below. */
export function SyncStatus({ chrome, frame, content }: ActiveProps): VNode {
  const { counts, inLine } = content;
  return (
    <Card
      id="sync"
      title="Sync status"
      end={
        <div class="row">
          <PauseForm chrome={chrome} frame={frame} content={content} />
          <form method="post" action={`${idmPath(frame)}/sync`}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn small">
              <Icon name="sync" />
              Run full sync
            </button>
          </form>
        </div>
      }
      bare
    >
      <ul class="figs">
        {STATUSES.map(({ status, word }) => (
          <li class={status === 'attention' && counts.attention > 0 ? 'bad' : undefined}>
            <a href={`${idmPath(frame, { status })}#people`}>
              <b>{figure(counts[status])}</b>
              {word}
            </a>
          </li>
        ))}
      </ul>
      <footer>
        <span>
          {inLine === 0 ? 'Nothing is in line.' : `${counted(inLine, 'person', 'people')} in line to be sent.`}
        </span>
        <span>A full sync compares everybody with what {frame.label} accepted last and sends what differs.</span>
      </footer>
    </Card>
  );
}

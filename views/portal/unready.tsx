import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Badge } from '../parts/badge';
import { Named, NAME_PLACE, namedText } from '../parts/reading/named';
import { safeHref, withQuery } from '../parts/safe-href';

/** An account that is not ready yet. */
export interface UnreadyPageProps {
  readonly chrome: Chrome;
  /** The application's name. */
  readonly label: string;
  /** Where its tile leads. */
  readonly href: string;
  readonly state: 'setting-up' | 'failed';
  /** What happened, to quote. */
  readonly eventId?: string;
}

/** Says that an account is on its way, and looks again; or that it could not be made, and whom to ask. */
export function UnreadyPage({ chrome, label, href, state, eventId }: UnreadyPageProps): VNode {
  const { portal } = chrome.words;
  const words = state === 'failed' ? portal.failed : portal.setUp;
  const title = words.title({ name: NAME_PLACE });
  const anyway = (
    <a class="btn quiet" href={safeHref(withQuery(href, { anyway: '1' }))}>
      {words.anyway}
    </a>
  );
  return (
    <GateLayout
      chrome={chrome}
      title={namedText({ text: title, name: label })}
      problem={state === 'failed'}
      wide
      script={state === 'failed' ? undefined : 'ready.js'}
    >
      <div class="stack s3">
        <Badge kind={state === 'failed' ? 'bad' : 'wait'}>{words.badge}</Badge>
        <h1>
          <Named text={title} name={label} />
        </h1>
        {state === 'failed' ? (
          <>
            <p>
              <Named text={portal.failed.text({ name: NAME_PLACE })} name={label} />
            </p>
            <p>{portal.failed.todo}</p>
          </>
        ) : (
          <p role="status">{portal.setUp.text}</p>
        )}
        {eventId === undefined ? null : (
          <p class="small">
            {portal.failed.event} <code>{eventId}</code>
          </p>
        )}
      </div>
      {state === 'failed' ? (
        <div class="row">
          <a class="btn main" href={withQuery('/help', { event: eventId })}>
            {portal.failed.help}
          </a>
          {anyway}
        </div>
      ) : (
        <div class="row">
          <a class="btn main" href={safeHref(href)} data-ready={safeHref(`${href}/account`)}>
            {portal.setUp.again}
          </a>
          {anyway}
        </div>
      )}
      <p class="small">
        <a href="/">{portal.setUp.back}</a>
        {state === 'failed' ? null : (
          <>
            {' · '}
            <a href="/help">{portal.setUp.help}</a>
          </>
        )}
      </p>
    </GateLayout>
  );
}

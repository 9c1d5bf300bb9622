import type { VNode } from 'preact';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Time } from '../../../../parts/time';
import { counted, figure } from '../../../../parts/words';
import { ApplicationFrame } from '../../frame';
import { idmPath } from '../sync';
import { ImportTable } from './list';
import type { ImportPageProps } from './props';

/** Manual import: the application's users, those to create here, and what came of it (M-179 to M-189). */
export function ImportPage(props: ImportPageProps): VNode {
  const { chrome, frame, state, list, message, readAt } = props;
  const path = `${idmPath(frame)}/import`;
  const waits = state === 'reading' || state === 'importing';
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" problem={message !== undefined}>
      <ErrorSummary message={message} />
      <Card
        id="import"
        title="Manual import"
        lead={
          <>
            Users who exist in <bdi>{frame.label}</bdi> and not here. They are created without access; nothing is sent
            for them until they are in a User Group of the application.
          </>
        }
        end={
          waits || state === undefined ? undefined : (
            <form method="post" action={`${path}/list`}>
              <CsrfField token={chrome.csrfToken} />
              <button class="btn small">Read again</button>
            </form>
          )
        }
        bare
      >
        {state === undefined ? (
          <Empty
            icon="down"
            title="Nothing was read yet"
            text={`Passo reads the users of ${frame.label} and changes nothing there. You choose whom to import.`}
          >
            <form method="post" action={`${path}/list`}>
              <CsrfField token={chrome.csrfToken} />
              <button class="btn main">Read users</button>
            </form>
          </Empty>
        ) : waits ? (
          <Progress {...props} />
        ) : state === 'failed' ? (
          <div class="body">
            <Banner kind="bad" title={`The users of ${frame.label} could not be read`}>
              {props.sentence} Nothing was changed. Choose Read again to try once more.
            </Banner>
          </div>
        ) : (
          <div class="body stack s3">
            <Outcome {...props} />
            {readAt === undefined ? null : (
              <p class="small muted">
                {counted(props.read, 'user')} read <Time at={readAt} now={chrome.now} />.
              </p>
            )}
          </div>
        )}
      </Card>
      {list === undefined ? null : <ImportTable chrome={chrome} frame={frame} list={list} />}
    </ApplicationFrame>
  );
}

/** How far it is. The page renews itself; nothing is lost when it is left. */
function Progress({ chrome, frame, state, read, outcome, mailed }: ImportPageProps): VNode {
  const done = outcome === undefined ? 0 : outcome.created + outcome.linked + outcome.refused;
  const reading = state === 'reading';
  return (
    <div class="body stack s3">
      <div class="stack s3" role="status">
        <p>
          <strong>
            {reading
              ? `Reading: ${counted(read, 'user')} so far`
              : `Importing: ${figure(done)} of ${figure(outcome?.total ?? 0)}`}
          </strong>
        </p>
        {reading || outcome === undefined ? null : (
          <progress max={outcome.total} value={done} aria-label={`Import from ${frame.label}`}>
            {figure(done)}
          </progress>
        )}
        <p class="muted small">
          This page renews itself. You can leave it
          {mailed ? '; a message is sent to you when the import is complete' : ''}.
        </p>
      </div>
      <form method="post" action={`${idmPath(frame)}/import/stop`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn">{reading ? 'Stop reading' : 'Stop the import'}</button>
      </form>
    </div>
  );
}

/** What came of it; of one that was stopped, who is left as well. */
function Outcome({ frame, outcome, sentence }: ImportPageProps): VNode | null {
  if (outcome === undefined) return null;
  const { total, created, linked, refused } = outcome;
  const left = total - created - linked - refused;
  const result = `${counted(created, 'person', 'people')} created, ${figure(linked)} linked, ${figure(refused)} not imported`;
  return (
    <Banner
      kind={refused + left === 0 ? 'ok' : 'warn'}
      title={left === 0 ? result : `Stopped: ${result}, ${figure(left)} left`}
      link={{ href: `${idmPath(frame)}/import.csv`, label: 'Download results' }}
    >
      {left === 0 ? '' : `${sentence ?? ''} Who is left is still selected: choose import to go on. `}
      {refused > 0 ? 'Those that were not imported are New still, each with the reason. ' : ''}
      {refused + left === 0
        ? 'Put them in a User Group of the application to give them access and have their account managed.'
        : ''}
    </Banner>
  );
}

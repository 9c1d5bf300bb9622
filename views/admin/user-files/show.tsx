import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { counted, figure } from '../../parts/words';
import { ColumnsCard } from './columns';
import { LinesCard } from './lines';
import { userFilePath, type FilePageProps } from './props';
import { FileBadge } from './upload';

/** A file of people: what its lines would do, how far the import is, and what came of it. */
export function FilePage(props: FilePageProps): VNode {
  const { chrome, name, state, errors = {}, message } = props;
  const waits = state === 'checking' || state === 'importing';
  return (
    <AdminLayout
      chrome={chrome}
      title={name}
      nav="users"
      crumbs={[
        { label: 'Users', href: '/admin/users' },
        { label: 'Import', href: '/admin/users/import' },
        { label: name },
      ]}
      problem={message !== undefined || Object.keys(errors).length > 0}
    >
      <div class="row">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <FileBadge state={state} />
      </div>
      <ErrorSummary errors={errors} message={message} />
      {waits ? <Progress {...props} /> : state === 'done' || state === 'stopped' ? <Result {...props} /> : null}
      {state === 'ready' || state === 'reading' ? <Preview {...props} /> : null}
      {state === 'ready' ? <ColumnsCard {...props} /> : null}
      {state === 'checking' ? null : <LinesCard {...props} />}
    </AdminLayout>
  );
}

/** Nothing is saved yet: what would be, and the button that does it. */
function Preview(props: FilePageProps): VNode {
  const { chrome, id, counts, sentence, state, read, total } = props;
  const doing = counts.new + counts.change;
  return (
    <Card id="preview" title="Preview" lead={`${counted(total, 'person', 'people')} in the file, read as ${read}.`}>
      {state === 'reading' ? (
        <Banner kind="warn" title="The file is not complete">
          If it stays so, discard it and choose it again. Nobody was added.
        </Banner>
      ) : sentence !== undefined ? (
        <Banner kind="warn" title={sentence}>
          The headings do not say it. Choose it below and check again.
        </Banner>
      ) : (
        <>
          <p>
            <strong>
              {figure(counts.new)} new, {figure(counts.change)} changed, {figure(counts.same + counts.skip)} left as
              they are, {counted(counts.problem, 'problem')}.
            </strong>{' '}
            Nothing is saved yet.
          </p>
          {counts.problem === 0 ? null : (
            <p class="muted">Lines with a problem are left out. Correct them in the file and choose it again.</p>
          )}
        </>
      )}
      <div class="row">
        {doing === 0 || sentence !== undefined ? null : (
          <form method="post" action={`${userFilePath(id)}/start`}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn main">Import {counted(doing, 'person', 'people')}</button>
          </form>
        )}
        <Discard {...props} />
      </div>
    </Card>
  );
}

function Discard({ chrome, id, state }: FilePageProps): VNode {
  return (
    <form method="post" action={`${userFilePath(id)}/discard`}>
      <CsrfField token={chrome.csrfToken} />
      <button class="btn">{state === 'done' || state === 'stopped' ? 'Forget the results' : 'Discard the file'}</button>
    </form>
  );
}

/** How far it is. The page renews itself; nothing is lost when it is left. */
function Progress({ chrome, id, name, state, progress, mailed }: FilePageProps): VNode {
  const checking = state === 'checking';
  const { done, of } = progress;
  return (
    <Card id="progress" title={checking ? 'Checking every line' : 'Importing'}>
      <div class="stack s3" role="status">
        <p>
          <strong>
            {figure(done)} of {figure(of)}
          </strong>
        </p>
        <progress max={of} value={done} aria-label={`${checking ? 'Check' : 'Import'} of ${name}`}>
          {figure(done)}
        </progress>
        <p class="muted small">
          This page renews itself. You can leave it
          {mailed ? '; a message is sent to you when the import is complete' : ''}.
        </p>
      </div>
      {checking ? null : (
        <form method="post" action={`${userFilePath(id)}/stop`}>
          <CsrfField token={chrome.csrfToken} />
          <button class="btn">Stop the import</button>
        </form>
      )}
    </Card>
  );
}

function Result(props: FilePageProps): VNode {
  const { chrome, id, state, counts, sentence } = props;
  const { created, changed, refused, problem } = counts;
  const left = counts.new + counts.change;
  const out = refused + problem;
  return (
    <Card
      id="result"
      title="Result"
      end={
        <a class="btn small" href={`${userFilePath(id)}/result.csv`} download>
          Download results
        </a>
      }
    >
      <Banner
        kind={out === 0 && state === 'done' ? 'ok' : 'warn'}
        title={`${counted(created, 'person', 'people')} added, ${figure(changed)} changed, ${figure(out)} not imported`}
      >
        {sentence === undefined ? '' : `${sentence} `}
        {left > 0 ? `${counted(left, 'line is', 'lines are')} left. ` : ''}
        {created === 0 ? '' : 'Who was added is staged until they choose a password.'}
      </Banner>
      <div class="row">
        {state === 'stopped' && left > 0 ? (
          <form method="post" action={`${userFilePath(id)}/start`}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn main">Go on with {counted(left, 'line')}</button>
          </form>
        ) : null}
        <a class="btn" href="/admin/users/import">
          Import another file
        </a>
        <Discard {...props} />
      </div>
    </Card>
  );
}

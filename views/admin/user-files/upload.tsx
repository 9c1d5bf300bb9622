import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { UserFileState } from '../../../src/core/user-file/file';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Badge, type BadgeKind } from '../../parts/badge';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { safeHref } from '../../parts/safe-href';
import { Time } from '../../parts/time';
import { figure } from '../../parts/words';

/** A file that came before. */
export interface EarlierFile {
  readonly href: string;
  readonly name: string;
  readonly state: UserFileState;
  readonly total: number;
  readonly by: string;
  readonly at: number;
}

/** What the page with the form for a file shows. */
export interface UploadPageProps {
  readonly chrome: Chrome;
  /** What was pasted and refused. */
  readonly pasted?: string;
  readonly errors?: FieldErrors;
  readonly earlier: readonly EarlierFile[];
}

const STATES: Readonly<Record<UserFileState, { readonly kind: BadgeKind; readonly word: string }>> = {
  reading: { kind: 'warn', word: 'Not complete' },
  checking: { kind: 'wait', word: 'Checking' },
  ready: { kind: 'plain', word: 'Not imported' },
  importing: { kind: 'wait', word: 'Importing' },
  stopped: { kind: 'warn', word: 'Stopped' },
  done: { kind: 'ok', word: 'Imported' },
};

/** A state of a file as a badge. */
export function FileBadge({ state }: { readonly state: UserFileState }): VNode {
  return <Badge kind={STATES[state].kind}>{STATES[state].word}</Badge>;
}

/** Choosing a CSV file of people. */
export function UploadPage({ chrome, pasted = '', errors = {}, earlier }: UploadPageProps): VNode {
  return (
    <AdminLayout
      chrome={chrome}
      title="Import from a file"
      nav="users"
      crumbs={[{ label: 'Users', href: '/admin/users' }, { label: 'Import' }]}
      problem={Object.keys(errors).length > 0}
    >
      <h1>Import from a file</h1>
      <ErrorSummary errors={errors} />
      <Card
        id="file"
        title="Choose a file"
        lead="The first line names the columns. You see what every line would do before anybody is added or changed."
        end={
          <a class="btn small" href="/admin/users/import/sample.csv" download>
            Download a sample
          </a>
        }
      >
        <form class="stack s4" method="post" action="/admin/users/import" enctype="multipart/form-data">
          <CsrfField token={chrome.csrfToken} />
          <Field
            name="file"
            label="CSV file"
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            help="Up to 20 MB and 50,000 people. Comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252: Passo finds out."
            error={errors['file']}
          />
          <div class="reason">
            <details open={pasted !== ''}>
              <summary>Paste the lines instead</summary>
              <Field name="pasted" label="Lines with their headings" value={pasted} rows={8} exact />
            </details>
          </div>
          <div class="row">
            <button class="btn main">Check the file</button>
            <a class="btn" href="/admin/users">
              Cancel
            </a>
          </div>
        </form>
      </Card>
      {earlier.length === 0 ? null : <Earlier chrome={chrome} earlier={earlier} />}
    </AdminLayout>
  );
}

function Earlier({ chrome, earlier }: Pick<UploadPageProps, 'chrome' | 'earlier'>): VNode {
  return (
    <Card
      id="earlier"
      title="Earlier files"
      lead="Files that were not imported are forgotten after a day, the results of others after a week."
      bare
    >
      <table class="table fold">
        <caption class="vh">Earlier files</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col">Lines</th>
            <th scope="col">Brought by</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {earlier.map(({ href, name, state, total, by, at }) => (
            <tr>
              <td>
                <a href={safeHref(href)}>
                  <bdi>{name}</bdi>
                </a>
              </td>
              <td data-th="State">
                <span>
                  <FileBadge state={state} />
                </span>
              </td>
              <td data-th="Lines">{figure(total)}</td>
              <td data-th="Brought by">
                <bdi>{by}</bdi>
              </td>
              <td data-th="When">
                <Time at={at} now={chrome.now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

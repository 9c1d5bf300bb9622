import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Check, Field, Select } from '../../../../parts/field';
import { Pager } from '../../../../parts/pager';
import { Tabs, type Tab } from '../../../../parts/tabs';
import { Time } from '../../../../parts/time';
import { counted, figure } from '../../../../parts/words';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';
import { DriftStatus, type DriftSummary } from './card';
import { DECISION_WORDS, KIND_WORDS, STATE_WORDS, valueText } from './words';

/** One difference in the table. */
export interface DriftRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly name: string;
  /** The person's explanation, or their page. */
  readonly href?: string;
  readonly below?: string;
  readonly changes: readonly { readonly label: string; readonly ours?: unknown; readonly there?: unknown }[];
  readonly note?: string;
  readonly decidedBy?: string;
  readonly foundAt: number;
  /** Where an account is given to its person. */
  readonly linkHref?: string;
  /** Whose it seems to be. */
  readonly suggestion?: string;
}

/** The page of differences. */
export interface DriftPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly path: string;
  readonly summary: DriftSummary;
  readonly hours: number;
  readonly choices: readonly number[];
  readonly tabs: readonly Tab[];
  /** Set when one kind is shown: its open differences can be decided at once. */
  readonly kind?: string;
  readonly left: boolean;
  readonly decisions: readonly string[];
  readonly total: number;
  readonly rows: readonly DriftRow[];
  readonly licences: number;
  readonly previous?: string;
  readonly next?: string;
  /** As they were ticked in a form that was refused. */
  readonly chosen: readonly string[];
  readonly all: boolean;
  readonly note: string;
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** What is different at the SP, and what is to become of it. */
export function DriftPage(props: DriftPageProps): VNode {
  const { chrome, frame, path, summary, hours, choices, errors, message } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page="Drift" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <Card
        id="check"
        title="Check of all accounts"
        lead={`Passo reads the accounts in ${frame.label} and compares them with what it sent. Nothing is changed by it.`}
        end={
          <form method="post" action={`${path}/check`}>
            <CsrfField token={chrome.csrfToken} />
            <button class="btn small">Compare now</button>
          </form>
        }
      >
        <DriftStatus chrome={chrome} summary={summary} />
        <form class="row" method="post" action={`${path}/schedule`}>
          <CsrfField token={chrome.csrfToken} />
          <Select
            name="hours"
            label="How often"
            value={String(hours)}
            options={choices.map((choice) => ({ value: String(choice), label: hoursWords(choice) }))}
            error={errors['hours']}
          />
          <button class="btn align-end">save</button>
        </form>
      </Card>
      <Differences {...props} />
    </ApplicationFrame>
  );
}

function hoursWords(hours: number): string {
  if (hours === 0) return 'Only when asked';
  if (hours === 24) return 'Every night';
  if (hours === 168) return 'Every week';
  return hours === 1 ? 'Every hour' : `Every ${hours} hours`;
}

function Differences(props: DriftPageProps): VNode {
  const { chrome, path, tabs, kind, left, rows, total, previous, next, licences, chosen } = props;
  const none = props.summary.finishedAt === undefined ? 'Nothing was compared yet' : 'No differences';
  return (
    <Card
      id="differences"
      title="Differences"
      lead={
        licences > 0
          ? `${counted(licences, 'account is', 'accounts are')} nobody’s here and may cost a licence each.`
          : undefined
      }
      bare
    >
      <Tabs label="Filter differences" inset tabs={tabs} />
      {rows.length === 0 ? (
        <Empty
          icon="check"
          title={left ? 'Nothing was left as it is' : none}
          text={left ? undefined : 'What is different there appears here after a check.'}
        />
      ) : (
        <form method="post" action={`${path}/decision`}>
          <CsrfField token={chrome.csrfToken} />
          {kind === undefined ? null : <input type="hidden" name="kind" value={kind} />}
          <table class="table fold">
            <caption class="vh">Differences, with what Passo sent and what is there now</caption>
            <thead>
              <tr>
                <th scope="col">Account or group</th>
                <th scope="col" class="w-half">
                  What is different
                </th>
                <th scope="col">Found</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row chrome={chrome} row={row} chosen={chosen.includes(row.id)} />
              ))}
            </tbody>
          </table>
          <Answer {...props} />
        </form>
      )}
      {rows.length === 0 ? null : (
        <Pager
          summary={`${counted(rows.length, 'difference')} of ${figure(total)} on this page`}
          previous={previous}
          next={next}
        />
      )}
    </Card>
  );
}

function Row(props: { readonly chrome: Chrome; readonly row: DriftRow; readonly chosen: boolean }): VNode {
  const { chrome, row, chosen } = props;
  return (
    <tr>
      <td>
        <label class="check">
          <input type="checkbox" name="item" value={row.id} checked={chosen} />
          <span>
            <b>
              <bdi>{row.name}</bdi>
            </b>
            {row.below === undefined ? null : (
              <span class="sub">
                <bdi>{row.below}</bdi>
              </span>
            )}
          </span>
        </label>
      </td>
      <td data-th="Difference">
        <div class="reason">
          <p>{KIND_WORDS[row.kind]?.one}</p>
          {row.changes.map(({ label, ours, there }) => (
            <p class="small">
              {label}: <bdi>{valueText(ours)}</bdi> here, <bdi>{valueText(there)}</bdi> there.
            </p>
          ))}
          {row.state === 'open' ? null : (
            <p class="muted small">
              {STATE_WORDS[row.state]}
              {row.decidedBy === undefined ? '' : ` by ${row.decidedBy}`}
              {row.note === undefined ? '.' : `: ${row.note}`}
            </p>
          )}
          {row.suggestion === undefined ? null : <p class="small">It seems to be the account of {row.suggestion}.</p>}
          {row.linkHref === undefined && row.href === undefined ? null : (
            <div class="do">
              {row.linkHref === undefined ? null : (
                <a href={row.linkHref}>
                  Link to a person<span class="vh">: {row.name}</span>
                </a>
              )}
              {row.href === undefined ? null : (
                <a href={row.href}>
                  Why?<span class="vh"> {row.name}</span>
                </a>
              )}
            </div>
          )}
        </div>
      </td>
      <td data-th="Found">
        <Time at={row.foundAt} now={chrome.now} />
      </td>
    </tr>
  );
}

function Answer({ frame, kind, total, decisions, all, note, errors, left }: DriftPageProps): VNode {
  return (
    <div class="body stack s4">
      {kind === undefined || left ? null : (
        <Check name="all" label={`All ${figure(total)} of this kind, on other pages too`} checked={all} />
      )}
      <Field
        name="note"
        label="Note"
        required={false}
        value={note}
        maxLength={500}
        help="Needed to ignore: why it may stay as it is."
        error={errors['note']}
      />
      <div class="row">
        {decisions.map((decision) => (
          <button class="btn" name="decision" value={decision}>
            {DECISION_WORDS[decision]}
          </button>
        ))}
      </div>
      <p class="help">
        Push again sends what Passo has. Accept and Ignore leave <bdi>{frame.label}</bdi> as it is, until something
        changes.
      </p>
    </div>
  );
}

import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Badge } from '../../../../parts/badge';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { Time } from '../../../../parts/time';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';
import { ConsentCheck } from './consent';

/** One row of the report. */
export interface CompatibilityRow {
  readonly what: string;
  /** What the application says of itself. */
  readonly said?: string;
  readonly measured: string;
  readonly means: string;
  readonly differs?: true;
}

/** Something an answer showed after the measuring. */
export interface Surprise {
  readonly what: string;
  readonly now: string;
  /** What was measured before. */
  readonly before?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The compatibility report of an application. */
export interface CompatibilityPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly rows: readonly CompatibilityRow[];
  readonly strategy?: string;
  readonly measuredAt?: number;
  /** Only reads were made. */
  readonly readsOnly: boolean;
  readonly notes: readonly string[];
  readonly surprises: readonly Surprise[];
  readonly leftovers: readonly string[];
  readonly groups: boolean;
}

/** What the application says, what was measured, and what Passo does because of it. */
export function CompatibilityPage(props: CompatibilityPageProps): VNode {
  const { chrome, frame, rows, strategy, measuredAt, readsOnly, notes, leftovers } = props;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management">
      {leftovers.length === 0 ? null : (
        <Banner kind="warn" title="Something the measuring made may still be there">
          {`${leftovers.join(', ')}. It is removed when you measure again with a test account.`}
        </Banner>
      )}
      <Surprises {...props} />
      <Card
        id="compatibility"
        title="Compatibility"
        lead={strategy}
        badge={readsOnly && measuredAt !== undefined ? <Badge kind="plain">Reads only</Badge> : undefined}
        end={
          measuredAt === undefined ? undefined : (
            <span class="muted small">
              Measured <Time at={measuredAt} now={chrome.now} />
            </span>
          )
        }
        bare
      >
        {rows.length === 0 ? (
          <Empty
            icon="sync"
            title="Nothing was measured yet"
            text={`Passo sends to ${frame.label} as the standard says, and learns from the answers.`}
          />
        ) : (
          <Report rows={rows} label={frame.label} />
        )}
        {notes.length === 0 ? null : (
          <ul class="body stack s3">
            {notes.map((note) => (
              <li>{note}</li>
            ))}
          </ul>
        )}
      </Card>
      <Measure {...props} />
    </ApplicationFrame>
  );
}

function Report({ rows, label }: { readonly rows: readonly CompatibilityRow[]; readonly label: string }): VNode {
  return (
    <table class="table fold">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">{`${label} says`}</th>
          <th scope="col">Measured</th>
          <th scope="col">What Passo does</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <td>{row.what}</td>
            <td data-th="Says">{row.said ?? '–'}</td>
            <td data-th="Measured">
              <bdi>{row.measured}</bdi>
              {row.differs === true ? (
                <>
                  {' '}
                  <Badge kind="warn">Not as it says</Badge>
                </>
              ) : null}
            </td>
            <td data-th="What Passo does">{row.means}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Surprises({ chrome, surprises }: CompatibilityPageProps): VNode | null {
  if (surprises.length === 0) return null;
  return (
    <Card
      id="surprises"
      title="Learnt since"
      lead="Answers showed these to be otherwise. Passo goes by them. Measure again to see whether more has changed."
      bare
    >
      <table class="table fold">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Now</th>
            <th scope="col">Measured before</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {surprises.map(({ what, now, before, at }) => (
            <tr>
              <td>{what}</td>
              <td data-th="Now">
                <bdi>{now}</bdi>
              </td>
              <td data-th="Measured before">
                <bdi>{before ?? '–'}</bdi>
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

function Measure({ chrome, frame, measuredAt, groups }: CompatibilityPageProps): VNode {
  const path = `/admin/applications/${frame.slug}/identity-management`;
  return (
    <Card id="measure" title={measuredAt === undefined ? 'Measure' : 'Measure again'}>
      <form class="stack s4" method="post" action={`${path}/compatibility`}>
        <CsrfField token={chrome.csrfToken} />
        <ConsentCheck label={frame.label} groups={groups} checked={false} />
        <p class="help">
          Without it, Passo only reads, and can tell less. Measuring takes some seconds, up to a minute where the
          application is slow.
        </p>
        <div class="row">
          <button class="btn main">{measuredAt === undefined ? 'Measure' : 'Measure again'}</button>
          <a class="btn quiet" href={path}>
            Back
          </a>
        </div>
      </form>
    </Card>
  );
}

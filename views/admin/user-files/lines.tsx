import type { VNode } from 'preact';
import type { RowCounts, RowOutcome } from '../../../src/core/user-file/file';
import { Badge, type BadgeKind } from '../../parts/badge';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Pager } from '../../parts/pager';
import { safeHref, withQuery } from '../../parts/safe-href';
import { Tabs } from '../../parts/tabs';
import { counted, figure } from '../../parts/words';
import { userFilePath, type FileLine, type FilePageProps } from './props';

const WORDS: Readonly<Record<RowOutcome, { readonly kind: BadgeKind; readonly word: string }>> = {
  waiting: { kind: 'plain', word: 'Not checked' },
  new: { kind: 'wait', word: 'New' },
  change: { kind: 'wait', word: 'Changes' },
  same: { kind: 'plain', word: 'Unchanged' },
  skip: { kind: 'plain', word: 'Left as is' },
  problem: { kind: 'bad', word: 'Problem' },
  created: { kind: 'ok', word: 'Added' },
  changed: { kind: 'ok', word: 'Changed' },
  refused: { kind: 'bad', word: 'Not imported' },
};

/** The lines that can be looked at apart, by the word in the address. */
export const LINE_FILTERS: readonly {
  readonly filter: string;
  readonly label: string;
  readonly outcomes: readonly RowOutcome[];
}[] = [
  { filter: 'problems', label: 'Problems', outcomes: ['problem', 'refused'] },
  { filter: 'new', label: 'New', outcomes: ['new', 'created'] },
  { filter: 'changed', label: 'Changed', outcomes: ['change', 'changed'] },
  { filter: 'left', label: 'Left as they are', outcomes: ['same', 'skip', 'waiting'] },
];

/** How many lines a filter finds. */
export function countOf(counts: RowCounts, outcomes: readonly RowOutcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** The lines of a file and what each comes to. */
export function LinesCard({ id, lines, counts }: FilePageProps): VNode {
  const href = userFilePath(id);
  const { shown, filter, total, page, pageSize } = lines;
  const to = (number: number): string =>
    `${withQuery(href, { show: filter, page: number === 1 ? undefined : number })}#lines`;
  const first = (page - 1) * pageSize + 1;
  return (
    <Card id="lines" title="Lines" bare>
      <Tabs
        label="Filter lines"
        inset
        tabs={LINE_FILTERS.map((one) => ({
          label: one.label,
          href: `${withQuery(href, { show: one.filter })}#lines`,
          current: one.filter === filter,
          count: countOf(counts, one.outcomes),
          bad: one.filter === 'problems' && countOf(counts, one.outcomes) > 0,
        }))}
      />
      {shown.length === 0 ? (
        <Empty icon="check" title="None" text="No line of the file is among these." />
      ) : (
        <table class="table fold">
          <caption class="vh">Lines of the file</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Person</th>
              <th scope="col">State</th>
              <th scope="col" class="w-half">
                Why
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <Line line={line} />
            ))}
          </tbody>
        </table>
      )}
      <Pager
        summary={
          shown.length === 0
            ? 'No line'
            : `Showing ${figure(first)} to ${figure(first + shown.length - 1)} of ${counted(total, 'line')}`
        }
        previous={page > 1 ? to(page - 1) : undefined}
        next={page * pageSize < total ? to(page + 1) : undefined}
      />
    </Card>
  );
}

function Line({ line: { line, name, outcome, sentence, person } }: { readonly line: FileLine }): VNode {
  return (
    <tr>
      <td>Line {figure(line)}</td>
      <td data-th="Person">
        {person === undefined ? (
          <bdi>{name}</bdi>
        ) : (
          <a href={safeHref(person.href)}>
            <bdi>{person.name}</bdi>
          </a>
        )}
      </td>
      <td data-th="State">
        <span>
          <Badge kind={WORDS[outcome].kind}>{WORDS[outcome].word}</Badge>
        </span>
      </td>
      <td data-th="Why">
        <div class="reason">{sentence === undefined ? <p class="muted">–</p> : <p>{sentence}</p>}</div>
      </td>
    </tr>
  );
}

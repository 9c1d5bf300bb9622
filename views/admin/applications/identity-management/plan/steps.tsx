import type { VNode } from 'preact';
import { Who } from '../../../../parts/avatar';
import { Badge, type BadgeKind } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { Empty } from '../../../../parts/empty';
import { Pager } from '../../../../parts/pager';
import { withQuery } from '../../../../parts/safe-href';
import { SearchBox } from '../../../../parts/search-box';
import { Tabs } from '../../../../parts/tabs';
import { Time } from '../../../../parts/time';
import { counted, figure } from '../../../../parts/words';
import type { PlanRow, WithPlan } from './props';
import { kindWord, PLAN_KINDS } from './words';

/** A page of a plan's steps. */
export function Steps(props: WithPlan): VNode {
  const { chrome, plan, path, show, q, rows, total, first, previous, next } = props;
  const all = Object.values(plan.counts).reduce((sum, count) => sum + count, 0);
  return (
    <Card
      id="steps"
      title="Steps"
      lead={
        <>
          Made by <bdi>{plan.startedBy}</bdi> <Time at={plan.createdAt} now={chrome.now} />
        </>
      }
      end={
        <span class="row">
          <SearchBox id="q" action={path} label="Name, username or email" value={q} keep={{ plan: plan.id, show }} />
          <a class="btn small" href={withQuery(`${path}/steps.csv`, { plan: plan.id })}>
            Export CSV
          </a>
        </span>
      }
      bare
    >
      <Tabs
        label="Filter steps"
        inset
        tabs={[
          { label: 'All', href: withQuery(path, { plan: plan.id }), current: show === undefined, count: all },
          ...PLAN_KINDS.filter(({ kind }) => (plan.counts[kind] ?? 0) > 0).map(({ kind, word }) => ({
            label: word,
            href: withQuery(path, { plan: plan.id, show: kind }),
            current: show === kind,
            count: plan.counts[kind],
            bad: kind === 'conflict',
          })),
        ]}
      />
      {rows.length === 0 ? (
        <Empty
          icon="check"
          title={q === '' ? 'Nothing here' : `No step matches “${q}”`}
          text={all === 0 ? 'Everybody is as they should be.' : 'Look at the other kinds of steps.'}
        />
      ) : (
        <>
          <table class="table fold">
            <caption class="vh">Steps of the plan</caption>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Step</th>
                <th scope="col" class="w-half">
                  What changes
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row row={row} />
              ))}
            </tbody>
          </table>
          <Pager
            summary={`Showing ${figure(first)} to ${figure(first + rows.length - 1)} of ${figure(total)}`}
            previous={previous}
            next={next}
          />
        </>
      )}
    </Card>
  );
}

const BADGES: Readonly<Record<string, BadgeKind>> = {
  conflict: 'bad',
  deactivate: 'warn',
  delete: 'warn',
  'not-sent': 'off',
};

function Row({ row }: { readonly row: PlanRow }): VNode {
  return (
    <tr>
      <td>
        <Who name={row.name} href={row.href} />
      </td>
      <td data-th="Step">
        <span class="row s2">
          <Badge kind={BADGES[row.kind] ?? 'plain'}>{kindWord(row.kind)}</Badge>
          {row.again ? <Badge kind="wait">Planned again</Badge> : null}
        </span>
      </td>
      <td data-th="What changes">
        <div class="reason">
          <p>{row.sentence}.</p>
          {row.changes.length === 0 ? null : (
            <details>
              <summary>{counted(row.changes.length, 'attribute')}</summary>
              <ul class="bullets small">
                {row.changes.map(({ name, before, after }) => (
                  <li>
                    {name}: <bdi>{before ?? 'empty'}</bdi> → <bdi>{after ?? 'empty'}</bdi>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      </td>
    </tr>
  );
}

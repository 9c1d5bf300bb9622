import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Badge } from '../../../../parts/badge';
import { Card } from '../../../../parts/card';
import { relative, Time } from '../../../../parts/time';
import { counted } from '../../../../parts/words';
import type { FrameProps } from '../../props';

/** How comparing stands. */
export interface DriftSummary {
  readonly running: boolean;
  /** Accounts compared in the last run, or so far. */
  readonly accounts: number;
  readonly finishedAt?: number;
  readonly nextAt?: number;
  /** Why the last run failed. */
  readonly sentence?: string;
  /** Differences to decide. */
  readonly open: number;
}

/** The card of the tab that leads to the differences. */
export function DriftCard(props: {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly summary: DriftSummary;
  readonly href: string;
}): VNode {
  const { chrome, frame, summary, href } = props;
  const { open } = summary;
  return (
    <Card
      id="drift"
      title="Drift"
      badge={open === 0 ? undefined : <Badge kind="warn">{counted(open, 'difference')}</Badge>}
      lead={`Whether the accounts in ${frame.label} are still as Passo left them.`}
      end={
        <a class="btn small" href={href}>
          {open === 0 ? 'Open' : 'Decide'}
        </a>
      }
    >
      <DriftStatus chrome={chrome} summary={summary} />
    </Card>
  );
}

/** The last comparison and the next, in a sentence each. */
export function DriftStatus({ chrome, summary }: { readonly chrome: Chrome; readonly summary: DriftSummary }): VNode {
  const { running, accounts, finishedAt, nextAt, sentence } = summary;
  return (
    <>
      {running ? (
        <p>Comparing now: {counted(accounts, 'account')} so far. Reload the page to see how far it is.</p>
      ) : null}
      {running || finishedAt === undefined ? null : sentence === undefined ? (
        <p>
          {counted(accounts, 'account')} compared <Time at={finishedAt} now={chrome.now} />.
        </p>
      ) : (
        <p>
          The last check failed <Time at={finishedAt} now={chrome.now} />: {sentence}
        </p>
      )}
      <p class="muted small">{nextWords(running, nextAt, chrome.now)}</p>
    </>
  );
}

function nextWords(running: boolean, nextAt: number | undefined, now: number): string {
  if (running) return 'Nothing is changed there by comparing.';
  if (nextAt === undefined) return 'No check is planned.';
  if (nextAt <= now) return 'The next check of all accounts begins in a moment.';
  const clock = new Date(nextAt).toISOString().slice(11, 16);
  if (nextAt - now < 24 * 3_600_000 && Number(clock.slice(0, 2)) < 6) {
    return `Next check of all accounts tonight at ${clock} UTC.`;
  }
  return `Next check of all accounts ${relative(nextAt, now)}, at ${clock} UTC.`;
}

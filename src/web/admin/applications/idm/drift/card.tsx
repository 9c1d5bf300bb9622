import {
  DriftCard,
  type DriftSummary,
} from '../../../../../../views/admin/applications/identity-management/drift/card';
import { findDriftOverview, type DriftOverview } from '../../../../../actions/provisioning/drift/review';
import { compact } from '../../../../../core/compact';
import { pathOf } from '../../frame-props';
import type { IdmCard } from '../cards';

/** The card of drift: the last comparison, the next one, and what is to be decided. */
export const driftCard: IdmCard = async ({ web, application, chrome, frame }) => {
  const summary = summaryOf(await findDriftOverview(web.context, application));
  const href = pathOf(application, 'identity-management/drift');
  return <DriftCard chrome={chrome} frame={frame} summary={summary} href={href} />;
};

/** How comparing stands, for a page. */
export function summaryOf({ run, open }: DriftOverview): DriftSummary {
  return compact<DriftSummary>({
    running: run?.state === 'running',
    accounts: run?.accounts ?? 0,
    finishedAt: run?.finishedAt,
    nextAt: run?.nextAt,
    sentence: run?.state === 'failed' ? run.sentence : undefined,
    open,
  });
}

import { Router } from 'express';
import {
  CompatibilityCard,
  type CompatibilitySummary,
} from '../../../../../views/admin/applications/identity-management/compatibility/card';
import {
  CompatibilityPage,
  type CompatibilityPageProps,
} from '../../../../../views/admin/applications/identity-management/compatibility/page';
import { listLeftovers } from '../../../../actions/provisioning/probe/leftovers';
import { probeApplication } from '../../../../actions/provisioning/probe/probe';
import { surprisesOf } from '../../../../actions/provisioning/probe/surprises';
import { scimOf } from '../../../../connectors/functionality';
import { compact } from '../../../../core/compact';
import { AppError } from '../../../../core/errors';
import { findCompatibility } from '../../../../store/provisioning/facts';
import { formOf, ticked } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import type { IdmCard } from './cards';

const ROUTE = '/admin/applications/:id/identity-management/compatibility';
const TAB = 'identity-management';
const PART = `${TAB}/compatibility`;

/** The card of the compatibility report. */
export const compatibilityCard: IdmCard = async ({ web, application, chrome, frame }) => {
  const kept = await findCompatibility(web.context.db, application.id);
  const summary = compact<CompatibilitySummary>({
    strategy: kept?.report?.strategy,
    measuredAt: kept?.probedAt,
    surprises: surprisesOf(kept).length,
    leftovers: kept?.leftovers !== undefined,
  });
  return <CompatibilityCard chrome={chrome} frame={frame} summary={summary} href={pathOf(application, PART)} />;
};

/** The compatibility report, and measuring again. */
export function compatibilityRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    const { context } = web;
    const kept = await findCompatibility(context.db, application.id);
    const connector = context.connectors.get(application.connectorId);
    const scim = connector && scimOf(connector);
    const props = compact<CompatibilityPageProps>({
      chrome: await chromeOf(web, request),
      frame: await frameOf(web, application),
      rows: kept?.report?.rows ?? [],
      strategy: kept?.report?.strategy,
      measuredAt: kept?.probedAt,
      readsOnly: kept?.report?.wrote === false,
      notes: kept?.report?.notes ?? [],
      surprises: surprisesOf(kept),
      leftovers: (await listLeftovers(context, application.id)).map(({ name }) => name),
      groups: scim?.can.includes('groups') === true,
    });
    render(response, <CompatibilityPage {...props} />);
  });
  router.post(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    const write = ticked(formOf(request), 'probe');
    try {
      const report = await probeApplication(web.context, actorOf(request), application.id, { write });
      const title = `${application.label} was measured`;
      redirectWith(request, response, pathOf(application, PART), { kind: 'ok', title, text: report.strategy });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      redirectWith(request, response, pathOf(application, PART), { kind: 'bad', title: error.message });
    }
  });
  return router;
}

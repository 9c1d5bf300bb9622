import type { Application } from '../../../core/application';
import { AppError } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import type { ScimAddress } from '../../../scim/transport';
import { getApplication } from '../../../store/applications';
import { deleteFacts, saveReport, type CompatibilityReport } from '../../../store/provisioning/facts';
import { transact } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { getIntegration, openAddress, openTransport } from '../connection';
import { nothingFound } from './findings';
import { listLeftovers } from './leftovers';
import { measureByReading, measureByWriting, type Bench } from './measure';
import { reportOf } from './report';
import { ProbeSession, ProbeStopped } from './session';

/** What an admin agrees to. */
export interface ProbeConsent {
  /** One disposable account, and one group where the connector has groups, may be made and removed. */
  readonly write: boolean;
}

/** Applications that are being measured by this process. */
const underWay = new Set<ApplicationId>();

/**
 * Measures what the SP of an active integration can do, keeps the facts and the report, and records it. Facts that could
 * not be measured stay as they are known.
 * @throws AppError conflict when Identity Management is not active, or is being measured already
 */
export async function probeApplication(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  consent: ProbeConsent,
): Promise<CompatibilityReport> {
  const application = await getApplication(deps.db, id);
  const address = application.idmState === 'active' ? await openAddress(deps, deps.db, application) : undefined;
  if (address === undefined) throw new AppError('conflict', 'Identity Management is not active.');
  const report = await probeAddress(deps, actor, application, address, consent);
  deps.wake();
  return report;
}

/**
 * Measures an SP at an address that works, before or after it is stored. What stops the measuring ends in the report, and
 * never in an error of the caller.
 * @throws AppError conflict when the application is being measured already
 */
export async function probeAddress(
  deps: Deps,
  actor: Actor,
  application: Application,
  address: ScimAddress,
  consent: ProbeConsent,
): Promise<CompatibilityReport> {
  const { id, label } = application;
  if (underWay.has(id)) throw new AppError('conflict', `${label} is being measured already.`);
  underWay.add(id);
  try {
    await forgetOtherTarget(deps, application, address);
    const findings = nothingFound();
    const session = new ProbeSession(openTransport(deps, application, address), label, wait);
    const { scim } = getIntegration(deps, application);
    const random = deps.newId().slice(-10).toLowerCase();
    const bench: Bench = { deps, id, scim, session, findings, random };
    let wrote = false;
    try {
      await measureByReading(bench);
      wrote = consent.write;
      if (wrote) await measureByWriting(bench);
    } catch (error) {
      if (!(error instanceof ProbeStopped)) throw error;
      findings.notes.push(`Measuring ended early. ${error.message}`);
    }
    for (const { name } of await listLeftovers(deps, id)) {
      findings.notes.push(`${name} may still be there. It is removed at the next measuring.`);
    }
    findings.late = session.late;
    const report = reportOf(findings, wrote, scim.can.includes('groups'));
    await transact(deps.db, async (tx) => {
      await saveReport(tx, id, findings.facts, report, deps.clock());
      const differ = report.rows.filter((row) => row.differs === true).map(({ what }) => what);
      const sentence = [report.strategy, ...findings.notes].join(' ');
      await record(deps, tx, actor, 'idm_probe', { application }, { sentence, changed: differ });
    });
    return report;
  } finally {
    underWay.delete(id);
  }
}

/** What is known of another SP is not true of this one, and what was left there is not here. */
async function forgetOtherTarget(deps: Deps, application: Application, address: ScimAddress): Promise<void> {
  const { linkedTo } = application.idm;
  if (linkedTo === undefined || linkedTo === address.baseUrl) return;
  await transact(deps.db, (tx) => deleteFacts(tx, application.id));
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}

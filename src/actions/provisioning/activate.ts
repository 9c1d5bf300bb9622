import type { Application, IdmSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { resolveBaseUrl } from '../../connectors/base-url';
import { getApplication, saveIdm } from '../../store/applications';
import { deleteGroupLinks, forgetDeletedGroups } from '../../store/provisioning/group-links';
import { deleteFacts } from '../../store/provisioning/facts';
import { openLane } from '../../store/provisioning/lanes';
import { deleteLinks } from '../../store/provisioning/links';
import { pauseLane } from '../../store/provisioning/pauses';
import { seal } from '../../store/seal';
import { markApplicationStale } from '../../store/provisioning/stale';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { getIntegration, tokenPlace } from './connection';
import { markAllGroups } from './groups/marks';
import { checkCredential, hintOf, type Credential, type CredentialInput } from './credentials/input';
import { probeAddress, type ProbeConsent } from './probe/probe';
import { testConnection, type ConnectionTest } from './test-connection';

/** What the Configure form asks for. */
export interface ConnectionInput extends CredentialInput {
  /** Ignored where the connector has a fixed one. */
  readonly baseUrl?: string;
  /** User Groups and their members are managed (M-076); ignored where the connector has none. Absent: as before. */
  readonly groups?: boolean;
  /** Measures the SP first, by reads alone or with a disposable account; absent, the client learns as it goes. */
  readonly probe?: ProbeConsent;
  /** Nothing is sent before an admin has seen the plan and started it. */
  readonly planFirst?: boolean;
}

/**
 * Tries a connection as typed, without keeping anything.
 * @throws AppError invalid by field
 */
export async function tryConnection(deps: Deps, id: ApplicationId, input: ConnectionInput): Promise<ConnectionTest> {
  const application = await getApplication(deps.db, id);
  return testConnection(deps, application, readConnection(deps, application, input));
}

/**
 * Verifies a connection and activates the integration (M-083 to M-085). Everybody who has the application is marked, so
 * the first sync begins at once. A failure is an event too, and keeps the typed Base URL but not the token.
 * @throws AppError invalid by field; conflict when it is active already or the connector wants SSO first (M-015)
 */
export async function activateIntegration(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  input: ConnectionInput,
): Promise<ConnectionTest> {
  const application = await getApplication(deps.db, id);
  refuseActive(application);
  const { scim } = getIntegration(deps, application);
  if (scim.needsSso && application.ssoState !== 'active') {
    throw new AppError(
      'conflict',
      `${application.label} needs single sign-on before Identity Management. Set up the SSO tab first.`,
    );
  }
  const address = readConnection(deps, application, input);
  const test = await testConnection(deps, application, address);
  const measured = test.ok && input.probe !== undefined;
  if (measured) await probeAddress(deps, actor, application, address, input.probe);
  await changeDirectory(deps.db, async (tx) => {
    // Read anew: somebody else may have activated or deleted it while the connection was tried.
    const current = await getApplication(tx, id);
    refuseActive(current);
    const about = { application, result: test.ok ? ('success' as const) : ('failure' as const) };
    const payload = compact({ sentence: test.sentence, exchange: test.exchange });
    const correlationId = await record(deps, tx, actor, 'idm_integration_activate', about, payload);
    const now = deps.clock();
    const { baseUrl, auth, tokenExpiresAt } = address;
    const { auth: _auth, groups: before, ...kept } = current.idm;
    const groups = scim.can.includes('groups') && (input.groups ?? before === true) ? (true as const) : undefined;
    const verified = { linkedTo: baseUrl, verifiedAt: now, tokenHint: hintOf(address), tokenExpiresAt };
    const idm = compact<IdmSettings>({ ...kept, baseUrl, auth, groups, ...(test.ok ? verified : {}) });
    if (!test.ok) {
      await saveIdm(tx, id, { idm, idmState: 'inactive', now });
      return;
    }
    const sealedToken = seal(deps.secrets.sealingKey, tokenPlace(application), address.token);
    await saveIdm(tx, id, { idm, idmState: 'active', sealedToken, now });
    if (isOtherTarget(current, address.baseUrl)) {
      await deleteLinks(tx, id);
      await deleteGroupLinks(tx, id);
      if (!measured) await deleteFacts(tx, id);
    }
    await openLane(tx, id);
    if (input.planFirst === true) await pauseLane(tx, id, { at: now, by: actor.name, why: 'plan' });
    await markApplicationStale(tx, id, { now, correlationId });
    if (groups === true) await markAllGroups(deps, tx, id, correlationId);
    else await forgetDeletedGroups(tx, id);
  });
  if (test.accounts !== undefined) deps.recentLists.keep(id, address.baseUrl, test.accounts, deps.clock());
  deps.wake();
  return test;
}

function refuseActive(application: Application): void {
  if (application.idmState !== 'active') return;
  throw new AppError('conflict', 'Identity Management is active already. Deactivate it to change its connection.');
}

/** Accounts of another SP are other accounts: what was known of the old ones would be wrong for the new. */
function isOtherTarget(application: Application, baseUrl: string): boolean {
  const { linkedTo } = application.idm;
  return linkedTo !== undefined && linkedTo !== baseUrl;
}

function readConnection(
  deps: Deps,
  application: Application,
  input: ConnectionInput,
): Credential & { readonly baseUrl: string } {
  const { scim } = getIntegration(deps, application);
  const fields: Record<string, string> = {};
  const address = resolveBaseUrl(scim, application.variables, input.baseUrl);
  if (!address.ok) fields['baseUrl'] = address.sentence;
  const credential = checkCredential(input, deps.clock(), fields);
  if (Object.keys(fields).length > 0 || !address.ok) throw invalid(fields);
  return { baseUrl: address.url, ...credential };
}

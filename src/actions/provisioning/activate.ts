import type { Application, IdmSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import { resolveBaseUrl } from '../../connectors/base-url';
import { getApplication, saveIdm } from '../../store/applications';
import { deleteFacts } from '../../store/provisioning/facts';
import { openLane } from '../../store/provisioning/lanes';
import { deleteLinks } from '../../store/provisioning/links';
import { seal } from '../../store/seal';
import { markApplicationStale } from '../../store/provisioning/stale';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { getIntegration, tokenPlace } from './connection';
import { testConnection, type ConnectionTest } from './test-connection';

/** What the Configure form asks for. */
export interface ConnectionInput {
  /** Ignored where the connector has a fixed one. */
  readonly baseUrl?: string;
  readonly token: SecretText;
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
  await changeDirectory(deps.db, async (tx) => {
    // Read anew: somebody else may have activated or deleted it while the connection was tried.
    const current = await getApplication(tx, id);
    refuseActive(current);
    const about = { application, result: test.ok ? ('success' as const) : ('failure' as const) };
    const payload = compact({ sentence: test.sentence, exchange: test.exchange });
    const correlationId = await record(deps, tx, actor, 'idm_integration_activate', about, payload);
    const now = deps.clock();
    const idm: IdmSettings = test.ok
      ? { baseUrl: address.baseUrl, linkedTo: address.baseUrl, verifiedAt: now, tokenHint: hintOf(address.token) }
      : compact<IdmSettings>({ baseUrl: address.baseUrl, linkedTo: current.idm.linkedTo });
    if (!test.ok) {
      await saveIdm(tx, id, { idm, idmState: 'inactive', now });
      return;
    }
    const sealedToken = seal(deps.secrets.sealingKey, tokenPlace(application), address.token);
    await saveIdm(tx, id, { idm, idmState: 'active', sealedToken, now });
    if (isOtherTarget(current, address.baseUrl)) {
      await deleteLinks(tx, id);
      await deleteFacts(tx, id);
    }
    await openLane(tx, id);
    await markApplicationStale(tx, id, { now, correlationId });
  });
  deps.wake();
  return test;
}

function refuseActive(application: Application): void {
  if (application.idmState !== 'active') return;
  throw new AppError('conflict', 'Identity Management is active already. Deactivate it to change its connection.');
}

/** Enough of a long token to recognise it by, and nothing of a short one. */
function hintOf(token: SecretText): string {
  const text = token.reveal();
  return text.length >= 16 ? text.slice(-4) : '';
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
): { baseUrl: string; token: SecretText } {
  const { scim } = getIntegration(deps, application);
  const address = resolveBaseUrl(scim, application.variables, input.baseUrl);
  const token = input.token.reveal().trim();
  const fields: Record<string, string> = {};
  if (!address.ok) fields['baseUrl'] = address.sentence;
  if (token === '') fields['token'] = 'Enter the Token Key.';
  else if (!/^[\x21-\x7e]{1,8192}$/.test(token))
    fields['token'] = 'The Token Key holds a space or another character that tokens don’t have.';
  if (Object.keys(fields).length > 0 || !address.ok) throw invalid(fields);
  return { baseUrl: address.url, token: new SecretText(token) };
}

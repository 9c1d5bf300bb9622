import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import { getApplication } from '../../store/applications';
import type { Actor, Deps } from '../deps';
import { activateIntegration, type ConnectionInput } from '../provisioning/activate';
import { setPace } from '../provisioning/credentials/pace';
import { replaceCredential } from '../provisioning/credentials/replace';
import { deactivateIntegration } from '../provisioning/deactivate';
import { setDeletion } from '../provisioning/deletion';
import { setDriftHours } from '../provisioning/drift/plan';
import { setGroupManagement } from '../provisioning/groups/management';
import { setRemovalLimit } from '../provisioning/guard/set-limit';
import { DEFAULT_LIMIT } from '../../core/idm-settings';
import { USUAL_HOURS } from '../../provisioning/drift';
import type { Desired } from './desired';
import type { ApplicationDocument } from './documents';

/** What a connection is to become. */
export interface ConnectionChange {
  readonly document: ApplicationDocument;
  readonly desired: Desired;
  readonly token: SecretText | undefined;
  /** The token differs from the one that is stored. */
  readonly isOtherToken: boolean;
}

/**
 * Brings the Identity Management of an application to what a file asks for, by the same actions as the pages: the SP is
 * asked before anything is kept.
 * @throws AppError with the sentence of the SP's refusal
 */
export async function settleConnection(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  { document, desired, token, isOtherToken }: ConnectionChange,
): Promise<void> {
  if (document.identityManagement === undefined) return;
  const wanted = desired.application;
  const current = await getApplication(deps.db, id);
  const isMoved = current.idmState === 'active' && current.idm.baseUrl !== wanted.idm.baseUrl;
  if (current.idmState === 'active' && (wanted.idmState !== 'active' || isMoved)) {
    await deactivateIntegration(deps, actor, id);
  }
  if (wanted.idmState !== 'active') return;
  if (current.idmState !== 'active' || isMoved) {
    if (token === undefined) throw new AppError('conflict', 'The tokenKey is missing.');
    const input = { ...connectionInput(wanted, token), groups: wanted.idm.groups === true };
    const test = await activateIntegration(deps, actor, id, input);
    if (!test.ok) throw new AppError('conflict', test.sentence ?? 'The application did not accept the connection.');
  } else if (token !== undefined && (isOtherToken || isOtherWay(current, wanted))) {
    const test = await replaceCredential(deps, actor, id, connectionInput(wanted, token));
    if (!test.ok) throw new AppError('conflict', test.sentence ?? 'The application did not accept the new Token Key.');
  }
  await settleRest(deps, actor, id, wanted);
}

async function settleRest(deps: Deps, actor: Actor, id: ApplicationId, { idm: wanted }: Application): Promise<void> {
  const { idm } = await getApplication(deps.db, id);
  if ((idm.groups === true) !== (wanted.groups === true)) {
    await setGroupManagement(deps, actor, id, wanted.groups === true);
  }
  if ((idm.deleteUsers === true) !== (wanted.deleteUsers === true)) {
    await setDeletion(deps, actor, id, wanted.deleteUsers === true);
  }
  const { people, percent } = wanted.limit ?? DEFAULT_LIMIT;
  await setRemovalLimit(deps, actor, id, { people: String(people), percent: String(percent) });
  if (JSON.stringify(idm.pace ?? {}) !== JSON.stringify(wanted.pace ?? {})) {
    const seconds = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : String(ms / 1_000));
    const { perSecond, concurrency, timeoutMs, retryBaseMs, retryCapMs } = wanted.pace ?? {};
    await setPace(
      deps,
      actor,
      id,
      compact({
        perSecond: perSecond === undefined ? undefined : String(perSecond),
        concurrency: concurrency === undefined ? undefined : String(concurrency),
        timeoutMs: seconds(timeoutMs),
        retryBaseMs: seconds(retryBaseMs),
        retryCapMs: seconds(retryCapMs),
      }),
    );
  }
  const hours = wanted.driftEveryHours ?? USUAL_HOURS;
  if ((idm.driftEveryHours ?? USUAL_HOURS) !== hours) await setDriftHours(deps, actor, id, hours);
}

function isOtherWay(current: Application, wanted: Application): boolean {
  return (
    JSON.stringify(current.idm.auth) !== JSON.stringify(wanted.idm.auth) ||
    current.idm.tokenExpiresAt !== wanted.idm.tokenExpiresAt
  );
}

/** A connection as the Configure form would give it. */
export function connectionInput({ idm }: Application, token: SecretText): ConnectionInput {
  const { auth, baseUrl, tokenExpiresAt } = idm;
  const expires = tokenExpiresAt === undefined ? undefined : new Date(tokenExpiresAt).toISOString().slice(0, 10);
  return compact<ConnectionInput>({
    token,
    baseUrl,
    kind: auth?.kind,
    username: auth?.kind === 'basic' ? auth.username : undefined,
    tokenUrl: auth?.kind === 'oauth' ? auth.tokenUrl : undefined,
    clientId: auth?.kind === 'oauth' ? auth.clientId : undefined,
    scope: auth?.kind === 'oauth' ? auth.scope : undefined,
    headerName: auth?.kind === 'header' ? auth.name : undefined,
    expires,
  });
}

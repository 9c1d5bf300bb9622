import { compact } from '../../../core/compact';
import { AppError } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import type { IdmSettings } from '../../../core/idm-settings';
import { getApplication, saveIdm } from '../../../store/applications';
import { findLane, revokeLease, tryLaneNow } from '../../../store/provisioning/lanes';
import { seal } from '../../../store/seal';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { tokenPlace } from '../connection';
import { testConnection, type ConnectionTest } from '../test-connection';
import { hintOf, readCredential, type CredentialInput } from './input';

/**
 * Replaces the credential of an active integration in place (A-03, M-192). The new one is verified at the same Base URL
 * before it replaces the old one; until then, and whenever it fails, pushes go on with the old one. Afterwards the next
 * request carries the new one, and an application that was held for its credential is tried at once. Either way it is an
 * event.
 * @throws AppError invalid by field; conflict when Identity Management is not active, or was changed meanwhile
 */
export async function replaceCredential(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  input: CredentialInput,
): Promise<ConnectionTest> {
  const application = await getApplication(deps.db, id);
  const { baseUrl } = application.idm;
  if (application.idmState !== 'active' || baseUrl === undefined) throw notActive();
  const credential = readCredential(input, deps.clock());
  const { auth, token, tokenExpiresAt } = credential;
  const test = await testConnection(deps, application, compact({ baseUrl, token, auth }));
  await changeDirectory(deps.db, async (tx) => {
    // Read anew: somebody may have deactivated it, or moved it to another address, while the credential was tried.
    const current = await getApplication(tx, id);
    if (current.idmState !== 'active') throw notActive();
    if (current.idm.baseUrl !== baseUrl) {
      throw new AppError('conflict', 'The connection was changed meanwhile. Look at it and try again.');
    }
    const about = { application: current, result: test.ok ? ('success' as const) : ('failure' as const) };
    await record(
      deps,
      tx,
      actor,
      'idm_integration_reauth',
      about,
      compact({ sentence: test.sentence, exchange: test.exchange }),
    );
    if (!test.ok) return;
    const now = deps.clock();
    const { auth: _auth, tokenExpiresAt: _end, ...kept } = current.idm;
    const idm = compact<IdmSettings>({
      ...kept,
      auth,
      tokenExpiresAt,
      tokenHint: hintOf(credential),
      verifiedAt: now,
    });
    const sealedToken = seal(deps.secrets.sealingKey, tokenPlace(current), token);
    await saveIdm(tx, id, { idm, idmState: 'active', sealedToken, now });
    // A turn under way holds the old credential, which the SP may refuse from now on: the next turn has the new one.
    await revokeLease(tx, id);
    if ((await findLane(tx, id))?.hold !== undefined) await tryLaneNow(tx, id);
  });
  deps.wake();
  return test;
}

function notActive(): AppError {
  return new AppError('conflict', 'Identity Management is not active. Configure and activate it instead.');
}

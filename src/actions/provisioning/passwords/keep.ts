import type { ApplicationId, UserId } from '../../../core/ids';
import type { SecretText } from '../../../core/secret-text';
import { findApplication } from '../../../store/applications';
import { listGrantedApplicationIds } from '../../../store/bindings';
import { savePasswordPush } from '../../../store/provisioning/passwords';
import { seal } from '../../../store/seal';
import type { Tx } from '../../../store/tx';
import type { Deps } from '../../deps';
import { getIntegration } from '../connection';

/** How long an application that can't be reached may keep a password waiting here. */
const WEEK_MS = 7 * 86_400_000;

/** The place a password is sealed for. */
export function passwordPlace(applicationId: ApplicationId, userId: UserId): string {
  return `password:${applicationId}:${userId}`;
}

/**
 * Keeps a new password for the applications that take passwords and that the person may use, in the transaction that
 * sets it (M-097, A-37): only now its text is known. The caller marks the person afterwards.
 * @param temporary an admin set it, to be changed at the next sign-in
 */
export async function keepPasswordForPush(
  deps: Pick<Deps, 'connectors' | 'clock' | 'newId' | 'secrets'>,
  tx: Tx,
  userId: UserId,
  password: SecretText,
  temporary: boolean,
): Promise<void> {
  const now = deps.clock();
  for (const applicationId of await listGrantedApplicationIds(tx, userId)) {
    const application = await findApplication(tx, applicationId);
    if (application?.idmState !== 'active') continue;
    if (!getIntegration(deps, application).scim.can.includes('passwords')) continue;
    const sealed = seal(deps.secrets.sealingKey, passwordPlace(applicationId, userId), password);
    const version = deps.newId<UserId>();
    await savePasswordPush(tx, {
      applicationId,
      userId,
      version,
      sealed,
      temporary,
      createdAt: now,
      expiresAt: now + WEEK_MS,
    });
  }
}

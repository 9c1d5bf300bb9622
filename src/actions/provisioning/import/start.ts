import { compact } from '../../../core/compact';
import { AppError } from '../../../core/errors';
import type { Application } from '../../../core/application';
import type { ApplicationId } from '../../../core/ids';
import { getApplication } from '../../../store/applications';
import { findImport, insertImport, type ImportActor } from '../../../store/provisioning/imports';
import { changeDirectory, type Reader } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { getIntegration } from '../connection';

/**
 * Begins to read the users of an application, in the background; the list before is forgotten (M-180).
 * @throws AppError conflict when users can't be imported from it, or an import is under way
 */
export async function startImport(deps: Deps, actor: Actor, id: ApplicationId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    await requireImport(deps, tx, id);
    const before = await findImport(tx, id);
    if (before !== undefined && isUnderWay(before.state)) {
      throw new AppError('conflict', 'An import is under way. Wait until it is complete.');
    }
    const now = deps.clock();
    await insertImport(tx, {
      id: deps.newId<string>(),
      applicationId: id,
      state: 'reading',
      progress: { read: 0, starter: starterOf(actor) },
      startedBy: actor.name,
      createdAt: now,
      updatedAt: now,
    });
  });
}

/** Whoever begins something that goes on without them, and has to be allowed to until it is done. */
export function starterOf({ id, keyId, name, clientIp }: Actor): ImportActor {
  return compact<ImportActor>({ id, keyId, name, clientIp });
}

/** Tells whether somebody works on an import, or should. */
export function isUnderWay(state: string): boolean {
  return state === 'reading' || state === 'importing';
}

/**
 * Makes sure that users can be imported from an application (M-179).
 * @throws AppError conflict
 */
export async function requireImport(deps: Deps, reader: Reader, id: ApplicationId): Promise<Application> {
  const application = await getApplication(reader, id);
  const { scim } = getIntegration(deps, application);
  if (!scim.can.includes('import')) {
    throw new AppError('conflict', `Passo can’t import users from ${application.label}.`);
  }
  if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
  return application;
}

import type { Application } from '../../../core/application';
import { AppError } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import { getApplication } from '../../../store/applications';
import { tryLaneNow } from '../../../store/provisioning/lanes';
import { countInLine, findPause, pauseLane, resumeLane } from '../../../store/provisioning/pauses';
import { changeDirectory, type Tx } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';

/**
 * Pauses an application's provisioning. A turn under way is taken its lane: it begins no further request, and those under
 * way are looked up on resuming. Changes go on being noted, one mark for each person however often they change.
 * @throws AppError conflict when Identity Management is not active, or is paused already
 */
export async function pauseProvisioning(deps: Deps, actor: Actor, id: ApplicationId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getActive(tx, id);
    const pause = { at: deps.clock(), by: actor.name, why: 'admin' } as const;
    if (!(await pauseLane(tx, id, pause))) throw new AppError('conflict', 'Provisioning is paused already.');
    const waiting = await countInLine(tx, id);
    await record(deps, tx, actor, 'provisioning_pause', { application }, { sentence: wait(waiting), waiting });
  });
}

/**
 * Goes on after a pause, with what changed meanwhile.
 * @throws AppError conflict when Identity Management is not active, is not paused, or waits for its plan
 */
export async function resumeProvisioning(deps: Deps, actor: Actor, id: ApplicationId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getActive(tx, id);
    const pause = await findPause(tx, id);
    if (pause?.why === 'plan') throw new AppError('conflict', 'Look at the plan and start it; nothing is sent before.');
    if (pause === undefined) throw new AppError('conflict', 'Provisioning is not paused.');
    await resumeLane(tx, id);
    await tryLaneNow(tx, id);
    const waiting = await countInLine(tx, id);
    await record(deps, tx, actor, 'provisioning_unpause', { application }, { sentence: goOut(waiting), waiting });
  });
  deps.wake();
}

async function getActive(tx: Tx, id: ApplicationId): Promise<Application> {
  const application = await getApplication(tx, id);
  if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
  return application;
}

function wait(count: number): string {
  if (count === 0) return 'Nothing is in line.';
  return `${count} ${count === 1 ? 'person waits' : 'people wait'} in line.`;
}

function goOut(count: number): string {
  if (count === 0) return 'Nothing is in line.';
  return `${count} ${count === 1 ? 'person is' : 'people are'} in line.`;
}

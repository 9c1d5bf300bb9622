import type { Application } from '../../../core/application';
import { AppError, invalid } from '../../../core/errors';
import type { ApplicationId, EventId } from '../../../core/ids';
import { DECISIONS, isDriftKind, plainText, type DriftDecision } from '../../../provisioning/drift';
import { getApplication } from '../../../store/applications';
import { stopTurns } from '../../../store/provisioning/decisions';
import { decideItems, findItems, listItems, type DriftItem } from '../../../store/provisioning/drift/items';
import { changeDirectory, type Tx } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { repair } from './repair';

/** Items of one transaction: a worker waits for it. */
const BATCH = 200;
const MOST = 20_000;
const MOST_NOTE = 500;

/** Which differences are decided: chosen ones, or all open ones of one kind. */
export type DriftChoice = { readonly ids: readonly string[] } | { readonly kind: string };

/** A decision for many: 'link' needs a person and is made one at a time. */
export interface DriftAnswer {
  readonly decision: Exclude<DriftDecision, 'link'>;
  /** Why a difference is left; kept with it. */
  readonly note?: string;
}

/** What a decision came to. */
export interface Decided {
  readonly decided: number;
  /** Left out: the decision does not fit them, or they are not there any more. */
  readonly skipped: number;
}

const WORDS: Readonly<Record<DriftAnswer['decision'], string>> = {
  push: 'Push again',
  accept: 'Accept',
  ignore: 'Ignore',
  create: 'Create again',
  stop: 'Stop managing',
};

/**
 * Decides about differences. Repairs change what Passo takes as accepted and mark the person or group, so that the worker
 * sends what the planner says; accepting and ignoring send nothing.
 * @throws AppError conflict when Identity Management is not active or nothing was chosen, invalid for a note that is missing
 */
export async function decideDrift(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  choice: DriftChoice,
  answer: DriftAnswer,
): Promise<Decided> {
  const note = plainText(answer.note ?? '', MOST_NOTE).trim();
  if (answer.decision === 'ignore' && note === '') {
    throw invalid({
      note: 'Write a note that says why this may stay.',
    });
  }
  const chosen = 'ids' in choice ? choice.ids.slice(0, MOST) : undefined;
  if (chosen?.length === 0) throw new AppError('conflict', 'Choose at least one difference.');
  // What is sent names the decision as its cause, which is told once all of it is decided.
  const cause = deps.newId<EventId>();
  let decided = 0;
  let seen = 0;
  let after = '';
  for (;;) {
    const part = await changeDirectory(deps.db, async (tx) => {
      const application = await getActive(tx, id);
      const items =
        chosen === undefined
          ? await listItems(tx, id, { kind: (choice as { kind: string }).kind, states: ['open'], after, take: BATCH })
          : await findItems(tx, id, chosen.slice(seen, seen + BATCH));
      const done = await decideSome(deps, tx, actor, application, items, { ...answer, note, cause });
      return { items, done };
    });
    decided += part.done;
    seen += chosen === undefined ? part.items.length : BATCH;
    after = part.items.at(-1)?.id ?? after;
    const more = chosen === undefined ? part.items.length === BATCH && seen < MOST : seen < chosen.length;
    if (!more) break;
  }
  if (decided > 0)
    await tell({ ...deps, newId: <Id extends string>() => cause as string as Id }, actor, id, answer.decision, decided);
  deps.wake();
  return { decided, skipped: (chosen?.length ?? seen) - decided };
}

async function decideSome(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  application: Application,
  items: readonly DriftItem[],
  { decision, note, cause }: { decision: DriftAnswer['decision']; note: string; cause: EventId },
): Promise<number> {
  const fitting = items.filter(
    (item) => isDriftKind(item.kind) && DECISIONS[item.kind].includes(decision) && item.state !== 'asked',
  );
  if (fitting.length === 0) return 0;
  const now = deps.clock();
  const kept = { ...(note === '' ? {} : { note }), by: actor.name, now };
  if (decision === 'accept' || decision === 'ignore') {
    const state = decision === 'accept' ? 'accepted' : 'ignored';
    await decideItems(tx, idsOf(fitting), { ...kept, state });
    return fitting.length;
  }
  await stopTurns(tx, application.id);
  const repaired: DriftItem[] = [];
  for (const item of fitting)
    if (await repair(tx, application, item, decision, { now, correlationId: cause })) repaired.push(item);
  await decideItems(tx, idsOf(repaired), { ...kept, state: 'asked' });
  return repaired.length;
}

async function tell(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  decision: DriftAnswer['decision'],
  count: number,
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    const sentence = `${WORDS[decision]}: ${count} ${count === 1 ? 'difference' : 'differences'}`;
    await record(deps, tx, actor, 'drift_decide', { application }, { sentence });
  });
}

/** @throws AppError conflict when Identity Management is not active */
export async function getActive(tx: Tx, id: ApplicationId): Promise<Application> {
  const application = await getApplication(tx, id);
  if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
  return application;
}

function idsOf(items: readonly DriftItem[]): string[] {
  return items.map((item) => item.id);
}

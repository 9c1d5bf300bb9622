import type { GroupDoubt, GroupLink } from '../../../store/provisioning/group-links';
import { deferGroup } from '../../../store/provisioning/group-marks';
import { mayHaveActed } from '../doubt';
import { withKnownLateness } from '../late';
import { noteSuccess } from '../lane-failure';
import { writeInLane } from '../lane-run';
import { confirmGroupGone } from './gone';
import { beforeSending, lateChangeUntil } from './late';
import { handleGroupFailure, keepGroup, recordGroup, writeIntent, type Failed } from './outcome';
import type { GroupStep, GroupTurn } from './turn';

/**
 * Renames a group at the SP, by its id (M-111, A-14). A name that is taken there is a conflict for an admin: the link
 * stays with the group it has, and its members go on.
 */
export async function renameGroup(turn: GroupTurn, remoteId: string, name: string): Promise<GroupStep> {
  const { run, link } = turn;
  const late = link.doubt.name === undefined ? undefined : lateChangeUntil(turn);
  const intended = await writeIntent(turn, async (tx) => {
    const known = late === undefined ? {} : { lateUntil: late };
    await keepGroup(turn, tx, (current) => ({
      ...beforeSending(turn, current),
      ...known,
      doubt: { ...current.doubt, name },
    }));
  });
  if (!intended) return 'finished';
  const outcome = await run.pace.send(() => run.client.renameGroup(remoteId, name));
  if (outcome.kind === 'ok') {
    await noteSuccess(run);
    await writeInLane(run, async (tx) => {
      const sentence = link.name === undefined ? 'Renamed.' : `Renamed from ${link.name}.`;
      const payload = { exchange: outcome.exchange, changed: ['displayName'], sentence };
      const eventId = await recordGroup(turn, tx, 'group_update_provision', 'success', payload);
      // An earlier name that was given up may still come to be: this one stays in doubt, and is sent once more then.
      const doubt = late === undefined ? {} : { name };
      await keepGroup(turn, tx, (current) => ({ ...answered(turn, current), name, doubt, sentence, eventId }));
      if (late !== undefined) await deferGroup(tx, turn.mark, late);
    });
    return late === undefined ? 'again' : 'finished';
  }
  if (outcome.kind === 'gone') {
    const gone = await confirmGroupGone(turn, remoteId, outcome, 'group_update_provision');
    return gone === 'there' ? refuseName(turn, name, outcome) : 'finished';
  }
  if (outcome.kind === 'conflict' || outcome.kind === 'rejected') return refuseName(turn, name, outcome);
  const change = (current: GroupLink): GroupLink =>
    mayHaveActed(outcome) ? current : { ...current, doubt: link.doubt };
  await handleGroupFailure(turn, outcome, { event: 'group_update_provision', change });
  return 'finished';
}

/** What was known of earlier trouble is known again. */
function answered({ run, link }: GroupTurn, current: GroupLink): GroupLink {
  return link.lateUntil === undefined ? current : withKnownLateness(run, current);
}

async function refuseName(turn: GroupTurn, name: string, outcome: Failed): Promise<GroupStep> {
  const { run, link } = turn;
  // A refusal is an answer: the application is there again.
  await noteSuccess(run, 'read');
  // A name before that was not answered may be the group's by now: the next one is sent, whatever it had at last.
  const before = link.doubt.name === undefined ? {} : { name: link.doubt.name };
  const refused: GroupDoubt = { ...before, refused: name, ...(outcome.kind === 'conflict' ? { taken: true } : {}) };
  await writeInLane(run, async (tx) => {
    const sentence = refusedNameSentence(run.application.label, refused, turn.link.name);
    const payload = { exchange: outcome.exchange, changed: ['displayName'], sentence };
    const eventId = await recordGroup(turn, tx, 'group_update_provision', 'failure', payload);
    await keepGroup(turn, tx, (current) => ({ ...answered(turn, current), doubt: refused, sentence, eventId }));
  });
  return 'again';
}

/** What an admin reads of a name the SP refused. */
export function refusedNameSentence(label: string, { refused = '', taken }: GroupDoubt, held = ''): string {
  const why = taken === true ? `has another group called ${refused}` : `did not accept the name ${refused}`;
  return `${label} ${why}. This one keeps the name ${held} there until one of them is renamed.`;
}

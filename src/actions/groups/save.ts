import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import type { Group } from '../../core/group';
import type { GroupId } from '../../core/ids';
import { findGroupByName, getGroup, insertGroup, listMemberIds, saveGroup } from '../../store/groups';
import { changeDirectory, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { markGroupRenamed } from '../provisioning/groups/marks';
import { record } from '../record';

/** A group's name and description as typed. */
export interface GroupInput {
  readonly name: string;
  readonly description?: string;
  /** Its members are asked for a second factor; unsaid, it stays as it is. */
  readonly secondFactor?: boolean;
}

/**
 * Adds a user group.
 * @throws AppError invalid when the name is empty, too long, or taken
 */
export async function createGroup(deps: Deps, actor: Actor, input: GroupInput): Promise<Group> {
  return changeDirectory(deps.db, (tx) => addGroup(deps, tx, actor, input));
}

/** Adds a user group in a transaction that is under way. */
export async function addGroup(
  deps: Pick<Deps, 'newId' | 'clock'>,
  tx: Tx,
  actor: Actor,
  input: GroupInput,
): Promise<Group> {
  const checked = await checkGroup(tx, input);
  const id = deps.newId<GroupId>();
  await insertGroup(tx, { id, ...checked, now: deps.clock() });
  const group = await getGroup(tx, id);
  await record(deps, tx, actor, 'group_create', { group }, {});
  return group;
}

/**
 * Renames a group or changes its description. Members are marked: a group's name may be among what an SP is told.
 * @param given what it becomes, or how that follows from what it is at the moment of the change
 * @throws AppError not_found, or invalid when the name is empty, too long, or taken; what `given` throws
 */
export async function updateGroup(
  deps: Deps,
  actor: Actor,
  id: GroupId,
  given: GroupInput | ((now: Group) => GroupInput),
): Promise<Group> {
  const group = await changeDirectory(deps.db, async (tx) => {
    const before = await getGroup(tx, id);
    const input = typeof given === 'function' ? given(before) : given;
    const { secondFactor = before.secondFactor } = input;
    const checked = { ...(await checkGroup(tx, input, id)), secondFactor };
    const changed = (['name', 'description', 'secondFactor'] as const).filter((name) => before[name] !== checked[name]);
    if (changed.length === 0) return before;
    await saveGroup(tx, id, { ...checked, now: deps.clock() });
    const after = await getGroup(tx, id);
    const correlationId = await record(deps, tx, actor, 'group_update', { group: after }, { changed });
    if (changed.includes('name')) {
      await markChanged(deps, tx, await listMemberIds(tx, id), correlationId);
      await markGroupRenamed(deps, tx, id, correlationId);
    }
    return after;
  });
  deps.wake();
  return group;
}

async function checkGroup(
  tx: Tx,
  input: GroupInput,
  except?: GroupId,
): Promise<Pick<GroupInput, 'name' | 'description'>> {
  const name = input.name.trim().normalize('NFC');
  const description = input.description?.trim() ?? '';
  if (name === '') throw invalid({ name: 'Enter a name.' });
  if (name.length > 256) throw invalid({ name: 'A name can have 256 characters at most.' });
  if (description.length > 1024) throw invalid({ description: 'A description can have 1,024 characters at most.' });
  if (/[\p{Cc}\p{Cs}]/u.test(name)) throw invalid({ name: 'The name holds a character that can’t be kept.' });
  if (/(?![\t\r\n])[\p{Cc}\p{Cs}]/u.test(description)) {
    throw invalid({ description: 'The description holds a character that can’t be kept.' });
  }
  const other = await findGroupByName(tx, name);
  if (other !== undefined && other.id !== except)
    throw invalid({ name: `There is a group called ${other.name} already.` });
  return compact<GroupInput>({ name, description: description === '' ? undefined : description });
}

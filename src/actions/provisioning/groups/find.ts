import { fold } from '../../../core/ids';
import type { Outcome } from '../../../scim/outcome';
import { attributeOf, type ScimResource } from '../../../scim/resource';
import type { LaneRun } from '../lane-run';

/** Groups of an SP that are read at once to know their names; where there are more, each is looked up by itself. */
const MOST_LISTED = 2_000;

/** The groups of an SP, read once in a turn; undefined when there are too many or they can't be read to the end. */
type Names = ScimResource[] | undefined;

const listed = new WeakMap<LaneRun, Promise<Names>>();

/**
 * Finds the groups whose name is or looks like this one. The list is read once in a turn, because a filter finds no name
 * that differs in the space around it.
 */
export async function findGroups(run: LaneRun, name: string): Promise<Outcome<readonly ScimResource[]>> {
  const known = listed.get(run) ?? readNames(run);
  listed.set(run, known);
  const all = await known;
  if (all === undefined) return lookUpGroups(run, name);
  const wanted = fold(name).replace(/\s+/gu, ' ');
  const value = all.filter((one) => fold(nameOf(one)).replace(/\s+/gu, ' ') === wanted);
  return { kind: 'ok', value, exchange: { method: 'GET', path: '/Groups', tookMs: 0, mayHaveActed: false } };
}

/** Finds the groups of a name as the SP knows them at this moment. */
export function lookUpGroups(run: LaneRun, name: string): Promise<Outcome<readonly ScimResource[]>> {
  return run.pace.send(() => run.client.findGroupsByName(name));
}

/** Forgets what was listed: the SP has shown that it is not true any more. */
export function forgetListed(run: LaneRun): void {
  listed.delete(run);
}

/** Adds a group that was made in this turn to what was listed. */
export async function noteListed(run: LaneRun, group: ScimResource): Promise<void> {
  const known = await listed.get(run);
  known?.push(group);
}

async function readNames(run: LaneRun): Promise<Names> {
  const all: ScimResource[] = [];
  for await (const part of run.client.listGroups(false)) {
    if (part.kind !== 'ok' || !part.value.complete) return undefined;
    all.push(
      ...part.value.resources.map(({ id, attributes }) => ({
        id,
        attributes: { displayName: nameOf({ id, attributes }) },
      })),
    );
    if (all.length > MOST_LISTED) return undefined;
  }
  return all;
}

function nameOf({ attributes }: ScimResource): string {
  const name = attributeOf(attributes, 'displayName');
  return typeof name === 'string' ? name : '';
}

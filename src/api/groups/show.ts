import { z } from 'zod';
import type { Context } from '../../context';
import { notFound } from '../../core/errors';
import type { Group } from '../../core/group';
import { isUlid, type GroupId } from '../../core/ids';
import { findGroup, findGroupByName } from '../../store/groups';
import { unknownPlaces } from '../frame/refusal';
import { moment, momentOf } from '../operation';

/** A user group as the API shows it. */
export const groupSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    secondFactor: z.boolean().meta({ description: 'Its members are asked for a second factor.' }),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({
    id: 'Group',
    example: {
      id: '01K0Z9A6V7M2C3D4E5F6G7H8J9',
      name: 'Design',
      description: null,
      secondFactor: false,
      createdAt: '2026-05-04T09:30:00.000Z',
      updatedAt: '2026-05-04T09:30:00.000Z',
    },
  });

/** Shows a group. */
export function showGroup(group: Group): z.output<typeof groupSchema> {
  return {
    id: group.id,
    name: group.name,
    description: group.description ?? null,
    secondFactor: group.secondFactor,
    createdAt: momentOf(group.createdAt),
    updatedAt: momentOf(group.updatedAt),
  };
}

/** How an address names a group. */
export const groupReference = z
  .string()
  .max(300)
  .meta({ description: 'The id of the group, or `name:` and its name.', example: 'name:Design' });

/** The address of one group. */
export const groupParams = z.strictObject({ group: groupReference });

/**
 * Finds the group that an address or a body means.
 * @param reference an id, or `name:` and a name
 */
export async function findGroupMeant({ db }: Pick<Context, 'db'>, reference: string): Promise<Group | undefined> {
  if (reference.startsWith('name:')) return findGroupByName(db, reference.slice('name:'.length));
  return isUlid(reference) ? findGroup(db, reference as GroupId) : undefined;
}

/**
 * Gets the group that an address means.
 * @throws AppError not_found
 */
export async function groupMeant(deps: Pick<Context, 'db'>, reference: string): Promise<Group> {
  const group = await findGroupMeant(deps, reference);
  if (group === undefined) throw notFound('This user group');
  return group;
}

/**
 * Finds the groups that a body means.
 * @param pointer where the list stands: `/groups`
 * @throws Refusal 422 with the place of each that is not there
 */
export async function groupsMeant(
  deps: Pick<Context, 'db'>,
  references: readonly string[],
  pointer: string,
): Promise<Group[]> {
  const found: Group[] = [];
  const missing: number[] = [];
  for (const [index, reference] of references.entries()) {
    const group = await findGroupMeant(deps, reference);
    if (group === undefined) missing.push(index);
    else found.push(group);
  }
  if (missing.length > 0) throw unknownPlaces(pointer, missing, 'There is no such user group.');
  return [...new Map(found.map((group) => [group.id, group])).values()];
}

import { updateGroup } from '../../../src/actions/groups/save';
import { updateUser } from '../../../src/actions/users/update';
import type { Group } from '../../../src/core/group';
import type { Profile, User } from '../../../src/core/user';
import { profileOf } from '../../support/passo';
import type { World } from './world';

/** Gives a group another name, and waits until it was sent. */
export async function renameGroup(world: World, group: Group, name: string): Promise<void> {
  await updateGroup(world.passo.context, world.actor, group.id, { name });
  await world.settle();
}

/** Replaces a person's profile, and waits until it was sent. */
export async function updateProfile(world: World, user: User, more: Partial<Profile>): Promise<void> {
  await updateUser(world.passo.context, world.actor, user.id, profileOf(user.username, more));
  await world.settle();
}

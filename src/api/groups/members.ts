import { z } from 'zod';
import { changeMembers } from '../../actions/groups/members';
import type { Context } from '../../context';
import { compact } from '../../core/compact';
import { fold, isUlid, type UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { listPeopleAfter } from '../../store/boards/people';
import { findUsersNamed } from '../../store/users-named';
import { findUsers } from '../../store/users';
import { unknownPlaces } from '../frame/refusal';
import { operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { userReference } from '../references';
import { memberSchema, showMember, showUser } from '../users/show';
import { groupMeant, groupParams } from './show';

const TAG = 'User groups';
/** How many people one request may move in each direction. */
const MOST = 1_000;

const listMembers = operation({
  id: 'listGroupMembers',
  method: 'get',
  path: '/groups/{group}/members',
  tag: TAG,
  summary: 'List the members of a user group by username',
  description:
    'A key that may read people, too, gets all of each person. One with `groups:read` alone gets id, username and display name.',
  scope: 'groups:read',
  permission: 'people.read',
  params: groupParams,
  query: z.strictObject(paging),
  answers: { 200: pageOf(memberSchema) },
  async run(call) {
    const { deps, params, query } = call;
    const group = await groupMeant(deps, params.group);
    const now = deps.clock();
    const after = readCursor(call, z.string());
    const page = compact({ after, take: query.limit + 1 });
    const rows = await listPeopleAfter(deps.db, { groupId: group.id, now }, page);
    const whole = call.allows('users:read');
    const show = (user: User) => (whole ? showUser(user, now) : showMember(user));
    return { status: 200, body: writePage(call, rows, show, ({ username }) => fold(username)) };
  },
});

const people = z.array(userReference).max(MOST).default([]);

const changeMembersOperation = operation({
  id: 'changeGroupMembers',
  method: 'post',
  path: '/groups/{group}/members',
  tag: TAG,
  summary: `Add and remove up to ${MOST.toLocaleString('en')} people each`,
  description:
    'Everybody at once, or nobody. Who is in the group already and is to be added is left alone, and so is who is not in it and is to be removed.',
  scope: 'groups:write',
  params: groupParams,
  body: z.strictObject({
    add: people.meta({ example: ['username:noor.haddad'] }),
    remove: people.meta({ example: ['01K0Z9A6V7M2C3D4E5F6G7H8J9'] }),
  }),
  answers: { 200: z.object({ added: z.int(), removed: z.int() }) },
  async run({ deps, actor, params, body }) {
    const group = await groupMeant(deps, params.group);
    const add = await peopleMeant(deps, body.add, '/add');
    const remove = await peopleMeant(deps, body.remove, '/remove');
    const both = body.remove.flatMap((_, index) => (add.includes(remove[index] as UserId) ? [index] : []));
    if (both.length > 0) throw unknownPlaces('/remove', both, 'This person is to be added by the same request.');
    return { status: 200, body: await changeMembers(deps, actor, group.id, { add, remove }) };
  },
});

/** Finds the people that a list means, each at its place, in two queries however many there are. */
async function peopleMeant({ db }: Context, references: readonly string[], pointer: string): Promise<UserId[]> {
  const named = references.filter((reference) => reference.startsWith('username:'));
  const byName = new Map(
    (
      await findUsersNamed(
        db,
        named.map((reference) => nameIn(reference)),
        [],
      )
    ).map(({ username, id }) => [fold(username), id]),
  );
  const ids = references.filter(isUlid) as UserId[];
  const byId = new Set((await findUsers(db, ids)).map(({ id }) => id));
  const found = references.map((reference): UserId | undefined => {
    if (reference.startsWith('username:')) return byName.get(fold(nameIn(reference)));
    return byId.has(reference as UserId) ? (reference as UserId) : undefined;
  });
  const missing = found.flatMap((id, index) => (id === undefined ? [index] : []));
  if (missing.length > 0) throw unknownPlaces(pointer, missing, 'There is no such person.');
  return found as UserId[];
}

function nameIn(reference: string): string {
  return reference.slice('username:'.length);
}

/** Who is in a group. */
export const memberOperations: readonly Operation[] = [listMembers, changeMembersOperation];

import type { Context } from '../../../src/context';
import { findUserByLogin } from '../../../src/store/users';
import { insertSecondFactor } from '../../../src/store/second-factors';
import { transact } from '../../../src/store/tx';
import { Contract } from './client';
import { itemsOf, type ContractWorld } from './world';

/** Calls everything about people, user groups and files of people. */
export async function callPeople(world: ContractWorld): Promise<void> {
  const { api, until, passo } = world;
  const noor = { username: 'noor', email: 'noor@fernhill.example', firstname: 'Noor' };
  await api.ok('readKey');
  await api.ok('updateSignInPolicy', {}, { deletionHours: 0 });
  await api.ok('createUser', {}, noor);
  const users = ['dele', 'ida', 'uri'].map((username) => ({ username, email: `${username}@fernhill.example` }));
  await api.ok('createUsers', {}, { users: [...users, { username: 'noor', email: 'other@fernhill.example' }] });
  const user = 'username:noor';
  const page = await api.ok('listUsers', { limit: 2, search: 'fernhill' });
  await api.ok('listUsers', { limit: 2, search: 'fernhill', cursor: String(page['next']) });
  await api.ok('readUser', { user });
  await api.ok('updateUser', { user }, { firstname: null, jobTitle: 'Designer' });
  await api.ok('makePasswordLink', { user }, {});
  await api.ok('setTemporaryPassword', { user });
  await api.ok('setUserPassword', { user }, { password: 'lanterns-over-the-quay-7' });
  await api.ok('expireUserPassword', { user });
  await api.ok('revokeUserSessions', { user });
  await addSecondFactor(passo.context, 'noor');
  await api.ok('resetSecondFactor', { user });
  await api.ok('setUserRole', { user }, { role: 'helpdesk' });
  await api.ok('setUserRole', { user }, { role: 'user' });
  await api.ok('createGroup', {}, { name: 'Desks', description: 'Who sits here' });
  await api.ok('createGroup', {}, { name: 'Left' });
  const group = 'name:Desks';
  await api.ok('listGroups', { search: 'desk' });
  await api.ok('readGroup', { group });
  await api.ok('changeGroupMembers', { group }, { add: [user, 'username:dele', 'username:ida'], remove: [] });
  await api.ok('changeGroupMembers', { group }, { remove: ['username:dele'] });
  await api.ok('listGroupMembers', { group });
  // What a key sees that may not read people stands in the document, too.
  const small = await Contract.of(api.url, await world.key(['groups:read']));
  expect(itemsOf(await small.ok('listGroupMembers', { group })).map((member) => Object.keys(member))).toEqual([
    ['id', 'username', 'displayName'],
    ['id', 'username', 'displayName'],
  ]);
  await api.ok('listGroupsOfUser', { user });
  await api.ok('setGroupsOfUser', { user: 'username:dele' }, { groups: [group, 'name:Left'] });
  await api.ok('updateGroup', { group: 'name:Left' }, { name: 'Gone', description: null });
  await api.ok('deleteGroup', { group: 'name:Gone' });
  await api.ok('suspendUser', { user: 'username:uri' });
  await api.ok('unsuspendUser', { user: 'username:uri' });
  await api.ok('suspendUser', { user: 'username:uri' });
  await api.ok('deleteUser', { user: 'username:uri' });

  const content = 'Username,Company Email,Abteilung\nyara,yara@fernhill.example,Quay\n';
  const { id } = await api.ok<{ id: string }>('uploadUserFile', {}, { content });
  const file = id;
  await api.ok('chooseForUserFile', { file }, { columns: ['username', 'email', 'department'], existing: 'update' });
  await api.ok('listUserFileLines', { file, outcome: 'new' });
  await api.ok('runUserFile', { file });
  await api.ok('readUserFile', { file });
  await api.ok('deleteUserFile', { file });
  const many = Array.from({ length: 400 }, (_, n) => `many${n},many${n}@fernhill.example`).join('\n');
  const long = await api.ok<{ id: string }>('uploadUserFile', {}, { content: `Username,Company Email\n${many}` });
  await until(
    () => api.ok('readUserFile', { file: long.id }),
    ({ state }) => state === 'ready',
    'a checked file',
  );
  await api.ok('runUserFile', { file: long.id });
  await api.ok('stopUserFile', { file: long.id });
  const files = itemsOf(await api.ok('listUserFiles'));
  expect(files).toMatchObject([{ id: long.id, state: 'stopped' }]);
}

/** What people do for themselves: an authenticator app, as their own page adds it. */
async function addSecondFactor({ db, newId, clock }: Context, username: string): Promise<void> {
  const user = await findUserByLogin(db, username);
  if (user === undefined) throw new Error(`nobody is called ${username}`);
  const factor = { id: newId<string>(), userId: user.id, name: 'Phone', createdAt: clock() };
  await transact(db, (tx) => insertSecondFactor(tx, { ...factor, kind: 'totp', secretSealed: 'none' }));
}

import { Buffer } from 'node:buffer';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// One life of a product that will be killed: it carries out the changes of the model one after the other while its worker
// pushes them. It runs the compiled program, because it has to be a process of its own.
const require = createRequire(import.meta.url);
const product = (path) => require(`../../dist/src/${path}.js`);
const { env, folder, key, applicationId } = JSON.parse(process.argv[2]);
const changes = JSON.parse(readFileSync(`${folder}/changes.json`, 'utf8'));

const { readConfig } = product('config/config');
const { secretsFrom } = product('config/secrets');
const { buildContext } = product('context');
const { changeSignInPolicy } = product('actions/settings/sign-in-policy');
const { DEFAULT_SIGN_IN_POLICY } = product('core/sign-in/policy');
const { AppError } = product('core/errors');
const { findUserByLogin } = product('store/users');
const { findGroupByName } = product('store/groups');
const { listBoundGroupIds } = product('store/bindings');
const { createUser } = product('actions/users/create');
const { updateUser } = product('actions/users/update');
const { suspendUser, unsuspendUser } = product('actions/users/suspend');
const { deleteUser } = product('actions/users/delete');
const { setTemporaryPassword } = product('actions/users/set-password');
const { changeMembers } = product('actions/groups/members');
const { createGroup, updateGroup } = product('actions/groups/save');
const { deleteGroup } = product('actions/groups/delete');
const { setGroupsOfApplication, setApplicationsOfUser } = product('actions/applications/access');
const { setGroupManagement } = product('actions/provisioning/groups/management');

const context = await buildContext(readConfig(env, folder), { secrets: secretsFrom(Buffer.from(key, 'base64')) });
const actor = { kind: 'admin', name: 'model test', role: 'owner' };
const progressFile = `${folder}/progress`;
const done = existsSync(progressFile) ? readFileSync(progressFile, 'utf8').length : 0;
await changeSignInPolicy(context, actor, { ...DEFAULT_SIGN_IN_POLICY, deletionHours: 0 });
context.worker.start();
process.stdout.write('ready\n');

const person = (name) => findUserByLogin(context.db, name);
const group = (name) => findGroupByName(context.db, name);

function profileOf(username, { jobTitle, department }) {
  const named = { username, email: `${username}@fernhill.example`, addresses: [], phoneNumbers: [] };
  return { ...named, ...(jobTitle ? { jobTitle } : {}), ...(department ? { department } : {}) };
}

async function bind(groupName, give) {
  const found = await group(groupName);
  const now = await listBoundGroupIds(context.db, applicationId);
  const others = now.filter((id) => id !== found.id);
  await setGroupsOfApplication(context, actor, applicationId, give ? [...others, found.id] : others);
}

const MAKE = {
  async hire({ username, title, department }) {
    if ((await person(username)) !== undefined) return;
    await createUser(context, actor, profileOf(username, { jobTitle: title, department }), 'link');
  },
  async title({ username, title }) {
    const user = await person(username);
    await updateUser(context, actor, user.id, profileOf(username, { ...user, jobTitle: title }));
  },
  async department({ username, department }) {
    const user = await person(username);
    await updateUser(context, actor, user.id, profileOf(username, { ...user, department }));
  },
  async rename({ username, newUsername }) {
    const user = await person(username);
    if (user !== undefined) await updateUser(context, actor, user.id, profileOf(newUsername, user));
  },
  suspend: async ({ username }) => suspendUser(context, actor, (await person(username)).id),
  unsuspend: async ({ username }) => unsuspendUser(context, actor, (await person(username)).id),
  async delete({ username }) {
    const user = await person(username);
    if (user === undefined) return;
    await suspendUser(context, actor, user.id);
    await deleteUser(context, actor, user.id, username);
  },
  async password({ username }) {
    const secret = await setTemporaryPassword(context, actor, (await person(username)).id);
    appendFileSync(`${folder}/secrets`, `${secret.reveal()}\n`);
  },
  assign: async ({ username }) => setApplicationsOfUser(context, actor, (await person(username)).id, [applicationId]),
  unassign: async ({ username }) => setApplicationsOfUser(context, actor, (await person(username)).id, []),
  async join({ username, groupName }) {
    await changeMembers(context, actor, (await group(groupName)).id, {
      add: [(await person(username)).id],
      remove: [],
    });
  },
  async leave({ username, groupName }) {
    await changeMembers(context, actor, (await group(groupName)).id, {
      add: [],
      remove: [(await person(username)).id],
    });
  },
  async group({ groupName }) {
    if ((await group(groupName)) === undefined) await createGroup(context, actor, { name: groupName });
  },
  async 'rename-group'({ groupName, newGroupName }) {
    const found = await group(groupName);
    if (found !== undefined) await updateGroup(context, actor, found.id, { name: newGroupName });
  },
  async 'delete-group'({ groupName }) {
    const found = await group(groupName);
    if (found !== undefined) await deleteGroup(context, actor, found.id);
  },
  bind: ({ groupName }) => bind(groupName, true),
  unbind: ({ groupName }) => bind(groupName, false),
  'groups-on': () => setGroupManagement(context, actor, applicationId, true),
  'groups-off': () => setGroupManagement(context, actor, applicationId, false),
};

for (const change of changes.slice(done)) {
  try {
    await MAKE[change.kind](change);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  appendFileSync(progressFile, '.');
}
process.stdout.write('changed\n');

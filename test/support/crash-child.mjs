import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';

// A life of a product that will be killed: it makes some changes of the directory while its worker pushes them. It runs
// the compiled program, because it has to be a process of its own.
const require = createRequire(import.meta.url);
const product = (path) => require(`../../dist/src/${path}.js`);
const { databaseUrl, folder, key, groupId, people, changes, perLife, seed } = JSON.parse(process.argv[2]);

const { readConfig } = product('config/config');
const { secretsFrom } = product('config/secrets');
const { buildContext } = product('context');
const { findUserByLogin } = product('store/users');
const { createUser } = product('actions/users/create');
const { updateUser } = product('actions/users/update');
const { suspendUser, unsuspendUser } = product('actions/users/suspend');
const { deleteUser } = product('actions/users/delete');
const { changeMembers } = product('actions/groups/members');
const { changeSignInPolicy } = product('actions/settings/sign-in-policy');
const { DEFAULT_SIGN_IN_POLICY } = product('core/sign-in/policy');
const { AppError } = product('core/errors');

const env = {
  baseUrl: 'http://localhost:9999',
  dataDir: folder,
  logLevel: 'silent',
  allowedPrivateRanges: '127.0.0.0/8',
  retryBaseMs: '10',
  retryCapMs: '50',
  leaseMs: '500',
  // What was given up may be carried out late for some times as long; nobody waits a minute for it here.
  scimTimeoutMs: '500',
  ...(databaseUrl === undefined ? {} : { databaseUrl }),
};
const context = await buildContext(readConfig(env, folder), { secrets: secretsFrom(Buffer.from(key, 'base64')) });
const actor = { kind: 'admin', name: 'crash test', role: 'owner' };
const progressFile = `${folder}/progress`;
const done = existsSync(progressFile) ? readFileSync(progressFile, 'utf8').length : 0;
await changeSignInPolicy(context, actor, { ...DEFAULT_SIGN_IN_POLICY, deletionHours: 0 });
context.worker.start();

async function leave(id, username) {
  await suspendUser(context, actor, id);
  await deleteUser(context, actor, id, username);
}

process.stdout.write('ready\n');

/** A number from 0 to below `below` that depends on the change alone, so that a repeated change is the same one. */
function pick(change, salt, below) {
  let value = (seed + change * 2654435761 + salt * 40503) >>> 0;
  value = Math.imul(value ^ (value >>> 15), 2246822519) >>> 0;
  return (value ^ (value >>> 13)) % below;
}

async function change(index) {
  const username = `person${pick(index, 1, people)}`;
  const profile = { username, email: `${username}@fernhill.example`, addresses: [], phoneNumbers: [] };
  const user = await findUserByLogin(context.db, username);
  if (user === undefined) {
    const created = await createUser(context, actor, { ...profile, jobTitle: `Title ${index}` }, 'link');
    await changeMembers(context, actor, groupId, { add: [created.user.id], remove: [] });
    return;
  }
  switch (pick(index, 2, 8)) {
    case 0:
      return changeMembers(context, actor, groupId, { add: [], remove: [user.id] });
    case 1:
      return suspendUser(context, actor, user.id);
    case 2:
      return unsuspendUser(context, actor, user.id);
    case 3:
      return pick(index, 3, 4) === 0 ? leave(user.id, username) : undefined;
    case 4:
    case 5:
      return changeMembers(context, actor, groupId, { add: [user.id], remove: [] });
    default:
      return updateUser(context, actor, user.id, { ...profile, jobTitle: `Title ${index}` });
  }
}

for (let index = done; index < Math.min(done + perLife, changes); index += 1) {
  try {
    await change(index);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  appendFileSync(progressFile, '.');
}
process.stdout.write('changed\n');

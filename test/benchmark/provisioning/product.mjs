/**
 * The product under the provisioning benchmark: a process of its own that uses the built program's own parts. It is told
 * what to do as JSON in the first argument and answers with figures by message.
 */
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const { root, folder, task, people, baseUrl, other, env = {} } = JSON.parse(process.argv[2]);
const load = createRequire(join(root, 'dist', 'src', 'main.js'));
const { readConfig } = load('./config/config');
const { buildContext } = load('./context');
const { transact } = load('./store/tx');
const { insertUser, findUserByLogin } = load('./store/users');
const { addMembers, insertGroup } = load('./store/groups');
const { bindGroup } = load('./store/bindings');
const { addApplication } = load('./actions/applications/add');
const { activateIntegration } = load('./actions/provisioning/activate');
const { changeMembers } = load('./actions/groups/members');
const { updateUser } = load('./actions/users/update');
const { SecretText } = load('./core/secret-text');

const ACTOR = { kind: 'admin', name: 'bench', role: 'owner' };
let requests = 0;
subscribe('undici:request:create', () => (requests += 1));

const config = readConfig(
  {
    baseUrl: 'http://localhost:9999',
    dataDir: folder,
    encryptionKeyFile: join(folder, 'encryption.key'),
    logLevel: 'silent',
    allowedPrivateRanges: '127.0.0.0/8',
    scimRate: '0',
    scimConcurrency: '8',
    ...env,
  },
  root,
);
const context = await buildContext(config);
// As `passo serve` does, once all of them are there.
const { putHelpersBehind } = load('./cli/helper-threads');
const TASKS = { firstSync, firstSyncOf, oneByOne, together, restart, idle, join: joinGroup, group, neighbour, fill };
try {
  process.send({ ...(await TASKS[task]()), peakMB: peak() });
} finally {
  await context.destroy();
}
process.exit();

/** Everybody in one group, the group has the application, and Identity Management is activated. */
async function firstSync() {
  const { application } = await company(people, { baseUrl });
  return measured(async () => {
    await activate(application, baseUrl);
    await inStep();
  });
}

/** Waits until nobody is out of step: an SP that asks for a pause leaves the worker idle while people wait. */
async function inStep() {
  for (;;) {
    await context.worker.idle();
    if ((await context.db('stale').first('user_id')) === undefined) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** The same in a folder that was filled before, so that filling it counts for nothing. */
async function firstSyncOf() {
  const application = await context.db('applications').first('id');
  return measured(async () => {
    await activate(application, baseUrl);
    await context.worker.idle();
  });
}

/** Changes from the call of the action to an idle worker, one after the other. */
async function oneByOne() {
  const user = await findUserByLogin(context.db, 'person1');
  const took = [];
  await measured(async () => {
    for (let turn = 0; turn < 100; turn += 1) {
      const from = performance.now();
      await updateUser(context, ACTOR, user.id, profileOf(1, `Single ${turn}`));
      await context.worker.idle();
      took.push(performance.now() - from);
    }
  });
  took.sort((a, b) => a - b);
  return { medianMs: took[50], p95Ms: took[95] };
}

/** A thousand changes that are all in line, from the first request to idle. */
async function together() {
  const users = await context.db('users').where('username', 'like', 'person%').limit(1000).select('id', 'username');
  await context.worker.stop();
  for (const { id, username } of users) {
    await updateUser(context, ACTOR, id, profileOf(Number(username.slice(6)), `Together ${Date.now()}`));
  }
  const { makeWorker } = load('./jobs/worker');
  const worker = makeWorker(context, (error) => process.stderr.write(`${error.stack}\n`));
  const figures = await measured(() => worker.idle());
  await worker.stop();
  return { ...figures, changes: users.length };
}

/** A restart with everybody in step. */
async function restart() {
  return measured(async () => {
    context.worker.start();
    await context.worker.idle();
  });
}

/** Ten idle seconds, once what the engine tidies up after a start is over: that takes a tenth of a second, about then. */
async function idle() {
  context.worker.start();
  await context.worker.idle();
  await new Promise((done) => setTimeout(done, 15_000));
  return measured(() => new Promise((done) => setTimeout(done, 10_000)));
}

/** Only fills the data folder. */
async function fill() {
  await company(people, { baseUrl });
  return {};
}

/** One group of everybody, from the moment its people have their accounts. */
async function group() {
  const { application } = await company(people, { baseUrl });
  await activate(application, baseUrl, false);
  await context.worker.idle();
  return measured(async () => {
    await manageGroups(application);
    await context.worker.idle();
  });
}

/** One person joins a large group, another leaves it. */
async function joinGroup() {
  const { application, groupId, spare } = await company(people, { baseUrl, spare: 20 });
  await activate(application, baseUrl, true);
  await context.worker.idle();
  const figures = [];
  for (const id of spare) {
    figures.push(await measured(() => change(groupId, { add: [id], remove: [] })));
    figures.push(await measured(() => change(groupId, { add: [], remove: [id] })));
  }
  const mean = (name) => figures.reduce((sum, one) => sum + one[name], 0) / figures.length;
  return { ms: mean('ms'), cpuMs: mean('cpuMs'), requests: mean('requests') };
}

async function change(groupId, members) {
  await changeMembers(context, ACTOR, groupId, members);
  await context.worker.idle();
}

/** Changes at one application while another with many waiting people does not answer. */
async function neighbour() {
  const { application } = await company(people, { baseUrl: other });
  const mine = await company(50, { baseUrl, prefix: 'near' });
  await activate(mine.application, baseUrl);
  context.worker.start();
  await context.worker.idle();
  await context
    .db('applications')
    .where({ id: application.id })
    .update({ idm: JSON.stringify({}) });
  await activate(application, other);
  const sent = [];
  for (let turn = 0; turn < 60; turn += 1) {
    await new Promise((done) => setTimeout(done, 250));
    const title = `Near ${turn}`;
    sent.push([title, Date.now()]);
    await updateUser(context, ACTOR, mine.ids[turn % 50], profileOf(turn % 50, title, 'near'));
  }
  await new Promise((done) => setTimeout(done, 6_000));
  return { sent };
}

async function company(size, { baseUrl: _address, spare = 0, prefix = 'person' }) {
  const application = await addApplication(context, ACTOR, {
    connectorId: 'custom-scim',
    label: `Bench ${prefix}`,
    showInPortal: true,
    variables: {},
  });
  const groupId = context.newId();
  const ids = Array.from({ length: size + spare }, () => context.newId());
  await transact(context.db, (tx) => insertGroup(tx, { id: groupId, name: `All ${prefix}`, now: context.clock() }));
  for (let start = 0; start < ids.length; start += 500) {
    const part = ids.slice(start, start + 500);
    await transact(context.db, async (tx) => {
      for (const [step, id] of part.entries()) {
        const profile = profileOf(start + step, 'Clerk', prefix);
        await insertUser(tx, { id, profile, state: 'active', role: 'user', now: context.clock() });
      }
      await addMembers(tx, groupId, start < size ? part.slice(0, Math.max(0, size - start)) : []);
    });
  }
  const extra = ids.slice(size);
  if (extra.length > 0) {
    const spareGroup = context.newId();
    await transact(context.db, async (tx) => {
      await insertGroup(tx, { id: spareGroup, name: `Spare ${prefix}`, now: context.clock() });
      await addMembers(tx, spareGroup, extra);
      await bindGroup(tx, application.id, spareGroup);
    });
  }
  await transact(context.db, (tx) => bindGroup(tx, application.id, groupId));
  return { application, groupId, ids: ids.slice(0, size), spare: extra };
}

async function activate(application, address, groups) {
  const test = await activateIntegration(context, ACTOR, application.id, {
    baseUrl: address,
    token: new SecretText('bench-token-0123456789'),
    ...(groups === undefined ? {} : { groups }),
  });
  if (!test.ok) throw new Error(test.sentence);
}

async function manageGroups(application) {
  const { setGroupManagement } = load('./actions/provisioning/groups/management');
  await setGroupManagement(context, ACTOR, application.id, true);
}

function profileOf(place, jobTitle, prefix = 'person') {
  const username = `${prefix}${place}`;
  return {
    username,
    email: `${username}@bench.example`,
    firstname: `Given${place}`,
    lastname: `Family${place}`,
    displayName: `Given${place} Family${place}`,
    jobTitle,
    department: 'Sales',
    company: 'Fernhill',
    employeeIdentifier: `E-${place}`,
    addresses: [],
    phoneNumbers: [],
  };
}

async function measured(work) {
  putHelpersBehind();
  const profile = await beginProfile();
  const before = { requests, cpu: process.cpuUsage(), at: performance.now() };
  await work();
  const { user, system } = process.cpuUsage(before.cpu);
  const figures = {
    ms: performance.now() - before.at,
    cpuMs: (user + system) / 1000,
    requests: requests - before.requests,
  };
  await profile();
  return figures;
}

/** Profiles what is measured and nothing else, when BENCH_PROFILE names a folder. Figures are too high then. */
async function beginProfile() {
  if (process.env.BENCH_PROFILE === undefined) return () => undefined;
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    const file = join(process.env.BENCH_PROFILE, `${task}-${process.pid}.cpuprofile`);
    mkdirSync(process.env.BENCH_PROFILE, { recursive: true });
    writeFileSync(file, JSON.stringify(profile));
  };
}

function peak() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
}

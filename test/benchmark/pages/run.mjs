/**
 * Measures what the list pages of the Administrator Portal cost in a large company beside an empty one, in one process
 * after the other: `npm run bench:pages [-- --rounds 11]`. A page has to be answered within
 * 200 ms of server time; the exit code is 1 when one is not.
 *
 * What counts is the processor time of the whole process, in which the database and the one who asks live too: it tells
 * the same on a busy machine. The time that went by stands beside it.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { URLSearchParams } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../../src/bootstrap/build.mjs';
import { root } from '../../../src/bootstrap/run.mjs';
import { addAdmin, fillCompany, SIZE } from './company.mjs';

const LIMIT_MS = 200;
const WARM = 3;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '11' } } });
const rounds = Number(values.rounds);

await ensureBuilt();
const load = createRequire(join(root, 'dist', 'src', 'main.js'));
const temporary = mkdtempSync(join(tmpdir(), 'passo-pages-'));
try {
  const empty = await measure('empty', () => Promise.resolve({}));
  const full = await measure('full', (context) => fillCompany(load, context));
  process.exitCode = tell(empty, full);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** The pages by a name, and their addresses; `of` gives ids that only a full company has. */
function pagesOf(of) {
  const always = {
    Home: '/admin',
    Users: '/admin/users',
    'Users, searched': '/admin/users?q=last7',
    'Users, last page': '/admin/users?page=200',
    'Users, by last sign-in': '/admin/users?sort=-last-sign-in&columns=groups,job',
    'Users, need attention': '/admin/users?problem=attention',
    'User Groups': '/admin/groups',
    'SSO Applications': '/admin/applications',
    'SSO Applications, searched': '/admin/applications?q=application%2042',
    Catalogue: '/admin/applications/new',
    'Directory Insights': '/admin/insights',
    'Directory Insights, by result': '/admin/insights?result=failure&category=sign-on',
    'Directory Insights, one day': `/admin/insights?from=${day(40)}&to=${day(40)}`,
    'Sync Activity': '/admin/sync',
    Certificates: '/admin/certificates',
    Health: '/admin/health',
    'User Portal': '/',
  };
  if (of.person === undefined) return always;
  return {
    ...always,
    'Users of a group': `/admin/users?group=${of.group}`,
    'Users of an application': '/admin/users?application=application-3',
    'A group of everybody, Users': `/admin/groups/${of.everyone}/users`,
    'A group of everybody, Applications': `/admin/groups/${of.everyone}/applications`,
    'A person, User Groups': `/admin/users/${of.person}/groups`,
    'A person, Applications': `/admin/users/${of.person}/applications`,
    'An application, User Groups': `/admin/applications/${of.slug}/user-groups`,
    'An application, General Info': `/admin/applications/${of.slug}/general`,
  };
}

function day(ago) {
  return new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
}

async function measure(name, fill) {
  const { readConfig } = load('./config/config');
  const { buildContext } = load('./context');
  const { buildApp } = load('./app');
  const folder = join(temporary, name);
  const env = {
    baseUrl: 'http://localhost:1',
    dataDir: folder,
    encryptionKeyFile: join(folder, 'key'),
    logLevel: 'warn',
  };
  const context = await buildContext(readConfig(env, root));
  const password = randomBytes(18).toString('base64url');
  await addAdmin(load, context, password);
  const pages = pagesOf(await fill(context));
  const server = createServer(buildApp(context));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  try {
    const cookie = await signIn(port, password);
    const times = {};
    for (const [page, path] of Object.entries(pages)) {
      const all = [];
      for (let round = 0; round < WARM + rounds; round += 1) {
        const start = performance.now();
        const used = process.cpuUsage();
        const { status } = await ask(port, 'GET', path, cookie);
        if (status !== 200) throw new Error(`${path} was answered with ${status}`);
        const { user, system } = process.cpuUsage(used);
        if (round >= WARM) all.push({ cpu: (user + system) / 1_000, wall: performance.now() - start });
      }
      times[page] = { cpu: median(all.map(({ cpu }) => cpu)), wall: median(all.map(({ wall }) => wall)) };
    }
    return times;
  } finally {
    server.close();
    await context.destroy();
  }
}

async function signIn(port, password) {
  const first = await ask(port, 'GET', '/login');
  const token = /name="_csrf" value="([^"]+)"/.exec(first.text)?.[1] ?? '';
  const body = new URLSearchParams({ _csrf: token, username: 'admin', password }).toString();
  const { status, cookie } = await ask(port, 'POST', '/login', first.cookie, body);
  if (status !== 303) throw new Error(`signing in was answered with ${status}`);
  return cookie;
}

function ask(port, method, path, cookie = '', body = '') {
  return new Promise((done, fail) => {
    const headers = { cookie, ...(body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) };
    const sent = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const set = (answer.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
        done({ status: answer.statusCode, text: Buffer.concat(parts).toString('utf8'), cookie: set || cookie });
      });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

function median(list) {
  return list.sort((one, other) => one - other)[Math.floor(list.length / 2)];
}

function tell(empty, full) {
  const line = (cells) =>
    process.stdout.write(
      `${cells[0].padEnd(38)}${cells
        .slice(1)
        .map((cell) => cell.padStart(10))
        .join('')}\n`,
    );
  process.stdout.write(
    `${SIZE.people} people, ${SIZE.groups} user groups, ${SIZE.applications} applications, ${SIZE.events} events. ` +
      `Medians of ${rounds}, milliseconds of processor time; the limit is ${LIMIT_MS}.\n\n`,
  );
  line(['page', 'empty', 'full', 'ratio', 'went by', '']);
  let slow = 0;
  for (const [page, { cpu, wall }] of Object.entries(full)) {
    const base = empty[page]?.cpu;
    if (cpu > LIMIT_MS) slow += 1;
    const ratio = base === undefined ? '' : `${(cpu / base).toFixed(1)}×`;
    const first = base === undefined ? '' : base.toFixed(1);
    line([page, first, cpu.toFixed(1), ratio, wall.toFixed(1), cpu > LIMIT_MS ? 'SLOW' : '']);
  }
  return slow === 0 ? 0 : 1;
}

/**
 * Runs the product for hours under an ordinary load, and says whether it stays as it was: `npm run soak -- --hours 24`.
 * 10,000 people, 500 applications, SQLite; sign-ons without pause, a sign-in now and then, a kill at the beginning.
 * docs/reliability.md says what is promised (R20, R21).
 *
 *   --hours 24, --minutes 5   how long
 *   --rate 50                 sign-ons in a second
 *   --attack                  200 wrong sign-ins in a second from 50 addresses meanwhile
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { URLSearchParams } from 'node:url';
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { ensureBuilt } from '../../src/bootstrap/build.mjs';
import { NODE_FLAGS } from '../../src/bootstrap/node-flags.mjs';
import { root } from '../../src/bootstrap/run.mjs';
import { makeCompany } from '../benchmark/company.mjs';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '0' },
    rate: { type: 'string', default: '50' },
    attack: { type: 'boolean', default: false },
  },
});
const lastsMs = Number(values.hours) * 3_600_000 + Number(values.minutes) * 60_000 || 300_000;
const PORT = 21_300;
const METRICS = 21_301;
const baseUrl = `http://127.0.0.1:${PORT}`;
const SP = { entityId: 'https://sp.soak.local/metadata', acs: 'https://sp.soak.local/acs' };
const USER = {
  email: 'soak@soak.local',
  attrs: { userName: 'soak', firstname: 'So', lastname: 'Ak', title: 'T', department: 'D', employeeNumber: '1' },
};
USER.attrs.phone = '+351 21 000 0000';
USER.attrs.timezone = 'Europe/Lisbon';
const password = randomBytes(18).toString('base64url');
const folder = mkdtempSync(join(tmpdir(), 'passo-soak-'));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const say = (line) => process.stdout.write(`${line}\n`);

await ensureBuilt();
say('Making the company.');
await makeCompany({ root, folder, baseUrl, sp: SP, user: USER, sign: 'assertion', password });
let product = start();
try {
  await ready();
  const cookie = await signIn('10.9.0.1');
  product.kill('SIGKILL');
  await once(product, 'exit');
  const killed = Date.now();
  product = start();
  await ready();
  say(`From kill -9 to ready: ${Date.now() - killed} ms.`);
  process.exitCode = (await soak(cookie)) ? 0 : 1;
} finally {
  product.kill('SIGTERM');
  await once(product, 'exit');
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function start() {
  return spawn(process.execPath, [...NODE_FLAGS, join(root, 'dist', 'src', 'cli', 'main.js'), 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PASSO_PORT: String(PORT),
      PASSO_BASE_URL: baseUrl,
      PASSO_DATA_DIR: folder,
      PASSO_ENCRYPTION_KEY_FILE: join(folder, 'encryption.key'),
      PASSO_METRICS_PORT: String(METRICS),
      PASSO_TRUST_PROXY: '1',
      PASSO_LOG_LEVEL: 'error',
    },
  });
}

async function ready() {
  const until = Date.now() + 60_000;
  while (!(await fetch(`${baseUrl}/readyz`).catch(() => undefined))?.ok) {
    if (Date.now() > until) throw new Error('The product is not ready.');
    await pause(20);
  }
}

/** A page to sign in with: the cookie and the token of its form. */
async function loginPage(address) {
  const page = await fetch(`${baseUrl}/login`, { headers: { 'x-forwarded-for': address } });
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  return { cookie: cookieOf(page), token };
}

function post(address, { cookie, token }, username, secret) {
  return fetch(`${baseUrl}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'x-forwarded-for': address, cookie },
    body: new URLSearchParams({ _csrf: token, username, password: secret }),
  });
}

async function signIn(address) {
  const answer = await post(address, await loginPage(address), USER.attrs.userName, password);
  if (answer.status !== 303) throw new Error(`Signing in was answered with ${answer.status}.`);
  return cookieOf(answer);
}

function cookieOf(answer) {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

async function soak(cookie) {
  const until = Date.now() + lastsMs;
  const times = [];
  const samples = [];
  const failures = { 'sign-ons': 0, 'sign-ins': 0 };
  let tried = 0;
  let slowest = 0;
  const attackers = values.attack ? await Promise.all(Array.from({ length: 50 }, (_, at) => attacker(at))) : [];
  const signOns = async () => {
    for (let turn = Date.now(); turn < until; turn += 1000 / Number(values.rate)) {
      await pause(Math.max(0, turn - Date.now()));
      const began = performance.now();
      const answer = await fetch(requestUrl(), { headers: { cookie } }).catch(() => undefined);
      const text = (await answer?.text()) ?? '';
      if (!text.includes('name="SAMLResponse"')) failures['sign-ons'] += 1;
      times.push(performance.now() - began);
      if (times.length > 100_000) times.splice(0, 50_000);
    }
  };
  const signIns = async () => {
    for (; Date.now() < until; await pause(5_000)) {
      const began = performance.now();
      await signIn('10.9.0.2').catch(() => (failures['sign-ins'] += 1));
      slowest = Math.max(slowest, performance.now() - began);
    }
  };
  const attack = async () => {
    for (let turn = Date.now(); attackers.length > 0 && turn < until; turn += 5) {
      await pause(Math.max(0, turn - Date.now()));
      const { address, page } = attackers[(tried += 1) % attackers.length];
      post(address, page, `person${tried % 9_000}`, 'wrong').then(
        (answer) => answer.text(),
        () => undefined,
      );
    }
  };
  const look = async () => {
    for (; Date.now() < until; await pause(Math.min(60_000, lastsMs / 20))) {
      samples.push(await measures());
      const { memory, lag } = samples.at(-1);
      say(`${new Date().toISOString()} ${memory.toFixed(0)} MB, event loop p99 ${(lag * 1000).toFixed(0)} ms`);
    }
  };
  await Promise.all([signOns(), signIns(), attack(), look()]);
  times.sort((one, other) => one - other);
  const warm = samples[Math.ceil(samples.length / 5)] ?? samples[0];
  const last = samples.at(-1);
  const grown = (last.memory / warm.memory - 1) * 100;
  const lag = Math.max(...samples.slice(1).map((sample) => sample.lag));
  const p95 = times[Math.floor(times.length * 0.95)];
  say(
    `Sign-ons: ${times.length}, failed ${failures['sign-ons']}, p95 ${p95.toFixed(1)} ms. Failed sign-ins: ${failures['sign-ins']}, ` +
      `the slowest took ${(slowest / 1000).toFixed(1)} s.`,
  );
  say(
    `Memory: ${warm.memory.toFixed(0)} MB after the first fifth, ${last.memory.toFixed(0)} MB at the end: ${grown.toFixed(1)} %.`,
  );
  if (values.attack) say(`Wrong sign-ins sent: ${tried}. Event loop p99: ${(lag * 1000).toFixed(0)} ms.`);
  const isLong = lastsMs >= 600_000;
  return (
    failures['sign-ons'] + failures['sign-ins'] === 0 &&
    (!isLong || grown <= 10) &&
    (!values.attack || (p95 <= 500 && lag <= 0.1))
  );
}

async function attacker(at) {
  const address = `203.0.113.${at}`;
  return { address, page: await loginPage(address) };
}

async function measures() {
  const text = await (await fetch(`http://127.0.0.1:${METRICS}/metrics`)).text();
  const value = (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
  return { memory: value('process_resident_memory_bytes') / 1_048_576, lag: value('nodejs_eventloop_lag_p99_seconds') };
}

function requestUrl() {
  const issued = new Date().toISOString();
  const id = `_${randomBytes(16).toString('hex')}`;
  const xml =
    `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" ` +
    `IssueInstant="${issued}" Destination="${baseUrl}/saml2/bench-0" AssertionConsumerServiceURL="${SP.acs}">` +
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${SP.entityId}</saml:Issuer></samlp:AuthnRequest>`;
  const message = deflateRawSync(Buffer.from(xml)).toString('base64');
  return `${baseUrl}/saml2/bench-0?${new URLSearchParams({ SAMLRequest: message })}`;
}

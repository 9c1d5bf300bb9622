/**
 * Measures what one sign-on costs, against the ruler: `npm run bench -- <folder of the ruler> [options]`. It builds the
 * product, makes a company, writes the ruler's descriptor of the product and runs the ruler's comparison. Everything is
 * on loopback, and the company is removed afterwards.
 *
 *   --signs assertion,both   how many signatures an answer has: one run for each
 *   --peers a,b              what to compare with, by the ruler's names
 *   --rounds 5 --seconds 4   how long, after --warmup 5000 requests to each
 *   --profile folder         where to leave a CPU profile of the product
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../src/bootstrap/build.mjs';
import { NODE_FLAGS } from '../../src/bootstrap/node-flags.mjs';
import { root } from '../../src/bootstrap/run.mjs';
import { makeCompany } from './company.mjs';

const PORT = 21_100;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    signs: { type: 'string', default: 'assertion,both' },
    peers: { type: 'string', default: 'samlify,reference-light' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    profile: { type: 'string' },
    warmup: { type: 'string', default: '5000' },
  },
});
const [ruler] = positionals;
if (ruler === undefined) {
  process.stderr.write('Give the folder of the ruler: npm run bench -- <folder>. See docs/performance.md.\n');
  process.exit(2);
}
const { SP, USER } = await import(pathToFileURL(join(resolve(ruler), 'lib', 'fixture.mjs')).href);
await ensureBuilt();
let failed = false;
for (const sign of values.signs.split(',')) failed = !(await measure(sign)) || failed;
process.exitCode = failed ? 1 : 0;

/** One run of the ruler; true when every answer was valid. */
async function measure(sign) {
  const folder = mkdtempSync(join(tmpdir(), 'passo-bench-'));
  try {
    const baseUrl = `http://127.0.0.1:${PORT}`;
    const password = randomBytes(18).toString('base64url');
    const certFile = await makeCompany({ root, folder, baseUrl, sp: SP, user: USER, sign, password });
    const descriptor = join(folder, 'passo.json');
    writeFileSync(descriptor, JSON.stringify(descriptorOf({ folder, baseUrl, password, certFile }), null, 2));
    const options = [
      '--warmup',
      values.warmup,
      '--signs',
      sign,
      '--rounds',
      values.rounds,
      '--seconds',
      values.seconds,
    ];
    return await run([
      join(resolve(ruler), 'compare.mjs'),
      '--peers',
      values.peers,
      '--product',
      descriptor,
      ...options,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The product as its users start it, as far as the ruler has to know. */
function descriptorOf({ folder, baseUrl, password, certFile }) {
  const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`];
  return {
    name: 'passo',
    what: 'Passo, SQLite, 10,000 people, 50 groups, 500 applications',
    start: ['node', ...NODE_FLAGS, ...profile, join(root, 'dist', 'src', 'cli', 'main.js'), 'serve'],
    cwd: root,
    env: {
      PASSO_PORT: String(PORT),
      PASSO_BASE_URL: baseUrl,
      PASSO_DATA_DIR: folder,
      PASSO_ENCRYPTION_KEY_FILE: join(folder, 'encryption.key'),
    },
    port: PORT,
    readyMs: 20_000,
    ssoUrl: `${baseUrl}/saml2/bench-0`,
    idpEntityId: `${baseUrl}/saml2/bench-0/metadata`,
    spEntityId: SP.entityId,
    acsUrl: SP.acs,
    certFile,
    loginUser: USER.attrs.userName,
    loginPassword: password,
  };
}

function run(words) {
  return new Promise((done) => {
    const child = spawn(process.execPath, words, { stdio: 'inherit' });
    child.on('exit', (code) => done(code === 0));
  });
}

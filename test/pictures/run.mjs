/**
 * Draws the pictures of the documentation: `npm run pictures`. It starts the demo in a folder of its own, signs in with
 * a real browser, and writes one PNG for each line of `pages.json` into `docs/pictures/`, and `docs/pictures.md`, which
 * shows them all.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBuilt } from '../../src/bootstrap/build.mjs';
import { root } from '../../src/bootstrap/run.mjs';
import { startBrowser } from '../support/services/browser.mjs';
import { writeList } from './list.mjs';
import { toPalette } from './palette.mjs';

const LOOKS = {
  light: { width: 1360, height: 900, colorScheme: 'light' },
  dark: { width: 1360, height: 900, colorScheme: 'dark' },
  phone: { width: 390, height: 760, colorScheme: 'light' },
};

const PAGES = JSON.parse(readFileSync(join(root, 'test/pictures/pages.json'), 'utf8'));
const FOLDER = join(root, 'docs/pictures');

for (const name of Object.keys(process.env))
  if (name.startsWith('PASSO_') && !name.startsWith('PASSO_TEST_')) delete process.env[name];
await ensureBuilt();
const temporary = mkdtempSync(join(tmpdir(), 'passo-pictures-'));
try {
  const running = await startDemo();
  try {
    await drawAll(running);
  } finally {
    await running.stop();
  }
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
}

async function startDemo() {
  const load = createRequire(join(root, 'dist', 'src', 'main.js'));
  const { startDemo: start } = load('./cli/demo.js');
  const port = await freePort();
  const dataDir = join(temporary, 'data');
  const preset = {
    dataDir,
    port: String(port),
    baseUrl: `http://localhost:${port}`,
    logLevel: 'silent',
    scimRate: '0',
  };
  const demo = await start({ preset, anyPort: true });
  await demo.context.worker.idle();
  return demo;
}

async function drawAll(demo) {
  const service = await startBrowser(temporary);
  try {
    const browser = await chromium.connect(service.address);
    const { DEMO_ADMIN, DEMO_PERSON } = createRequire(join(root, 'dist', 'src', 'main.js'))('./cli/demo-seed.js');
    const names = { admin: DEMO_ADMIN, person: DEMO_PERSON };
    const people = {};
    mkdirSync(FOLDER, { recursive: true });
    for (const page of PAGES) {
      people[page.who] ??= await signIn(browser, demo, names[page.who]);
      const bytes = await draw(people[page.who], demo, page);
      writeFileSync(join(FOLDER, `${page.name}.png`), bytes);
      process.stdout.write(`  ${page.name}.png  ${Math.round(bytes.length / 1024)} KB\n`);
    }
    writeFileSync(join(root, 'docs/pictures.md'), writeList(PAGES));
    await browser.close();
  } finally {
    await service.stop();
  }
}

/** A browser of somebody's own. */
async function signIn(browser, demo, username) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' });
  const page = await context.newPage();
  if (username !== undefined) {
    await page.goto(`${demo.baseUrl}/login`);
    await page.locator('[name=username]').fill(username);
    await page.locator('[name=password]').fill(demo.secrets.password);
    await page.locator('main button.main').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
  }
  return page;
}

async function draw(page, demo, { path, look }) {
  const { width, height, colorScheme } = LOOKS[look];
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const answer = await page.goto(demo.baseUrl + (await withIds(demo, path)), { waitUntil: 'networkidle' });
  if (answer?.status() !== 200) throw new Error(`${path} was answered with ${answer?.status()}.`);
  return toPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
}

/** Puts a person's id where their user name stands in braces. */
async function withIds(demo, path) {
  const username = /\{(.+)\}/.exec(path)?.[1];
  if (username === undefined) return path;
  const row = await demo.context.db('users').where({ username }).first('id');
  return path.replace(`{${username}}`, row.id);
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

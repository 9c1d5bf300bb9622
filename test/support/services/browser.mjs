import { access, constants, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Names ending in .test stand for this machine, so tests can have two sites; every other name stays unknown. */
const RESOLVER = 'MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1';

/**
 * Starts a browser server; tests connect to its address with playwright. Order: PASSO_TEST_CHROMIUM, the packaged one,
 * which is unpacked into `folder` and, having no window at all, needs a fifth less than others; an installed browser where
 * there is no package. Gives `{ address, stop }`.
 */
export async function startBrowser(folder) {
  const choice = await chooseBrowser(folder);
  const server = await chromium.launchServer({
    executablePath: choice.path,
    env: { ...process.env, ...choice.env },
    args: [`--host-resolver-rules=${RESOLVER}`, '--disable-gpu'],
    chromiumSandbox: false,
    host: '127.0.0.1',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { address: server.wsEndpoint(), stop: () => server.close() };
}

async function chooseBrowser(folder) {
  const wanted = process.env.PASSO_TEST_CHROMIUM;
  if (wanted) {
    if (!(await isExecutable(wanted))) throw new Error(`PASSO_TEST_CHROMIUM names ${wanted}, which cannot be run.`);
    return { path: wanted, env: {} };
  }
  if (isPackaged()) return packagedBrowser(folder);
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [...folders.flatMap((path) => NAMES.map((name) => join(path, name))), MAC];
  for (const path of candidates) if (await isExecutable(path)) return { path, env: {} };
  throw new Error(
    'No browser was found for the browser tests. Install Chromium or set PASSO_TEST_CHROMIUM to its path.',
  );
}

function isPackaged() {
  return process.platform === 'linux' && process.arch === 'x64';
}

async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * The package unpacks below TMPDIR and brings its own NSS libraries only when told that it runs in a bare function
 * runtime; both are set for that one call, so that nothing is left in the shared temporary folder.
 */
async function packagedBrowser(folder) {
  process.env.TMPDIR = folder;
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  packaged.setGraphicsMode = false;
  const path = await packaged.executablePath();
  const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  const fontConfig = join(folder, 'fonts.conf');
  await writeFile(fontConfig, fontConfigOf(folder));
  return { path, env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fontConfig, HOME: folder } };
}

/** The package's own list names folders of another machine; a browser that finds no font at all may stop on a page. */
function fontConfigOf(folder) {
  const folders = [join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  const lines = folders.map((path) => `<dir>${path}</dir>`).join('');
  return `<?xml version="1.0"?><fontconfig>${lines}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`;
}

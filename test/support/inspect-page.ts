import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A page of one person's browser, whose complaints are collected. */
export interface InspectedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the console, the content policy and axe said, with the page it was said on. */
  readonly complaints: string[];
}

const WIDTHS = [1360, 390] as const;
/** What a theme can change: the page behind it is the same, so that everything else was looked at already. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** How a page is looked at: sideways scrolling always, and axe by the rules named, by all, or not at all. */
export interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly rules: 'all' | 'colours' | 'none';
}

/** Wide in the dark, narrow in the light: `test/web/every-page` looks at every page in every other way. */
const LOOKS: readonly Look[] = [
  { width: WIDTHS[0], colorScheme: 'dark', rules: 'colours' },
  { width: WIDTHS[1], colorScheme: 'light', rules: 'all' },
];
/** Empty when the page fits; else the first elements that reach over its edge, so that nobody has to look for them. */
const STICKS_OUT = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return '';
  const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
  return wide.slice(-3).map((one) => one.outerHTML.slice(0, 100)).join(' | ') || 'by ' + (scrollWidth - clientWidth);
})()`;
/** The package brings axe. Its own builder sends axe anew for every look, and reads back all that is right as well. */
const AXE = readFileSync(createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a browser of somebody's own: no cookies of others. @param options such as one that runs no script */
export async function openBrowser(browser: Browser, options: BrowserContextOptions = {}): Promise<InspectedPage> {
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 900 }, ...options });
  return openPage(context, []);
}

/** Opens a further page in the browser of the same person; complaints come into the same list. */
export function openBeside({ context, complaints }: InspectedPage): Promise<InspectedPage> {
  return openPage(context, complaints);
}

async function openPage(context: BrowserContext, complaints: string[]): Promise<InspectedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on('console', (message) => {
    // A refused sign-in is a 401 and an error page a 4xx on purpose; Chromium writes a line for each.
    const expected = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return { page, context, complaints };
}

/**
 * Looks at the page that is open: axe (WCAG 2.0 to 2.2, A and AA, and best practice) and sideways scrolling, at two widths
 * and in both themes, unless other looks are given.
 */
export async function inspect({ page, complaints }: InspectedPage, looks: readonly Look[] = LOOKS): Promise<void> {
  await Promise.all(page.frames().map((frame) => frame.evaluate(AXE)));
  for (const { width, colorScheme, rules } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = rules === 'none' ? [] : await violations(page, rules === 'all' ? undefined : RULES_OF_COLOURS);
    for (const { id, html } of found) {
      complaints.push(`${page.url()} ${width} ${colorScheme}: ${id} ${html.slice(0, 160)}`);
    }
    const sticksOut = await page.evaluate<string>(STICKS_OUT);
    if (sticksOut !== '') complaints.push(`${page.url()} ${width}: scrolls sideways ${sticksOut}`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** What axe finds wrong, by these rules or by all that are on of themselves, each with the first element it is in. */
function violations(page: Page, rules: readonly string[] | undefined): Promise<{ id: string; html: string }[]> {
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, html: nodes[0]?.html ?? '' })))`,
  );
}

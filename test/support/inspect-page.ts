import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** A page of one person's browser, whose complaints are collected. */
export interface InspectedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the console, the content policy and axe said, with the page it was said on. */
  readonly complaints: string[];
}

const WIDTHS = [1360, 390] as const;
const THEMES = ['light', 'dark'] as const;
/** What a theme can change: the page behind it is the same, so that everything else was looked at already. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Opens a browser of somebody's own: no cookies of others. */
export async function openBrowser(browser: Browser): Promise<InspectedPage> {
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refused sign-in is a 401 and an error page a 4xx on purpose; Chromium writes a line for each.
    const expected = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return { page, context, complaints };
}

/**
 * Looks at the page that is open: axe (WCAG 2.0 to 2.2, A and AA, and best practice) and sideways scrolling, at both
 * widths, light and dark.
 */
export async function inspect({ page, complaints }: InspectedPage): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Our pages have no frames, so the older mode says the same, in half the time: it opens no page of its own.
      const axe = new AxeBuilder({ page }).setLegacyMode(true);
      const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(RULES_OF_COLOURS)).analyze();
      for (const { id, nodes } of violations) {
        complaints.push(`${page.url()} ${width} ${colorScheme}: ${id} ${nodes[0]?.html.slice(0, 160) ?? ''}`);
      }
    }
    const tooWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    if (tooWide === true) complaints.push(`${page.url()} ${width}: scrolls sideways`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

import type { Page } from 'playwright-core';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp } from '../../support/integration';
import { ADMIN_PASSWORD } from '../../support/passo';
import type { World } from './world';

const LABEL = 'Dogwood';
const MOST_STEPS = 150;
/** What has the focus, by the name that it is announced with; nothing where the focus can't be seen. */
const FOCUSED = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body || !one.matches(':focus-visible')) return '';
  const labels = [...(one.labels ?? [])].map((label) => label.innerText).join(' ');
  return (one.getAttribute('aria-label') ?? (labels || one.innerText)).replace(/\\s+/g, ' ').trim();
})()`;

/** From signing in to deleting the application, with the keyboard alone: no mouse is ever moved. */
export function keyboardJourney(world: World): void {
  let sp: Simulator;
  let page: Page;

  beforeAll(async () => {
    sp = await startSp({ name: LABEL });
    await world.person('wim.vos', await world.group('Sailors'));
    page = (await world.open()).page;
  });
  afterAll(() => sp.stop());

  /** Presses Tab until what is named so has the focus. */
  async function reach(name: string | RegExp): Promise<void> {
    const passed: string[] = [];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await page.keyboard.press('Tab');
      const focused = String(await page.evaluate(FOCUSED));
      if (typeof name === 'string' ? focused === name : name.test(focused)) return;
      passed.push(focused);
    }
    throw new Error(`Tab does not reach ${String(name)} on ${page.url()}, only: ${passed.join(' | ')}`);
  }

  /** Reaches a link or button and presses Enter, which leads to another page or back to this one. */
  async function enter(name: string | RegExp): Promise<void> {
    await reach(name);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  }

  async function type(name: string | RegExp, text: string): Promise<void> {
    await reach(name);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  }

  async function tick(name: string | RegExp): Promise<void> {
    await reach(name);
    await page.keyboard.press('Space');
  }

  test('signing in: the fields come in their order, and Enter sends', async () => {
    await page.goto(`${world.passo.url}/admin`);
    await page.locator('[name=username]').focus();
    await page.keyboard.type('sam.okafor');
    await reach(/^Password/);
    await page.keyboard.type(ADMIN_PASSWORD);
    await Promise.all([page.waitForURL(`${world.passo.url}/admin`), page.keyboard.press('Enter')]);
  });

  test('the first Tab offers to skip to the content', async () => {
    await reach('SSO Applications');
    await Promise.all([page.waitForURL(/\/admin\/applications$/), page.keyboard.press('Enter')]);
    await reach('Skip to content');
    await page.keyboard.press('Enter');
    await enter('+ Add New Application');
  });

  test('an application is added from the catalogue', async () => {
    await type('Search the catalogue', 'Custom SCIM');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    // Radio buttons are one stop: the arrows choose.
    await reach(/Bookmark|Custom/);
    const chosen = page.getByRole('radio', { name: /^Custom SCIM integration/ });
    for (let press = 0; press < 20 && !(await chosen.isChecked()); press += 1) await page.keyboard.press('ArrowDown');
    await enter('Next');
    await type(/^Display Label/, LABEL);
    await enter('Save Application');
    await enter('Configure Application');
  });

  test('access is given, and Identity Management is activated', async () => {
    // The tab says how many there are; the entry of the sidebar does not.
    await enter(/^User Groups \d/);
    await tick('Sailors');
    await enter('save');
    await enter(/^Identity Management/);
    await enter('Configure');
    await type(/^Base URL/, sp.scimBaseUrl);
    await reach('Token Key');
    await type('Token Key', sp.token);
    await enter('Activate');
    await page
      .getByText(/verified/i)
      .first()
      .waitFor();
    await world.settle();
    expect(sp.account('wim.vos')).toMatchObject({ active: true });
  });

  test('the dialog holds the focus, Escape leaves everything as it was, and confirm deactivates', async () => {
    await reach('Deactivate IdM connection');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.locator(':focus').count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(String(await page.evaluate(FOCUSED))).toBe('Deactivate IdM connection');
    await page.keyboard.press('Enter');
    await enter('confirm');
    await page
      .getByText(/deactivated/)
      .first()
      .waitFor();
  });

  test('the application is deleted by its number', async () => {
    await enter('SSO Applications');
    await tick(`Select ${LABEL}`);
    await enter(/^Delete/);
    await type(/^Enter the number of the applications you are deleting/, '1');
    await enter('Delete Application');
    await page.waitForURL(/\/admin\/applications$/);
    expect(await page.locator('tbody tr', { hasText: LABEL }).count()).toBe(0);
  });
}

import { chromium } from 'playwright-core';
import { addAdmin } from '../../support/passo';
import { runPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';
import { AdminPortal } from './admin-portal';
import { bloginJourney } from './blogin';
import { getStartedJourney } from './get-started';
import { interactJourney } from './interact';
import { rhombusJourney } from './rhombus';
import { robinJourney } from './robin';
import type { World } from './world';

/**
 * Each article is followed in its order and in its words, in one browser, against a simulator that plays its SP.
 * @param more what else is done in this world
 */
export function describeArticles(world: World, more?: (world: World) => void): void {
  beforeAll(async () => {
    world.passo = await runPasso();
    world.actor = (await addAdmin(world.passo.context)).actor;
    world.browser = await chromium.connect(browserAddress());
    world.admin = new AdminPortal(await world.open(), world.passo.url);
    await world.admin.logIn();
  });
  afterAll(async () => {
    await world.browser.close();
    await world.passo.stop();
  });

  describe('Integrate with Robin', () => robinJourney(world));
  describe('BlogIn', () => bloginJourney(world));
  describe('Rhombus Systems', () => rhombusJourney(world));
  describe('Interact Software', () => interactJourney(world));
  describe('Get Started', () => getStartedJourney(world));
  more?.(world);

  test('no page complained on the console or broke the content policy', () => {
    expect(world.complaints).toEqual([]);
  });
}

import { bloginByApi } from './blogin';
import { interactByApi, overviewByApi, rhombusByApi } from './others';
import { robinByApi } from './robin';
import { Script } from './script';

jest.setTimeout(60_000);

/** UX 4.1: each article is followed to its end by a script that has nothing but a key. */
describe('the five articles by the API alone', () => {
  const script = new Script();
  beforeAll(() => script.start());
  afterAll(() => script.passo.stop());

  describe('Integrate with Robin', () => robinByApi(script));
  describe('BlogIn', () => bloginByApi(script));
  describe('Rhombus Systems', () => rhombusByApi(script));
  describe('Interact Software', () => interactByApi(script));
  describe('Get Started', () => overviewByApi(script));
});

import { en } from '../../../src/words/en';
import { PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf } from '../browser-session';

let bench: WebBench;
beforeAll(async () => {
  bench = await startWebBench();
});
afterAll(() => bench.stop());

/** Fills the line in which people sign in, from as many addresses as there are places. */
function fillTheLine(): () => Promise<void> {
  const { signIns } = bench.passo.context;
  let end = (): void => undefined;
  const ended = new Promise<void>((done) => (end = done));
  const held = Array.from({ length: 250 }, (_, at) =>
    signIns.inTurn(`address ${at}`, () => ended).catch(() => undefined),
  );
  return async () => {
    end();
    await Promise.all(held);
  };
}

test('R20: who signs in while too many do keeps what was typed, and signs in from the same page a moment later', async () => {
  const browser = bench.browser();
  await browser.open('/login?next=%2Fprofile');
  const empty = fillTheLine();
  const typed = { username: 'noor.abadi', password: PASSWORD, next: '/profile' };
  const busy = await browser.send('/login', typed);
  expect(busy.status).toBe(503);
  expect(busy.headers['retry-after']).toBe('10');
  expect(wordsOf(busy.text)).toContain(en.sentences.too_busy());
  expect(busy.text).toMatch(/name="username"[^>]*value="noor\.abadi"/);
  expect(busy.text).toContain('name="next" value="/profile"');
  expect(busy.text).not.toContain(PASSWORD);
  await empty();
  const done = await browser.send('/login', typed);
  expect([done.status, done.headers['location']]).toEqual([303, '/profile']);
});

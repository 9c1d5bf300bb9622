import { makePace } from '../../../src/actions/provisioning/pace';
import type { ScimAnswer, ScimRequest } from '../../../src/scim/transport';
import { answer, LOST } from '../../support/scripted-sp';

const REQUEST: ScimRequest = { method: 'GET', path: '/Users' };

describe('the pace of an application', () => {
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

  /** Sends so many requests at once and tells when each went out, in milliseconds. */
  async function times(perSecond: number, count: number): Promise<number[]> {
    const pace = makePace({ perSecond, concurrency: 8 });
    const sent: number[] = [];
    const transport = pace.over(() => {
      sent.push(performance.now());
      return Promise.resolve(answer(200, {}));
    });
    await Promise.all(Array.from({ length: count }, () => transport(REQUEST)));
    return sent;
  }

  test.each([
    [10, 15],
    [50, 100],
    [200, 400],
  ])(
    'R4: at %i a second, no second sees more than 1.2 times as many, and little is lost',
    async (perSecond, count) => {
      const sent = await times(perSecond, count);
      for (const from of sent) {
        const inSecond = sent.filter((at) => at >= from && at < from + 1_000).length;
        expect(inSecond).toBeLessThanOrEqual(perSecond * 1.2);
      }
      const took = (sent.at(-1) ?? 0) - (sent[0] ?? 0);
      expect(took).toBeGreaterThan(((count - perSecond * 0.2) / perSecond) * 850);
      expect(took).toBeLessThan((count / perSecond) * 6_000);
    },
    20_000,
  );

  test('without a rate nothing waits', async () => {
    const began = performance.now();
    await times(0, 2_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('only so many pieces of work are under way at once, and none is forgotten', async () => {
    const pace = makePace({ perSecond: 0, concurrency: 3 });
    let underWay = 0;
    let most = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await pause(2);
      underWay -= 1;
      done += 1;
      if (done % 5 === 0) throw new Error('a fault of ours');
    };
    await Promise.allSettled(Array.from({ length: 40 }, () => pace.send(work)));
    expect({ most, done }).toEqual({ most: 3, done: 40 });
  });

  test.each<[string, ScimAnswer | typeof LOST]>([
    ['429', answer(429, {})],
    ['503', answer(503, {})],
    ['no answer', LOST],
  ])('after %s it halves, once for all that were under way, and grows again slowly', async (_name, came) => {
    const pace = makePace({ perSecond: 0, concurrency: 8 });
    let next: ScimAnswer | typeof LOST = came;
    const transport = pace.over(() => Promise.resolve(next));
    await Promise.all(Array.from({ length: 8 }, () => transport(REQUEST)));
    expect(pace.width()).toBe(4);
    next = answer(200, {});
    for (let turn = 0; turn < 8; turn += 1) await transport(REQUEST);
    expect(pace.width()).toBeLessThan(8);
    for (let turn = 0; turn < 40; turn += 1) await transport(REQUEST);
    expect(pace.width()).toBe(8);
  });

  test('an error of the SP about one object does not slow the others down', async () => {
    const pace = makePace({ perSecond: 0, concurrency: 8 });
    for (const status of [400, 404, 409, 500]) await pace.over(() => Promise.resolve(answer(status, {})))(REQUEST);
    expect(pace.width()).toBe(8);
  });

  test('new limits count at once', async () => {
    const pace = makePace({ perSecond: 0, concurrency: 1 });
    const begun: number[] = [];
    const open: (() => void)[] = [];
    const works = [1, 2, 3].map((name) =>
      pace.send(() => {
        begun.push(name);
        return new Promise<void>((done) => open.push(done));
      }),
    );
    await pause(1);
    expect(begun).toEqual([1]);
    pace.limit({ perSecond: 0, concurrency: 3 });
    await pause(1);
    expect(begun).toEqual([1, 2, 3]);
    for (const done of open) done();
    await Promise.all(works);
  });
});

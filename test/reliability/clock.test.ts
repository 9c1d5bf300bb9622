import { buildApp } from '../../src/app';
import { listEvents } from '../../src/store/events';
import { addAdmin, ADMIN_PASSWORD, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession } from '../web/browser-session';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let passo: TestPasso;
beforeEach(async () => {
  passo = await startPasso({ fixedClock: true });
  await addAdmin(passo.context);
});
afterEach(() => passo.stop());

const browser = (): BrowserSession => new BrowserSession(buildApp(passo.context));
const statusOf = async (session: BrowserSession): Promise<number> => (await session.agent.get('/')).status;

describe('R13: the clock of the machine jumps', () => {
  test('a session that has ended does not live again when the clock is set back', async () => {
    const session = browser();
    await session.signIn();
    expect(await statusOf(session)).toBe(200);
    passo.clock.now += 30 * DAY;
    expect(await statusOf(session)).toBe(303);
    passo.clock.now -= 30 * DAY;
    expect(await statusOf(session)).toBe(303);
  });

  test('a jump back by an hour neither ends a session nor gives it more than its time', async () => {
    const session = browser();
    await session.signIn();
    passo.clock.now -= HOUR;
    expect(await statusOf(session)).toBe(200);
    await passo.context.journal.flush();
    const row = await passo.context
      .db<{ expires_at: number; created_at: number }>('sessions')
      .whereNotNull('user_id')
      .first();
    passo.clock.now = Number(row?.created_at) + 31 * DAY;
    expect(await statusOf(session)).toBe(303);
  });

  test('a pause after wrong passwords is not cleared by a jump back', async () => {
    const guesser = browser();
    await guesser.open('/login');
    let paused = false;
    for (let round = 0; round < 12 && !paused; round += 1) {
      paused = (await guesser.send('/login', { username: 'sam.okafor', password: 'wrong' })).status === 429;
    }
    expect(paused).toBe(true);
    passo.clock.now -= HOUR;
    expect((await guesser.send('/login', { username: 'sam.okafor', password: ADMIN_PASSWORD })).status).toBe(429);
  });

  test('what happens after a jump back is told after what happened before it', async () => {
    await browser().signIn();
    passo.clock.now -= HOUR;
    await browser().signIn();
    await passo.context.journal.flush();
    const ids = (await listEvents(passo.context.db, { take: 50 })).map(({ id }) => id);
    expect([...ids].sort().reverse()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

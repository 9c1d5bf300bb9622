import type { Simulator } from '../../src/dev/simulator/types';

import { create, scim, start, stopAll, user } from './support';

afterEach(stopAll);

const raw = (sp: Simulator, headers: Record<string, string>): Promise<Response> =>
  fetch(`${sp.scimBaseUrl}/Users`, { headers, redirect: 'manual' });
const mine = (sp: Simulator): Record<string, string> => ({ authorization: `Bearer ${sp.token}` });

describe('connection and answers', () => {
  it('brokenJson: does the work and ends in the middle of the answer', async () => {
    const sp = await start({ defects: { brokenJson: true } });
    await expect(scim(sp, 'POST', '/Users', user('ada'))).rejects.toThrow(/JSON/);
    expect(sp.accounts()).toHaveLength(1);
  });

  it('redirects: sends elsewhere and does nothing', async () => {
    const sp = await start({ defects: { redirects: true } });
    const answer = await raw(sp, mine(sp));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/scim/elsewhere']);
  });

  it('hugeAnswers: carries 16 MB', async () => {
    const sp = await start({ defects: { hugeAnswers: true } });
    const text = await (await raw(sp, mine(sp))).text();
    expect(text.length).toBeGreaterThan(16_000_000);
    expect(JSON.parse(text)).toMatchObject({ totalResults: 0 });
  });

  it('endlessAnswers: goes on until the other side has enough', async () => {
    const sp = await start({ defects: { endlessAnswers: true } });
    const answer = await fetch(`${sp.scimBaseUrl}/Users`, { headers: mine(sp), signal: AbortSignal.timeout(1_500) });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it('resetBefore: cuts the connection and does nothing', async () => {
    const sp = await start({ defects: { resetBefore: 2 } });
    await create(sp, '/Users', user('ada'));
    await expect(scim(sp, 'POST', '/Users', user('bob'))).rejects.toThrow();
    expect(sp.accounts()).toHaveLength(1);
    expect(sp.requests.map(({ status }) => status)).toEqual([201, 0]);
  });

  it('retryAfter: is a date, rubbish, or missing', async () => {
    const now = Date.UTC(2026, 0, 1);
    const sp = await start({ clock: () => now, defects: { rateLimit: 1, retryAfter: 'date' } });
    await raw(sp, mine(sp));
    expect((await raw(sp, mine(sp))).headers.get('retry-after')).toBe('Thu, 01 Jan 2026 00:00:02 GMT');
    sp.setDefects({ rateLimit: 1, retryAfter: 'rubbish' });
    expect((await raw(sp, mine(sp))).headers.get('retry-after')).toBe('soon; -5 or NaN');
    sp.setDefects({ rateLimit: 1, retryAfter: 'none' });
    const last = await raw(sp, mine(sp));
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('chaos, with its seed: meets the same faults for the same requests', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const sp = await start({ defects: { chaos: 0.5, chaosSeed: seed, chaosKinds: '429,503,reset,lost' } });
      for (let turn = 0; turn < 30; turn += 1)
        await scim(sp, 'POST', '/Users', user(`u${turn}`)).catch(() => undefined);
      return sp.requests.map(({ status }) => status);
    };
    const [first, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    for (const status of [0, 201, 429, 503]) expect(first).toContain(status);
  });

  it('chaosSeed: starts the row anew when it changes', async () => {
    const sp = await start({ defects: { chaos: 0.5, chaosSeed: 3, chaosKinds: '500' } });
    const ten = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let turn = 0; turn < 10; turn += 1) statuses.push((await raw(sp, mine(sp))).status);
      return statuses;
    };
    const first = await ten();
    sp.setDefects({ chaos: 0.5, chaosSeed: 4, chaosKinds: '500' });
    await ten();
    sp.setDefects({ chaos: 0.5, chaosSeed: 3, chaosKinds: '500' });
    expect(await ten()).toEqual(first);
  });

  it('chaosKinds: chooses the faults, and reads never meet those of changes', async () => {
    const sp = await start({ defects: { chaos: 1, chaosKinds: '409, lost' } });
    expect((await raw(sp, mine(sp))).status).toBe(200);
    await scim(sp, 'POST', '/Users', user('ada')).catch(() => undefined);
    expect([0, 409]).toContain(sp.requests.at(-1)?.status);
    sp.setDefects({ chaos: 1, chaosKinds: 'hang' });
    const hanging = fetch(`${sp.scimBaseUrl}/Users`, { headers: mine(sp), signal: AbortSignal.timeout(300) });
    await expect(hanging).rejects.toThrow();
    sp.setDefects({ chaos: 1, chaosKinds: 'stale' });
    await create(sp, '/Users', user('bob'));
    const list = (await (await raw(sp, mine(sp))).json()) as { totalResults: number };
    expect(list.totalResults).toBe(0);
  });
});

describe('sign-in', () => {
  it('rejectTokenEvery: answers 401 every nth time', async () => {
    const sp = await start({ defects: { rejectTokenEvery: 2 } });
    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await raw(sp, mine(sp))).status);
    expect(statuses).toEqual([200, 401, 200, 401]);
  });

  it('auth: asks for Basic, a header, or a token of client credentials', async () => {
    const sp = await start({ defects: { auth: 'basic' } });
    const basic = (secret: string): Record<string, string> => ({ authorization: `Basic ${btoa(`passo:${secret}`)}` });
    expect((await raw(sp, basic(sp.token))).status).toBe(200);
    expect((await raw(sp, basic('wrong'))).status).toBe(401);
    expect((await raw(sp, mine(sp))).status).toBe(401);
    sp.setDefects({ auth: 'header' });
    expect((await raw(sp, { 'x-api-key': sp.token })).status).toBe(200);
    expect((await raw(sp, mine(sp))).status).toBe(401);
    sp.setDefects({ auth: 'oauth' });
    expect((await raw(sp, mine(sp))).status).toBe(401);
    const ask = (secret: string): Promise<Response> =>
      fetch(sp.tokenUrl, {
        method: 'POST',
        headers: basic(secret),
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    expect((await ask('wrong')).status).toBe(401);
    const { access_token: token } = (await (await ask(sp.token)).json()) as { access_token: string };
    expect((await raw(sp, { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});

describe('recorded requests', () => {
  it('are as many as was asked for, and without bodies when asked', async () => {
    const sp = await start({ record: { keep: 3, bodies: false } });
    for (let turn = 0; turn < 5; turn += 1) await create(sp, '/Users', user(`u${turn}`));
    expect(sp.requests).toHaveLength(3);
    expect(sp.requests.every(({ body }) => body === undefined)).toBe(true);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DEFECTS, readDefects } from '../../src/dev/simulator/defects';
import type { Simulator } from '../../src/dev/simulator/types';

import { create, ERROR, patch, scim, start, stopAll, user } from './support';

afterEach(stopAll);

async function statuses(simulator: Simulator, count: number): Promise<number[]> {
  const result: number[] = [];
  for (let index = 0; index < count; index += 1) result.push((await scim(simulator, 'GET', '/Users')).status);
  return result;
}

describe('each defect', () => {
  it('answerHtml: answers every request with 200 and a web page', async () => {
    const simulator = await start({ defects: { answerHtml: true } });
    const answer = await scim(simulator, 'POST', '/Users', user('ada'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(simulator.accounts()).toHaveLength(0);
  });

  it('rejectToken: answers 401 to the right token', async () => {
    const simulator = await start({ defects: { rejectToken: true } });
    const answer = await scim(simulator, 'GET', '/Users');
    expect(answer.json).toMatchObject({ schemas: [ERROR], status: '401' });
  });

  it('slow: holds the answer back', async () => {
    const simulator = await start({ defects: { slow: 150 } });
    const began = Date.now();
    await scim(simulator, 'GET', '/Users');
    expect(Date.now() - began).toBeGreaterThanOrEqual(145);
    expect(simulator.requests[0]?.tookMs).toBeGreaterThanOrEqual(145);
  });

  it('dropAnswer by number: makes every second change and cuts the connection', async () => {
    const simulator = await start({ defects: { dropAnswer: 2 } });
    await create(simulator, '/Users', user('ada'));
    await expect(scim(simulator, 'POST', '/Users', user('bob'))).rejects.toThrow();
    await create(simulator, '/Users', user('cleo'));
    expect(simulator.accounts().map((account) => account.userName)).toEqual(['ada', 'bob', 'cleo']);
    expect(simulator.requests.map((request) => request.status)).toEqual([201, 0, 201]);
    expect((await scim(simulator, 'GET', '/Users')).status).toBe(200);
  });

  it('dropAnswer by chance: drops when the die falls below the number', async () => {
    const dice = [0.9, 0.1];
    const simulator = await start({ defects: { dropAnswer: 0.5 }, random: () => dice.shift() ?? 1 });
    await create(simulator, '/Users', user('ada'));
    await expect(scim(simulator, 'POST', '/Users', user('bob'))).rejects.toThrow();
    expect(simulator.accounts()).toHaveLength(2);
  });

  it('rateLimit: answers 429 with Retry-After over the number in one second, and recovers in the next', async () => {
    let now = 1_000_000;
    const simulator = await start({ defects: { rateLimit: 2 }, clock: () => now });
    expect(await statuses(simulator, 3)).toEqual([200, 200, 429]);
    expect((await scim(simulator, 'GET', '/Users')).headers.get('retry-after')).toBe('1');
    now += 1000;
    expect(await statuses(simulator, 1)).toEqual([200]);
  });

  it('failEvery: answers every third request with 503 and does nothing', async () => {
    const simulator = await start({ defects: { failEvery: 3 } });
    expect(await statuses(simulator, 2)).toEqual([200, 200]);
    expect((await scim(simulator, 'POST', '/Users', user('ada'))).status).toBe(503);
    expect(simulator.accounts()).toHaveLength(0);
    expect((await scim(simulator, 'POST', '/Users', user('ada'))).status).toBe(201);
  });

  it('deactivateRemoves: removes the account when active becomes false', async () => {
    const simulator = await start({ defects: { deactivateRemoves: true } });
    const id = await create(simulator, '/Users', user('ada'));
    const operation = { op: 'replace', path: 'active', value: false };
    expect((await scim(simulator, 'PATCH', `/Users/${id}`, patch(operation))).status).toBe(200);
    expect((await scim(simulator, 'GET', `/Users/${id}`)).status).toBe(404);
  });

  it('ignoreFilter: returns everybody for any filter', async () => {
    const simulator = await start({ defects: { ignoreFilter: true } });
    await create(simulator, '/Users', user('ada'));
    await create(simulator, '/Users', user('bob'));
    const answer = await scim(simulator, 'GET', `/Users?filter=${encodeURIComponent('userName eq "nobody"')}`);
    expect(answer.json['totalResults']).toBe(2);
  });

  it('failUser: refuses one account with 400, and only that one', async () => {
    const simulator = await start({ defects: { failUser: 'bob@fernhill.example' } });
    const answer = await scim(simulator, 'POST', '/Users', user('Bob@Fernhill.example'));
    expect(answer.json).toMatchObject({ status: '400', scimType: 'invalidValue' });
    await create(simulator, '/Users', user('ada'));
    simulator.setDefects({ failUser: 'ada' });
    const id = simulator.accounts()[0]?.id ?? '';
    const change = patch({ op: 'replace', path: 'title', value: 'x' });
    expect((await scim(simulator, 'PATCH', `/Users/${id}`, change)).status).toBe(400);
  });

  it('ignoreLogout: answers logout messages with an error page, and sends nobody back', async () => {
    const simulator = await start({ defects: { ignoreLogout: true } });
    const answer = await fetch(`${simulator.sloUrl}?SAMLRequest=x`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([503, null]);
    simulator.setDefects({});
    const unsigned = await fetch(`${simulator.sloUrl}?SAMLRequest=x`, { redirect: 'manual' });
    expect(unsigned.status).toBe(400);
  });
});

describe('setting defects', () => {
  it('has a sentence for each, and a test names each', () => {
    const tests = ['defects', 'switches-dialect', 'switches-lists', 'switches-wire']
      .map((name) => readFileSync(join(__dirname, `${name}.test.ts`), 'utf8'))
      .join('');
    for (const { name, sentence } of DEFECTS) {
      expect(sentence).toMatch(/^[A-Z“].*\.$/);
      expect(tests).toMatch(new RegExp(`it\\('${name}[ :,]`));
    }
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length);
  });

  it.each<[string, unknown, unknown]>([
    ['nothing', {}, {}],
    ['empty form fields', { slow: '', failUser: '', dropAnswer: '0' }, {}],
    [
      'form fields',
      { answerHtml: 'on', slow: '250', dropAnswer: '0.25' },
      { answerHtml: true, slow: 250, dropAnswer: 0.25 },
    ],
    ['JSON', { ignoreFilter: true, rejectToken: false, rateLimit: 5 }, { ignoreFilter: true, rateLimit: 5 }],
  ])('reads %s', (_name, input, expected) => {
    expect(readDefects(input)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['an unknown name', { teapot: true }, 'teapot'],
    ['a negative number', { slow: -1 }, 'slow'],
    ['a wait over two minutes', { slow: 120_001 }, 'slow'],
    ['a part of a request', { failEvery: 2.5 }, 'failEvery'],
    ['no number', { rateLimit: 'many' }, 'rateLimit'],
    ['a number for a switch', { answerHtml: 1 }, 'answerHtml'],
    ['a list', [], 'defects'],
  ])('refuses %s and names the field', (_name, input, field) => {
    let fields: unknown;
    try {
      readDefects(input);
    } catch (error) {
      fields = (error as { fields: unknown }).fields;
    }
    expect(Object.keys(fields as object)).toEqual([field]);
  });

  it('takes them by JSON, replaces the whole set, and refuses a wrong one without changing anything', async () => {
    const simulator = await start({ defects: { answerHtml: true } });
    const send = (body: unknown) =>
      fetch(`${simulator.url}/simulator/defects`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect(await (await send({ rejectToken: true })).json()).toEqual({ ok: true, defects: { rejectToken: true } });
    expect((await scim(simulator, 'GET', '/Users')).status).toBe(401);
    const wrong = await send({ teapot: true });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ fields: { teapot: 'There is no defect called "teapot".' } });
    expect(simulator.defects()).toEqual({ rejectToken: true });
    await send({});
    expect((await scim(simulator, 'GET', '/Users')).status).toBe(200);
  });
});

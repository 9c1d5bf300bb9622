import { bodyOf, startApi, type ApiBench } from './bench';
import type { TestOptions } from '../support/passo';

/** What has to hold when the same request comes many times at once, on either database. */
export function onceSuite(options: () => Promise<TestOptions>): void {
  let api: ApiBench;
  beforeAll(async () => {
    api = await startApi(await options());
  });
  afterAll(() => api.stop());

  test('of ten requests with one Idempotency-Key one works, and all that are answered say the same', async () => {
    const send = () => api.call('post', '/groups').set('Idempotency-Key', 'race').send({ name: 'Raced' });
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409).map((answer) => bodyOf(answer).type);
    expect(done.length + waiting.length).toBe(10);
    expect(new Set(waiting)).toEqual(new Set(waiting.length === 0 ? [] : ['/api/docs#problem-still-running']));
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect((await send()).text).toBe(done[0]?.text);
    expect(bodyOf(await api.call('get', '/groups')).items).toHaveLength(1);
  });

  test('of ten writers who saw the same state one wins', async () => {
    const made = await api.call('post', '/groups').send({ name: 'Tagged' });
    const path = `/groups/${String(bodyOf(made)['id'])}`;
    const write = (_: unknown, index: number) =>
      api
        .call('patch', path)
        .set('If-Match', String(made.headers['etag']))
        .send({ description: `by ${index}` });
    const answers = await Promise.all(Array.from({ length: 10 }, write));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
  });
}

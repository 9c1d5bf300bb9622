import { makeKeyPair } from '../../src/saml/key-pair';
import { listEvents } from '../../src/store/events';
import { bodyOf, startApi, type ApiBench, type ApiMethod } from './bench';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly pem: string;
  readonly switchAt: string | null;
}
interface Rotation {
  readonly current: Shown;
  readonly next: Shown | null;
  readonly retiring: readonly Shown[];
  readonly readiness: { ready: boolean } | null;
}

const DAY = 86_400_000;
let bench: ApiBench;
let round = 0;
let path = '';

beforeAll(async () => {
  bench = await startApi({ fixedClock: true });
});
afterAll(() => bench.stop());
beforeEach(async () => {
  round += 1;
  const made = await send('post', '/applications', { connector: 'custom-saml', label: `Atlas ${round}` });
  path = `/applications/${bodyOf<{ slug: string }>(made).slug}/certificates`;
});

const send = (method: ApiMethod, at: string, body?: object, key?: string) => {
  const test = bench.call(method, at, key);
  return body === undefined ? test : test.send(body);
};
const done = async (method: ApiMethod, at: string, body?: object): Promise<Rotation> => {
  const answer = await send(method, at, body);
  expect([at, bodyOf(answer).detail]).toEqual([at, undefined]);
  return bodyOf<Rotation>(answer);
};
const published = async (): Promise<number> => {
  const answer = await send('get', path.replace('/certificates', '/metadata')).buffer(true);
  return String(answer.text).split('<ds:X509Certificate>').length - 1;
};

test('a rotation from publishing to retiring, with every safety that the page has', async () => {
  const before = await done('get', path);
  expect(before).toMatchObject({ current: { state: 'current' }, next: null, retiring: [], readiness: null });
  const made = await send('post', path, { kind: 'ec-p256' });
  expect([made.status, await published()]).toEqual([201, 2]);
  const next = bodyOf<Rotation>(made).next?.id ?? '';
  expect((await send('post', path, {})).status).toBe(409);

  const unready = await send('post', `${path}/${next}/switch`);
  expect([unready.status, bodyOf(unready).detail]).toEqual([409, expect.stringContaining('"anyway": true')]);
  const at = new Date(bench.passo.clock.now + DAY).toISOString();
  const planned = await send('post', `${path}/${next}/plan`, { at });
  expect([planned.status, bodyOf(planned).errors?.[0]?.pointer]).toEqual([422, '#/anyway']);
  expect((await done('post', `${path}/${next}/confirm`, { confirmed: true })).readiness).toMatchObject({ ready: true });
  const past = new Date(bench.passo.clock.now - DAY).toISOString();
  expect(bodyOf(await send('post', `${path}/${next}/plan`, { at: past })).errors?.[0]?.pointer).toBe('#/at');
  expect((await done('post', `${path}/${next}/plan`, { at })).next).toMatchObject({ id: next, switchAt: at });
  expect((await done('post', `${path}/${next}/plan`, { at: null })).next).toMatchObject({ switchAt: null });

  const switched = await done('post', `${path}/${next}/switch`);
  expect(switched).toMatchObject({ current: { id: next }, next: null, retiring: [{ id: before.current.id }] });
  expect((await done('post', `${path}/${next}/switch`)).current.id).toBe(next);
  expect((await send('delete', `${path}/${next}`)).status).toBe(409);
  const back = await done('post', `${path}/${before.current.id}/go-back`);
  expect(back).toMatchObject({ current: { id: before.current.id }, next: { id: next } });
  await done('post', `${path}/${next}/switch`);
  expect((await done('delete', `${path}/${before.current.id}`)).retiring).toEqual([]);
  expect([await published(), (await send('post', `${path}/${before.current.id}/go-back`)).status]).toEqual([1, 404]);
  const [event] = await listEvents(bench.context.db, { name: 'certificate_retire', take: 1 });
  expect(event?.actor.name).toBe('API key everything');
});

test('the next one is discarded; every one that is ready is planned at once', async () => {
  const first = bodyOf<Rotation>(await send('post', path)).next?.id ?? '';
  expect((await done('delete', `${path}/${first}`)).next).toBeNull();
  const second = bodyOf<Rotation>(await send('post', path)).next?.id ?? '';
  const at = new Date(bench.passo.clock.now + DAY).toISOString();
  const body = { at, certificates: [second] };
  expect(bodyOf(await send('post', '/certificates/plan', body))).toEqual({ planned: 0, left: 1 });
  await done('post', `${path}/${second}/confirm`, { confirmed: true });
  expect(bodyOf(await send('post', '/certificates/plan', body))).toEqual({ planned: 1, left: 0 });
  const board = bodyOf(await send('get', '/certificates'));
  expect(board.items).toContainEqual(
    expect.objectContaining({
      label: `Atlas ${round}`,
      use: 'signing',
      next: { id: second, switchAt: at, ready: true },
    }),
  );
});

test('a key pair is brought, and its private key never comes out', async () => {
  const { certificatePem, privateKeyPem } = await makeKeyPair({
    commonName: 'Brought',
    now: bench.passo.clock.now,
    validDays: 30,
  });
  const alone = await send('post', `${path}/upload`, { file: certificatePem });
  expect([alone.status, bodyOf(alone).errors?.[0]?.pointer]).toEqual([422, '#/keyFile']);
  const brought = await send('post', `${path}/upload`, { file: certificatePem, keyFile: privateKeyPem });
  expect([brought.status, bodyOf<{ warnings: string[] }>(brought).warnings.length]).toEqual([201, 1]);
  const secret = privateKeyPem.split('\n')[3] ?? 'missing';
  for (const answer of [alone, brought, await send('get', path), await send('get', '/certificates')]) {
    expect(answer.text).not.toContain(secret);
    expect(answer.text).not.toContain('PRIVATE KEY');
  }
  const pem = await send('get', `${path.replace(/s$/, '')}.pem?which=next`).buffer(true);
  expect(String(pem.text ?? pem.body)).toContain('BEGIN CERTIFICATE');
  const again = await send('post', `${path}/upload`, { file: `${certificatePem}${privateKeyPem}` });
  expect([again.status, again.text.includes(secret)]).toEqual([422, false]);
  const junk = await send('post', `${path}/upload`, { file: '%%%', passphrase: 'geheim-geheim' });
  expect([junk.status, junk.text.includes('geheim')]).toEqual([422, false]);
});

test('revoking needs the name, and another one signs from the same moment on (S11)', async () => {
  const { current } = await done('get', path);
  const wrong = await send('post', `${path}/${current.id}/revoke`, { label: 'Atlas', replaceBy: 'fresh' });
  expect([wrong.status, bodyOf(wrong).errors?.[0]?.pointer]).toEqual([422, '#/label']);
  const none = await send('post', `${path}/${current.id}/revoke`, { label: `Atlas ${round}`, replaceBy: 'next' });
  expect(none.status).toBe(409);
  const after = await done('post', `${path}/${current.id}/revoke`, { label: `Atlas ${round}`, replaceBy: 'fresh' });
  expect(after.current.id).not.toBe(current.id);
  expect((await send('post', `${path}/${current.id}/go-back`)).status).toBe(404);
});

test('another application’s certificate, a bookmark’s, and a key that only reads are refused', async () => {
  const { current } = await done('get', path);
  const other = await send('post', '/applications', { connector: 'custom-saml', label: `Other ${round}` });
  const elsewhere = `/applications/${bodyOf<{ id: string }>(other).id}/certificates/${current.id}`;
  expect((await send('post', `${elsewhere}/revoke`, { label: `Other ${round}`, replaceBy: 'fresh' })).status).toBe(404);
  const bookmark = { connector: 'bookmark', label: `Link ${round}`, bookmarkUrl: 'https://www.example.com' };
  const { id } = bodyOf<{ id: string }>(await send('post', '/applications', bookmark));
  expect((await send('get', `/applications/${id}/certificates`)).status).toBe(404);
  const { secret } = await bench.key(['applications:read']);
  expect((await send('get', path, undefined, secret)).status).toBe(200);
  expect((await send('post', path, {}, secret)).status).toBe(403);
});

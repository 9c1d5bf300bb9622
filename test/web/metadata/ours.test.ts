import supertest from 'supertest';
import { addApplication } from '../../../src/actions/applications/add';
import { buildApp } from '../../../src/app';
import type { Application, SsoSettings } from '../../../src/core/application';
import { AppError } from '../../../src/core/errors';
import { listEvents } from '../../../src/store/events';
import { getApplication, saveSso } from '../../../src/store/applications';
import { listMetadataReads } from '../../../src/store/sign-on/metadata-reads';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import { transact } from '../../../src/store/tx';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

const DAY = 86_400_000;
let passo: TestPasso;
let application: Application;
let agent: ReturnType<typeof supertest>;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ fixedClock: true, env: { trustProxy: '1' } });
  agent = supertest(buildApp(passo.context));
});
afterAll(() => passo.stop());

beforeEach(async () => {
  round += 1;
  const { actor } =
    round === 1 ? await addAdmin(passo.context) : { actor: { kind: 'admin', name: 'sam', role: 'owner' } as const };
  application = await addApplication(passo.context, actor, {
    connectorId: 'custom-saml',
    label: `App ${round}`,
    slug: `app-${round}`,
    showInPortal: true,
    variables: {},
  });
  passo.clock.now += 60_000;
});

const path = (): string => `/saml2/${application.slug}/metadata`;
const events = async () => {
  await passo.context.journal.flush();
  return (await listEvents(passo.context.db, { take: 500 })).filter(
    ({ name, applicationId }) => name === 'metadata_read' && applicationId === application.id,
  );
};
const reads = async () => {
  await passo.context.journal.flush();
  return listMetadataReads(passo.context.db, application.id, 1_000);
};
const change = async (more: Partial<SsoSettings>): Promise<void> => {
  const { db } = passo.context;
  const { sso, ssoState } = await getApplication(db, application.id);
  if (sso === undefined) throw new Error('no SAML');
  await transact(db, (tx) => saveSso(tx, application.id, { sso: { ...sso, ...more }, ssoState, now: passo.clock.now }));
};

describe('M-053: our metadata, served', () => {
  test('it needs no sign-in, says when it ends, where logout goes, and may be kept for five minutes', async () => {
    const response = await agent.get(path()).expect(200);
    expect(response.headers['content-type']).toBe('application/samlmetadata+xml; charset=utf-8');
    expect(response.headers['cache-control']).toBe('public, max-age=300');
    expect(response.headers['set-cookie']).toBeUndefined();
    const end = Date.parse(/validUntil="([^"]+)"/.exec(response.text)?.[1] ?? '');
    expect(end - passo.clock.now).toBeGreaterThan(14 * DAY);
    expect(response.text).toContain('cacheDuration="PT1H"');
    expect(response.text).toContain(`Location="http://localhost:9999/saml2/${application.slug}/slo"`);
    expect(response.text).not.toContain('WantAuthnRequestsSigned');
    expect(response.text).not.toContain('PRIVATE KEY');
  });

  test('W6: the Host header has no part in it', async () => {
    const response = await agent.get(path()).set('Host', 'evil.example').set('X-Forwarded-Host', 'evil.example');
    expect(response.text).not.toContain('evil');
  });

  test('a person’s copy has no end: a browser, and a download', async () => {
    const shown = await agent.get(path()).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8').expect(200);
    expect(shown.headers['content-disposition']).toBeUndefined();
    const saved = await agent.get(`${path()}?download`).expect(200);
    expect(saved.headers['content-disposition']).toContain(`passo-${application.slug}-metadata.xml`);
    for (const { text } of [shown, saved]) {
      expect(text).not.toContain('validUntil');
      expect(text).not.toContain('cacheDuration');
    }
    expect(shown.headers['vary']).toContain('Accept');
  });

  test('an unknown slug is a 404 in plain words, and nobody is noted', async () => {
    const response = await agent.get('/saml2/nobody/metadata').expect(404);
    expect(response.headers['content-type']).toContain('text/plain');
    expect(await events()).toEqual([]);
  });

  test('the choices of the SSO tab show: requests wanted signed, and the format of the name ID', async () => {
    await change({ wantRequestsSigned: true, nameId: { format: 'persistent', from: 'email' } });
    const { text } = await agent.get(path());
    expect(text).toContain('WantAuthnRequestsSigned="true"');
    expect(text).toContain('nameid-format:persistent');
  });
});

describe('INTEROP: ETag and If-None-Match', () => {
  const ask = async (held: string): Promise<number> => (await agent.get(path()).set('If-None-Match', held)).status;

  test('the same document is answered with 304, alone, in lists, weak or not', async () => {
    const { headers } = await agent.get(path());
    const etag = headers['etag'] ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const held of [etag, `W/${etag}`, `"x", ${etag}`, `"a,b" ,${etag},"c"`, '*', ` ${etag} `]) {
      expect([held, await ask(held)]).toEqual([held, 304]);
    }
    for (const held of ['"x"', etag.slice(1, -1), `"${etag.slice(1, 20)}"`, '', 'W/"x"', '"', 'W/*']) {
      expect([held, await ask(held)]).toEqual([held, 200]);
    }
    const unchanged = await agent.get(path()).set('If-None-Match', etag);
    expect(unchanged.text).toBe('');
    expect(unchanged.headers['etag']).toBe(etag);
    expect(unchanged.headers['content-type']).toBeUndefined();
  });

  test('it stays the same within a day, and changes with the day, with a setting and with a key', async () => {
    const tag = async (): Promise<string> => (await agent.get(path())).headers['etag'] ?? '';
    passo.clock.now = Math.ceil(passo.clock.now / DAY) * DAY + 1;
    const first = await tag();
    passo.clock.now += DAY / 2;
    expect(await tag()).toBe(first);
    await change({ wantRequestsSigned: true });
    const second = await tag();
    expect(second).not.toBe(first);
    await change({ signMetadata: true });
    const third = await tag();
    expect(third).not.toBe(second);
    passo.clock.now += DAY / 2;
    expect(await tag()).not.toBe(third);
  });

  test('HEAD gives the headers and no body, and is no read', async () => {
    const whole = await agent.get(path());
    const before = (await events()).length;
    passo.clock.now += 60_000;
    const head = await agent.head(path()).expect(200);
    expect(head.headers['etag']).toBe(whole.headers['etag']);
    expect(head.text ?? '').toBe('');
    expect(await events()).toHaveLength(before);
  });

  test('signed, RSA: every fetch has the same bytes and a strong tag', async () => {
    await change({ signMetadata: true });
    const [one, two] = [await agent.get(path()), await agent.get(path())];
    expect(one.text).toContain('<ds:Signature ');
    expect(two.text).toBe(one.text);
    expect(one.headers['etag']).toMatch(/^"/);
  });
});

describe('S12: every read is an event', () => {
  test('who, from where, and which certificates they saw; a 304 has seen what it names', async () => {
    const fingerprints = (await listCertificates(passo.context.db, application.id)).map(
      ({ fingerprint }) => fingerprint,
    );
    const from = (ip: string) => ({ 'X-Forwarded-For': ip, 'User-Agent': 'shibboleth/3' });
    const { headers } = await agent.get(path()).set(from('192.0.2.7'));
    await agent
      .get(path())
      .set(from('192.0.2.7'))
      .set('If-None-Match', headers['etag'] ?? '')
      .expect(304);
    const found = await events();
    expect(found.map(({ clientIp, actor, payload }) => ({ clientIp, kind: actor.kind, payload }))).toEqual([
      {
        clientIp: '192.0.2.7',
        kind: 'system',
        payload: { fingerprints, userAgent: 'shibboleth/3', notModified: true },
      },
      { clientIp: '192.0.2.7', kind: 'system', payload: { fingerprints, userAgent: 'shibboleth/3' } },
    ]);
    expect(await reads()).toMatchObject([{ clientIp: '192.0.2.7', userAgent: 'shibboleth/3', fingerprints, reads: 2 }]);
  });

  test('If-None-Match: * shows no knowledge and is no read', async () => {
    await agent.get(path()).set('If-None-Match', '*').expect(304);
    expect(await events()).toEqual([]);
  });

  test('a reader once a minute makes an event each time; one that hammers makes one and is counted', async () => {
    for (let n = 0; n < 3; n += 1) {
      await agent.get(path()).set('User-Agent', 'steady');
      passo.clock.now += 60_000;
    }
    expect(await events()).toHaveLength(3);
    for (let n = 0; n < 40; n += 1) await agent.get(path()).set('User-Agent', 'hammer');
    expect(await events()).toHaveLength(4);
    expect(await reads()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ userAgent: 'steady', reads: 3 }),
        expect.objectContaining({ userAgent: 'hammer', reads: 40 }),
      ]),
    );
  });

  test('A1, D: one address under many names is noted 30 times a minute at most and keeps 20 rows; it pushes out nobody else', async () => {
    await agent.get(path()).set({ 'X-Forwarded-For': '192.0.2.9', 'User-Agent': 'the application' });
    passo.clock.now += 60_000;
    for (let n = 0; n < 80; n += 1) {
      await agent
        .get(path())
        .set({ 'X-Forwarded-For': '198.51.100.1', 'User-Agent': `<script>${n}</script>` })
        .expect(200);
    }
    expect(await events()).toHaveLength(31);
    const kept = await reads();
    expect(kept.filter(({ clientIp }) => clientIp === '198.51.100.1')).toHaveLength(20);
    expect(kept.map(({ userAgent }) => userAgent)).toContain('the application');
  });

  test('metadata is given out even when nothing can be noted', async () => {
    const spy = jest.spyOn(passo.context.journal, 'event').mockImplementation(() => {
      throw new AppError('unavailable', 'not now');
    });
    await agent.get(path()).expect(200);
    spy.mockRestore();
    expect(await events()).toEqual([]);
  });

  test('a read of an application that is gone before it is written breaks no batch', async () => {
    await agent.get(path()).expect(200);
    await transact(passo.context.db, (tx) => tx('applications').where({ id: application.id }).delete());
    await expect(passo.context.journal.flush()).resolves.toBeUndefined();
    expect(await reads()).toEqual([]);
  });
});

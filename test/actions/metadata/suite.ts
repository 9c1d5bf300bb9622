import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { applySpMetadata } from '../../../src/actions/applications/sp-metadata';
import {
  acceptFoundMetadata,
  dismissFoundMetadata,
  reviewFoundMetadata,
  stopWatchingMetadata,
} from '../../../src/actions/applications/sp-metadata-decide';
import { refreshDueSpMetadata, refreshSpMetadata } from '../../../src/actions/applications/sp-metadata-refresh';
import type { Actor, Deps } from '../../../src/actions/deps';
import type { Application } from '../../../src/core/application';
import { AppError } from '../../../src/core/errors';
import { deleteApplication, getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { noteMetadataRead, listMetadataReads } from '../../../src/store/sign-on/metadata-reads';
import {
  findSpMetadataSource,
  leaseSpMetadataSource,
  type SpMetadataSource,
} from '../../../src/store/sign-on/sp-metadata-sources';
import { transact } from '../../../src/store/tx';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly etag?: string;
  readonly type?: string;
}

/** Metadata at an address, read again by itself, on either database. */
export function describeMetadataSources(databaseUrl: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let server: Server;
  let url: string;
  let answer: (held: string | undefined) => Answer | Promise<Answer>;
  let asked: (string | undefined)[];
  let application: Application;
  let round = 0;

  beforeAll(async () => {
    const address = await databaseUrl();
    passo = await startPasso({ fixedClock: true, ...(address === undefined ? {} : { databaseUrl: address }) });
    ({ actor } = await addAdmin(passo.context));
    server = createServer((request, response) => {
      const held = request.headers['if-none-match'];
      asked.push(held);
      void Promise.resolve(answer(held)).then(({ status = 200, body = '', etag, type = 'text/xml' }) => {
        response.writeHead(status, { 'content-type': type, ...(etag === undefined ? {} : { etag }) }).end(body);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await passo.stop();
  });

  const spMetadata = (acs: string, more = '', id = `https://sp${round}.example/saml`): string =>
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${id}"${more}><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/${acs}" index="0"/></SPSSODescriptor></EntityDescriptor>`;
  const source = async (): Promise<SpMetadataSource> => {
    const found = await findSpMetadataSource(passo.context.db, application.id);
    if (found === undefined) throw new Error('no source');
    return found;
  };
  const stored = () => getApplication(passo.context.db, application.id);
  const events = async (): Promise<string[]> =>
    (await listEvents(passo.context.db, { take: 500 }))
      .filter((event) => event.applicationId === application.id && event.name.startsWith('sp_metadata'))
      .map(({ name, result }) => (result === 'failure' ? `${name} failed` : name))
      .reverse();
  const due = async (): Promise<number> => {
    passo.clock.now = (await source()).nextTryAt;
    return refreshDueSpMetadata(passo.context);
  };
  const digest = async (): Promise<string> => {
    const found = await reviewFoundMetadata(passo.context, await stored());
    if (found === undefined) throw new Error('nothing waits');
    return found.review.digest;
  };

  beforeEach(async () => {
    round += 1;
    asked = [];
    application = await addApplication(passo.context, actor, {
      connectorId: 'custom-saml',
      label: `App ${round}`,
      slug: `app-${round}`,
      showInPortal: true,
      variables: {},
    });
    const options = { source: { url, etag: '"v1"' } };
    await applySpMetadata(passo.context, actor, application.id, Buffer.from(spMetadata('acs')), options);
  });
  afterEach(() => transact(passo.context.db, (tx) => deleteApplication(tx, application.id)));

  test('the address is kept with what was applied, and read again after about a day with its tag', async () => {
    expect(await source()).toMatchObject({ url, etag: '"v1"', everyMs: DAY });
    expect(await events()).toEqual(['sp_metadata_upload', 'sp_metadata_watch']);
    const wait = (await source()).nextTryAt - passo.clock.now;
    expect(wait).toBeGreaterThanOrEqual(0.9 * DAY);
    expect(wait).toBeLessThanOrEqual(1.1 * DAY);
    passo.clock.now += wait - 1;
    expect(await refreshDueSpMetadata(passo.context)).toBe(0);
    answer = () => ({ status: 304 });
    expect(await due()).toBe(1);
    expect(asked).toEqual(['"v1"']);
    const after = await source();
    expect(after).toMatchObject({ etag: '"v1"', lastOkAt: passo.clock.now });
    expect(after.nextTryAt - passo.clock.now).toBe(wait);
    expect(after.fault).toBeUndefined();
  });

  test('a change is never applied by itself; accepted, it is, and the state of SSO stays as it is', async () => {
    answer = () => ({ body: spMetadata('new'), etag: '"v2"' });
    await due();
    expect((await stored()).sso?.acs[0]?.url).toBe('https://sp.example/acs');
    const found = await reviewFoundMetadata(passo.context, await stored());
    expect(found?.review.settings.filter(({ changed }) => changed).map(({ field }) => field)).toEqual(['acs']);
    const { sso } = await stored();
    if (sso === undefined) throw new Error('no SAML');
    await configureSso(passo.context, actor, application.id, { sso, active: false });
    const accept = { choices: { encrypt: false, useNameId: false } };
    await acceptFoundMetadata(passo.context, actor, application.id, await digest(), accept);
    expect(await stored()).toMatchObject({ ssoState: 'inactive', sso: { acs: [{ url: 'https://sp.example/new' }] } });
    expect((await source()).found).toBeUndefined();
    answer = () => ({ body: spMetadata('new') });
    await due();
    expect((await source()).found).toBeUndefined();
    expect((await events()).slice(2)).toEqual(['sp_metadata_refresh', 'sp_metadata_accept']);
  });

  test('dismissed, it is not asked about again until the metadata says something else', async () => {
    answer = () => ({ body: spMetadata('other') });
    await due();
    await dismissFoundMetadata(passo.context, actor, application.id, await digest());
    answer = () => ({ body: spMetadata('other', ' validUntil="2030-01-01T00:00:00Z"') });
    await due();
    expect((await source()).found).toBeUndefined();
    answer = () => ({ body: spMetadata('third') });
    await due();
    expect((await source()).found?.xml).toContain('/third');
    expect((await events()).filter((name) => name === 'sp_metadata_refresh')).toHaveLength(2);
    answer = () => ({ body: spMetadata('acs') });
    await due();
    expect((await source()).found).toBeUndefined();
  });

  test('INTEROP: metadata with an end that moves with every fetch is one change, told once', async () => {
    for (const day of ['01', '02', '03']) {
      answer = () => ({ body: spMetadata('moved', ` validUntil="2030-01-${day}T00:00:00Z"`) });
      await due();
    }
    expect((await events()).filter((name) => name === 'sp_metadata_refresh')).toHaveLength(1);
    expect((await source()).found?.xml).toContain('2030-01-03');
  });

  test('what an admin looked at is what is decided about', async () => {
    answer = () => ({ body: spMetadata('one') });
    await due();
    const seen = await digest();
    answer = () => ({ body: spMetadata('two') });
    await due();
    for (const decide of [
      () => acceptFoundMetadata(passo.context, actor, application.id, seen, {}),
      () => dismissFoundMetadata(passo.context, actor, application.id, seen),
    ]) {
      await expect(decide()).rejects.toMatchObject({ code: 'conflict' });
    }
    expect((await stored()).sso?.acs[0]?.url).toBe('https://sp.example/acs');
  });

  test('A10: another entity ID at the address needs a confirmation', async () => {
    answer = () => ({ body: spMetadata('acs', '', 'https://evil.example/saml') });
    await due();
    const seen = await digest();
    const accept = (confirmed: boolean) =>
      acceptFoundMetadata(passo.context, actor, application.id, seen, { confirmed });
    const refused = await accept(false).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect((refused as AppError).fields['confirmed']).toContain('https://evil.example/saml');
    expect((await stored()).sso?.spEntityId).toBe(`https://sp${round}.example/saml`);
    await accept(true);
    expect((await stored()).sso?.spEntityId).toBe('https://evil.example/saml');
  });

  test('faults: what is stored stays, the tries go further apart, the admin is told at the third, once', async () => {
    const before = await stored();
    answer = () => ({ status: 503 });
    const waits: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      await due();
      waits.push((await source()).nextTryAt - passo.clock.now);
    }
    expect(waits.map((wait) => Math.round((wait / (waits[0] ?? 1)) * 100) / 100).slice(0, 7)).toEqual([
      1, 2, 4, 8, 16, 32, 64,
    ]);
    expect(waits[0]).toBeLessThan(17 * 60_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.1 * DAY);
    expect((await source()).fault).toMatchObject({ times: 9, sentence: 'The address answers with status 503.' });
    expect((await events()).filter((name) => name === 'sp_metadata_refresh failed')).toHaveLength(1);
    expect(await stored()).toEqual(before);
    answer = () => ({ status: 304 });
    await due();
    expect((await source()).fault).toBeUndefined();
  });

  test.each<[string, Answer, string]>([
    [
      'a page for people',
      { body: '<!DOCTYPE html><html><body>Sign in</body></html>', type: 'text/html' },
      'a web page',
    ],
    ['text that is called a page', { body: 'Sign in', type: 'text/html; charset=utf-8' }, 'a web page'],
    ['nothing there', { status: 404 }, 'nothing at the address (status 404)'],
    ['a sign-in', { status: 401 }, 'asks for a sign-in'],
    ['X1: an external entity', { body: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' }, 'line 1'],
    ['another kind of document', { body: '<rss/>' }, 'begins with rss'],
    [
      'a document without us',
      {
        body: `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${spMetadata('a', '', 'urn:a')}${spMetadata('b', '', 'urn:b')}</EntitiesDescriptor>`,
      },
      'does not describe',
    ],
  ])('a fault: %s', async (_name, given, sentence) => {
    answer = () => given;
    await due();
    expect((await source()).fault?.sentence).toContain(sentence);
    expect((await source()).found).toBeUndefined();
  });

  test('cacheDuration is honoured between an hour and a week', async () => {
    for (const [asked, expected] of [
      ['PT6H', 6 * HOUR],
      ['PT1S', HOUR],
      ['P1Y', 7 * DAY],
    ] as const) {
      answer = () => ({ body: spMetadata('acs', ` cacheDuration="${asked}"`) });
      await due();
      const { everyMs, nextTryAt } = await source();
      expect(everyMs).toBe(expected);
      expect(Math.abs(nextTryAt - passo.clock.now - expected)).toBeLessThanOrEqual(expected / 10);
    }
  });

  test('one of many in a federation’s document is followed by its entity ID', async () => {
    const own = `https://sp${round}.example/saml`;
    const federation = (acs: string): string =>
      `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${spMetadata('x', '', 'urn:x')}${spMetadata(acs)}</EntitiesDescriptor>`;
    answer = () => ({ body: federation('acs') });
    await due();
    expect((await source()).fault).toBeUndefined();
    answer = () => ({ body: federation('elsewhere') });
    await due();
    expect((await source()).found?.xml).toContain(own);
    expect((await source()).found?.xml).not.toContain('urn:x');
  });

  test('of several that look at once, one reads it', async () => {
    passo.clock.now = (await source()).nextTryAt;
    answer = () => ({ status: 304 });
    const rounds = await Promise.all([1, 2, 3, 4].map(() => refreshDueSpMetadata(passo.context)));
    expect(rounds.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(asked).toHaveLength(1);
  });

  test('a read that is under way while the admin decides writes nothing over the decision', async () => {
    answer = () => ({ body: spMetadata('late') });
    await due();
    const seen = await digest();
    answer = async () => {
      await dismissFoundMetadata(passo.context, actor, application.id, seen);
      return { body: spMetadata('late') };
    };
    await refreshSpMetadata(passo.context, application.id);
    expect((await source()).found).toBeUndefined();
  });

  test('an instance that died over a read holds nobody up for longer than its lease', async () => {
    const now = (await source()).nextTryAt;
    const lease = (at: number) => transact(passo.context.db, (tx) => leaseSpMetadataSource(tx, at, at + 300_000));
    expect((await lease(now))?.applicationId).toBe(application.id);
    expect(await lease(now + 299_999)).toBeUndefined();
    expect((await lease(now + 300_000))?.applicationId).toBe(application.id);
  });

  test('the application or its address may go while it is read', async () => {
    answer = async () => {
      await stopWatchingMetadata(passo.context, actor, application.id);
      return { body: spMetadata('gone') };
    };
    await due();
    expect(await findSpMetadataSource(passo.context.db, application.id)).toBeUndefined();
    await expect(stopWatchingMetadata(passo.context, actor, application.id)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(refreshSpMetadata(passo.context, application.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await events()).at(-1)).toBe('sp_metadata_unwatch');
  });

  test('no request goes out inside a transaction: the database is free while the other side takes its time', async () => {
    answer = async () => {
      await transact(passo.context.db, async (tx) => void (await tx('applications').first('id')));
      return { status: 304 };
    };
    await due();
    expect((await source()).fault).toBeUndefined();
  });

  test('S6: new metadata without keys is refused while signed requests are required', async () => {
    const { sso } = await stored();
    if (sso === undefined) throw new Error('no SAML');
    const deps: Deps = passo.context;
    await transact(deps.db, (tx) =>
      tx('applications')
        .where({ id: application.id })
        .update({ sso: JSON.stringify({ ...sso, requireSignedRequests: true }) }),
    );
    answer = () => ({ body: spMetadata('unsigned') });
    await due();
    await expect(acceptFoundMetadata(deps, actor, application.id, await digest(), {})).rejects.toMatchObject({
      fields: { metadata: expect.stringContaining('no signing certificate') as string },
    });
    expect((await stored()).sso?.requireSignedRequests).toBe(true);
  });

  test('what waits but can’t be read any more stands in nobody’s way', async () => {
    await transact(passo.context.db, (tx) =>
      tx('sp_metadata_sources').where({ application_id: application.id }).update({ found_xml: '<a', found_at: 1 }),
    );
    expect(await reviewFoundMetadata(passo.context, await stored())).toBeUndefined();
    answer = () => ({ body: spMetadata('next') });
    await due();
    expect((await source()).found?.xml).toContain('/next');
  });

  test('a tag that can’t be sent is left out of the question', async () => {
    await transact(passo.context.db, (tx) =>
      tx('sp_metadata_sources')
        .where({ application_id: application.id })
        .update({ etag: JSON.stringify({ etag: '"é\r\nx: y"', everyMs: HOUR }) }),
    );
    answer = () => ({ body: spMetadata('acs') });
    await due();
    expect(asked).toEqual([undefined]);
    expect((await source()).fault).toBeUndefined();
  });

  test('readers are counted, and of one address 20 rows are kept', async () => {
    const { db } = passo.context;
    const note = (userAgent: string, now: number, reads = 1) =>
      transact(db, (tx) =>
        noteMetadataRead(tx, {
          applicationId: application.id,
          clientIp: '192.0.2.1',
          userAgent,
          fingerprints: ['AA'],
          now,
          reads,
        }),
      );
    await note('steady', 1, 3);
    await note('steady', 2, 4);
    expect(await listMetadataReads(db, application.id)).toMatchObject([{ reads: 7, firstAt: 1, lastAt: 2 }]);
    for (let n = 0; n < 25; n += 1) await note(`name ${n}`, 10 + n);
    expect(await listMetadataReads(db, application.id, 100)).toHaveLength(20);
  });
}

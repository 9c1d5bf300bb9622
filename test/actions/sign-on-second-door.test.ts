import { randomBytes } from 'node:crypto';
import { createServer, request as openRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { sign } from 'cookie-signature';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { revokeSessions } from '../../src/actions/sessions/keep';
import type { Actor } from '../../src/actions/deps';
import { activateUser } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { setTemporaryPassword } from '../../src/actions/users/set-password';
import { suspendUser } from '../../src/actions/users/suspend';
import { buildListener } from '../../src/app';
import type { Context } from '../../src/context';
import type { Application, SsoSettings } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import { hashSessionId } from '../../src/web/middleware/session';
import { listEvents } from '../../src/store/events';
import { saveSession } from '../../src/store/sessions';
import { transact } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const ACS = 'https://sp.example/acs';
const ENTITY = 'https://sp.example/metadata';

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

/** Everybody who must not get in, each with what takes the access away, and then every way in. */
describe.each([
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', newPostgresDatabase],
])('P8: no second door, on %s', (_name, database: () => Promise<string | undefined>) => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let server: Server;
  let application: Application;
  let group: Group;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso(databaseUrl === undefined ? {} : { databaseUrl });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    const naming = { label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} };
    const added = await addApplication(context, actor, { connectorId: 'custom-saml', ...naming });
    const sso: SsoSettings = {
      ...(added.sso as SsoSettings),
      spEntityId: ENTITY,
      acs: [{ url: ACS, isDefault: true }],
    };
    application = await configureSso(context, actor, added.id, { sso, active: true });
    group = await createGroup(context, actor, { name: 'Design' });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
    server = createServer(buildListener(context));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await passo.stop();
  });

  /** A person who may use the application, with a session in a browser. */
  async function signedIn(): Promise<{ user: User; cookie: string; idHash: string }> {
    round += 1;
    const { user, activationToken } = await createUser(context, actor, profileOf(`person${round}`), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText('a long sentence of my own'));
    await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
    const sid = randomBytes(18).toString('base64url');
    const now = Date.now();
    const data = {
      cookie: { originalMaxAge: null, expires: null, httpOnly: true, path: '/' },
      passport: { user: user.id },
      signedInAt: now,
      sessionIndex: `_${randomBytes(20).toString('hex')}`,
    };
    const idHash = hashSessionId(sid);
    const session = { idHash, userId: user.id, data: JSON.stringify(data), createdAt: now, seenAt: now };
    await transact(context.db, (tx) => saveSession(tx, { ...session, expiresAt: now + 9e6 }));
    const cookie = `passo=${encodeURIComponent(`s:${sign(sid, context.secrets.cookieKey)}`)}`;
    return { user, cookie, idHash };
  }

  const get = (path: string, cookie: string, form?: string): Promise<Answer> =>
    new Promise((done, fail) => {
      const { port } = server.address() as AddressInfo;
      const method = form === undefined ? 'GET' : 'POST';
      const headers = {
        cookie,
        ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      };
      const request = openRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            location: response.headers.location ?? '',
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      });
      request.on('error', fail);
      request.end(form);
    });
  const follow = async (path: string, cookie: string, form?: string): Promise<Answer> => {
    const answer = await get(path, cookie, form);
    return answer.location.startsWith('/saml2/resume/') ? get(answer.location, cookie) : answer;
  };
  const xmlFor = (id = `_${randomBytes(20).toString('hex')}`, more = ''): string =>
    `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}"${more}><saml:Issuer>${ENTITY}</saml:Issuer></samlp:AuthnRequest>`;
  const ask = (id?: string, more?: string): string =>
    `/saml2/atlas?SAMLRequest=${encodeURIComponent(deflateRawSync(xmlFor(id, more)).toString('base64'))}&RelayState=deep`;
  const formFor = (): string => `SAMLRequest=${encodeURIComponent(Buffer.from(xmlFor()).toString('base64'))}`;
  const isAnswer = ({ status, text }: Answer): boolean =>
    status === 200 && text.includes('name="SAMLResponse"') && /Success/.test(xmlOf(text));
  const xmlOf = (text: string): string =>
    Buffer.from(/name="SAMLResponse" value="([^"]*)"/.exec(text)?.[1] ?? '', 'base64').toString('utf8');
  /** Keeps a request the long way, as for somebody who has no session yet. */
  const keep = async (): Promise<string> => (await get(ask(), '')).location;

  type Someone = Awaited<ReturnType<typeof signedIn>>;
  const DOORS: Record<
    string,
    { prepare?: () => Promise<string>; open: (kept: string, who: Someone) => Promise<Answer> }
  > = {
    'asked by the application': { open: (_kept, { cookie }) => follow(ask(), cookie) },
    'resumed after a sign-in': { prepare: keep, open: (kept, { cookie }) => get(kept, cookie) },
    'sent again': {
      prepare: async () => {
        const request = ask();
        await get(request, '');
        return request;
      },
      open: (kept, { cookie }) => follow(kept, cookie),
    },
    'posted by the application': { open: (_kept, { cookie }) => follow('/saml2/atlas', cookie, formFor()) },
    'posted again': {
      prepare: async () => {
        const form = formFor();
        await get('/saml2/atlas', '', form);
        return form;
      },
      open: (kept, { cookie }) => follow('/saml2/atlas', cookie, kept),
    },
    'begun at the tile': { open: (_kept, { cookie }) => get('/apps/atlas', cookie) },
  };
  const sso = (): SsoSettings => application.sso as SsoSettings;
  const KINDS: Record<string, { close: (who: Someone) => Promise<unknown>; reopen?: () => Promise<unknown> }> = {
    'a suspended person': { close: ({ user }) => suspendUser(context, actor, user.id) },
    'a deleted person': { close: ({ user }) => deleteLeaver(context, actor, user.id, user.username) },
    'a person taken out of the group': {
      close: ({ user }) => changeMembers(context, actor, group.id, { add: [], remove: [user.id] }),
    },
    'a person whose group lost the application': {
      close: () => setGroupsOfApplication(context, actor, application.id, []),
      reopen: () => setGroupsOfApplication(context, actor, application.id, [group.id]),
    },
    'an application whose SSO is off': {
      close: () => configureSso(context, actor, application.id, { sso: sso(), active: false }),
      reopen: () => configureSso(context, actor, application.id, { sso: sso(), active: true }),
    },
    'a temporary password': { close: ({ user }) => setTemporaryPassword(context, actor, user.id) },
    'an expired password': {
      close: ({ user }) =>
        context
          .db('users')
          .where({ id: user.id })
          .update({ password_expires_at: Date.now() - 1 }),
    },
    'a session that was ended': { close: ({ user }) => revokeSessions(context, actor, user.id) },
    'a session that ran out': {
      close: ({ idHash }) =>
        context
          .db('sessions')
          .where({ id_hash: idHash })
          .update({ expires_at: Date.now() - 1 }),
    },
  };

  const table = Object.keys(KINDS).flatMap((kind) => Object.keys(DOORS).map((door) => [kind, door] as const));
  test.each(table)('%s is refused when %s, from the next request on', async (kind, door) => {
    const who = await signedIn();
    const { close, reopen } = KINDS[kind] as (typeof KINDS)[string];
    const { prepare, open } = DOORS[door] as (typeof DOORS)[string];
    // It works until it is closed: what is refused below is refused for that alone.
    expect(isAnswer(await open((await prepare?.()) ?? '', who))).toBe(true);
    const kept = (await prepare?.()) ?? '';
    await close(who);
    try {
      const answer = await open(kept, who);
      expect(isAnswer(answer)).toBe(false);
      expect(answer.text).not.toContain('<saml:Assertion');
      expect(xmlOf(answer.text)).not.toContain('Assertion ');
      expect([303, 401, 403, 404]).toContain(answer.status === 302 ? 303 : answer.status);
    } finally {
      await reopen?.();
    }
  });

  test('P6: a request is answered once, on every way, and after a restart', async () => {
    const { cookie } = await signedIn();
    const id = `_${randomBytes(20).toString('hex')}`;
    // The first sign-on of a session is written at once; the second one goes with the next batch.
    expect(isAnswer(await get(ask(), cookie))).toBe(true);
    expect(isAnswer(await get(ask(id), cookie))).toBe(true);
    const again = await follow(ask(id), cookie);
    expect([isAnswer(again), again.status]).toEqual([false, 400]);
    expect(isAnswer(await follow(ask(id), ''))).toBe(false);
    await context.journal.flush();
    const [row] = (await context.db('sign_on_requests').where({ request_id: id })) as { answered_at: unknown }[];
    expect(Number(row?.answered_at)).toBeGreaterThan(0);
    const [refused] = await listEvents(context.db, { name: 'sso_auth', result: 'failure', take: 1 });
    expect(refused?.payload).toMatchObject({ code: 'request_replayed' });
  });

  test('P6: many times at once is once', async () => {
    const { cookie } = await signedIn();
    expect(isAnswer(await get(ask(), cookie))).toBe(true);
    const path = ask();
    const answers = await Promise.all(Array.from({ length: 12 }, () => follow(path, cookie)));
    expect(answers.filter(isAnswer)).toHaveLength(1);
    await context.journal.flush();
  });

  test('ForceAuthn is never answered from a session, and IsPassive is', async () => {
    const { cookie } = await signedIn();
    const forced = await follow(ask(undefined, ' ForceAuthn="true"'), cookie);
    expect([forced.status, forced.location]).toEqual([303, expect.stringContaining('/login?request=')]);
    expect(isAnswer(await get(ask(undefined, ' IsPassive="true"'), cookie))).toBe(true);
  });

  test('the event, the session’s part in logout and the exchange of a direct answer are kept', async () => {
    const { user, cookie, idHash } = await signedIn();
    expect(isAnswer(await get(ask(), cookie))).toBe(true);
    expect(isAnswer(await get(ask(), cookie))).toBe(true);
    await context.journal.flush();
    const events = await listEvents(context.db, { userId: user.id, name: 'sso_auth', result: 'success', take: 9 });
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      applicationId: application.id,
      clientIp: '127.0.0.1',
      payload: { startedBy: 'sp' },
    });
    expect(await context.db('sso_participants').where({ session_hash: idHash })).toHaveLength(1);
    const exchanges = (await context.db('exchanges').whereIn(
      'id',
      events.map(({ id }) => id),
    )) as { data: string }[];
    expect(exchanges).toHaveLength(2);
    expect(exchanges[0]?.data).toContain('AuthnRequest');
  });
});

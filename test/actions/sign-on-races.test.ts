import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { deleteApplications } from '../../src/actions/applications/delete';
import type { Actor } from '../../src/actions/deps';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { revokeSessions } from '../../src/actions/sessions/keep';
import { beginSignOn } from '../../src/actions/sign-on/begin';
import { completeSignOn } from '../../src/actions/sign-on/complete';
import { answerDirectly, type DirectRequest } from '../../src/actions/sign-on/direct';
import { launchApplication } from '../../src/actions/sign-on/launch';
import { SignOnRefused, type PostedResponse } from '../../src/actions/sign-on/refusal';
import type { Person } from '../../src/actions/sign-on/respond';
import { makeSnapshot } from '../../src/actions/sign-on/snapshot';
import { createUser } from '../../src/actions/users/create';
import { suspendUser } from '../../src/actions/users/suspend';
import { buildContext, type Context } from '../../src/context';
import type { Application, SsoSettings } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import { listEvents } from '../../src/store/events';
import { saveSession } from '../../src/store/sessions';
import { openSignOnReader } from '../../src/store/sign-on/sign-on-reader';
import { transact } from '../../src/store/tx';
import { signInOf } from '../../src/web/middleware/session';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const ACS = 'https://sp.example/acs';
const ENTITY = 'https://sp.example/metadata';

describe.each([
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', newPostgresDatabase],
])('P8: what changes while a sign-on is under way, on %s', (name, database: () => Promise<string | undefined>) => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let application: Application;
  let group: Group;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso(databaseUrl === undefined ? {} : { databaseUrl });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    group = await createGroup(context, actor, { name: 'Design' });
    application = await addAtlas();
  });
  afterAll(() => passo.stop());

  async function addAtlas(): Promise<Application> {
    const naming = { label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} };
    const added = await addApplication(context, actor, { connectorId: 'custom-saml', ...naming });
    const sso: SsoSettings = {
      ...(added.sso as SsoSettings),
      spEntityId: ENTITY,
      acs: [{ url: ACS, isDefault: true }],
      nameId: { format: 'persistent', from: 'email' },
    };
    const made = await configureSso(context, actor, added.id, { sso, active: true });
    await setGroupsOfApplication(context, actor, made.id, [group.id]);
    return made;
  }

  async function signedIn(): Promise<{ user: User; person: Person }> {
    round += 1;
    const { user } = await createUser(context, actor, profileOf(`person${round}`), 'link');
    await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
    const now = Date.now();
    const person = { userId: user.id, signedInAt: now, sessionIndex: `_${randomBytes(20).toString('hex')}` };
    const data = JSON.stringify({ ...person, passport: { user: user.id } });
    const sessionHash = randomBytes(32).toString('hex');
    const session = { idHash: sessionHash, userId: user.id, data, createdAt: now, seenAt: now, expiresAt: now + 9e6 };
    await transact(context.db, (tx) => saveSession(tx, session));
    return { user, person: { ...person, sessionHash } };
  }

  const queryOf = (more = '', id = `_${randomBytes(20).toString('hex')}`): string => {
    const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}"${more}><saml:Issuer>${ENTITY}</saml:Issuer></samlp:AuthnRequest>`;
    return `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}&RelayState=deep`;
  };
  const asking = ({ sessionHash = '' }: Person, query = queryOf()): DirectRequest => ({
    ...{ slug: 'atlas', query, sessionHash, signInOf },
  });
  const xmlOf = (posted: PostedResponse | undefined): string =>
    Buffer.from(posted?.samlResponse ?? '', 'base64').toString('utf8');
  const nameIdIn = (posted: PostedResponse | undefined): string | undefined =>
    /<saml:NameID[^>]*>([^<]+)</.exec(xmlOf(posted))?.[1];
  const refusal = async (work: Promise<unknown>): Promise<SignOnRefused> => {
    const thrown: unknown = await work.catch((error: unknown) => error);
    if (thrown instanceof SignOnRefused) return thrown;
    throw new Error(`not refused: ${JSON.stringify(thrown)}`);
  };
  /** The product, with something that happens right after what decides a sign-on was read. */
  const interrupted = (between: () => Promise<unknown>): Context => ({
    ...context,
    snapshot: {
      ...context.snapshot,
      read: async (asked) => {
        const facts = await context.snapshot.read(asked);
        await between();
        return facts;
      },
    },
  });

  test('P9: who signs out in another tab gets no answer that single logout would not know of', async () => {
    const { user, person } = await signedIn();
    const signOut = (): Promise<unknown> => revokeSessions(context, actor, user.id);
    expect(xmlOf(await answerDirectly(interrupted(signOut), asking(person)))).toBe('');
    const again = await signedIn();
    const leave = (): Promise<unknown> => revokeSessions(context, actor, again.user.id);
    const refused = await refusal(launchApplication(interrupted(leave), 'atlas', again.person));
    expect(refused.facts.code).toBe('session_ended');
    await context.journal.flush();
    for (const { id } of [user, again.user]) {
      expect(await listEvents(context.db, { userId: id, name: 'sso_auth', result: 'success', take: 9 })).toEqual([]);
    }
  });

  test('M-061: a name of an application that is gone is not given to the next one at its address', async () => {
    const { person } = await signedIn();
    const before = nameIdIn(await answerDirectly(context, asking(person)));
    expect(before).toBeDefined();
    const reader = openSignOnReader(context.db, context.config.database);
    let replace: (() => Promise<void>) | undefined = async () => {
      await deleteApplications(context, actor, [application.id], '1');
      application = await addAtlas();
    };
    const snapshot = makeSnapshot(context.db, {
      close: () => reader.close(),
      read: async (asked) => {
        const row = await reader.read(asked);
        const now = replace;
        replace = undefined;
        await now?.();
        return row;
      },
    });
    const during = await answerDirectly({ ...context, snapshot }, asking(person));
    const after = await answerDirectly({ ...context, snapshot }, asking(person));
    await snapshot.close();
    expect(nameIdIn(during)).not.toBe(before);
    expect(nameIdIn(after)).toMatch(/^[0-9a-f]{64}$/);
    expect(nameIdIn(after)).not.toBe(before);
  });

  test('saml-core 3.4.1: a passive request that is denied is answered with a status, not with a page', async () => {
    const { user, person } = await signedIn();
    await changeMembers(context, actor, group.id, { add: [], remove: [user.id] });
    const ask = (query: string): Promise<SignOnRefused> =>
      refusal(
        beginSignOn(context, { slug: 'atlas', message: { binding: 'redirect', query } }).then((id) =>
          completeSignOn(context, id, person),
        ),
      );
    const passive = await ask(queryOf(' IsPassive="true"'));
    expect(passive.facts).toMatchObject({ code: 'user_not_in_group', deliver: { acsUrl: ACS, relayState: 'deep' } });
    expect(xmlOf(passive.facts.deliver)).toContain('status:RequestDenied');
    expect(xmlOf(passive.facts.deliver)).not.toContain('Assertion ');
    expect((await ask(queryOf())).facts.deliver).toBeUndefined();
  });

  test('saml-profiles 4.1.4.1: nothing is sent to an address that was taken away while a passive request waited', async () => {
    const message = { binding: 'redirect', query: queryOf(' IsPassive="true"') } as const;
    const id = await beginSignOn(context, { slug: 'atlas', message });
    const sso = application.sso as SsoSettings;
    const elsewhere = { ...sso, acs: [{ url: 'https://sp.example/new', isDefault: true }] };
    await configureSso(context, actor, application.id, { sso: elsewhere, active: true });
    try {
      const { code, deliver } = (await refusal(completeSignOn(context, id, undefined))).facts;
      expect([code, deliver]).toEqual(['no_passive', undefined]);
    } finally {
      await configureSso(context, actor, application.id, { sso, active: true });
    }
  });

  if (name === 'PostgreSQL') {
    test('P6, P8: two processes on one database know of each other’s changes and answers', async () => {
      const other = await buildContext(context.config, { secrets: context.secrets });
      try {
        const { user, person } = await signedIn();
        for (const one of [context, other, context, other]) {
          expect(xmlOf(await answerDirectly(one, asking(person)))).toContain('status:Success');
        }
        const query = queryOf();
        const both = await Promise.all(
          [context, other, context, other].map((one) => answerDirectly(one, asking(person, query))),
        );
        expect(both.filter((posted) => posted !== undefined)).toHaveLength(1);
        const message = { binding: 'redirect', query } as const;
        for (const one of [context, other]) {
          expect((await refusal(beginSignOn(one, { slug: 'atlas', message }))).facts.code).toBe('request_replayed');
        }
        await suspendUser(context, actor, user.id);
        expect(await answerDirectly(other, asking(person))).toBeUndefined();
        expect(['user_suspended', 'session_ended']).toContain(
          (await refusal(launchApplication(other, 'atlas', person))).facts.code,
        );
      } finally {
        await other.destroy();
      }
    });
  }
});

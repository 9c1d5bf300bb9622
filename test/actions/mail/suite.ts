import type { Deps } from '../../../src/actions/deps';
import { queueMail } from '../../../src/actions/mail/queue';
import { MAIL_LEASE_MS, sendDueMail, tidyMail } from '../../../src/actions/mail/send-due';
import { sendTestMail } from '../../../src/actions/mail/send-test';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import type { User } from '../../../src/core/user';
import { makeMailer, type Mailer } from '../../../src/net/mail/mailer';
import { claimDueMail, readMailState, saveMailFault } from '../../../src/store/mail-outbox';
import { transact } from '../../../src/store/tx';
import { configOf, startScripted, startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WORDS = { subject: 'Hello', text: 'Hello Sam.\n', html: '<p>Hello Sam.</p>' };
const LIMITS = { answerMs: 500, wholeMs: 2_000 };

/** The outbox on one database, with real mail servers behind it. */
export function describeOutbox(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let admin: User;
  let server: TestSmtp | undefined;
  const mailers: Mailer[] = [];

  beforeEach(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ fixedClock: true, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    ({ admin } = await addAdmin(passo.context));
  });

  afterEach(async () => {
    for (const mailer of mailers.splice(0)) mailer.close();
    await server?.close();
    await passo.stop();
  });

  /** The actions' world, with the way to one mail server. */
  const through = (to: TestSmtp): Deps => {
    const mailer = makeMailer(configOf(to.port), undefined, { limits: LIMITS });
    mailers.push(mailer);
    return { ...passo.context, mailer };
  };
  const queue = (deps: Deps, ...addresses: string[]): Promise<number> =>
    transact(deps.db, (tx) => queueMail(deps, tx, addresses, WORDS));
  const state = (): ReturnType<typeof readMailState> => readMailState(passo.context.db);

  test('a message goes out once, and it is known when', async () => {
    server = await startSmtp();
    const deps = through(server);
    expect(await queue(deps, admin.email)).toBe(1);
    expect((await state()).waiting).toBe(1);
    expect(await sendDueMail(deps)).toBe(1);
    expect(await sendDueMail(deps)).toBe(0);
    expect(server.received.map(({ to }) => to)).toEqual([[admin.email]]);
    expect(await state()).toMatchObject({
      waiting: 0,
      givenUp: 0,
      lastSent: { to: admin.email, sentAt: passo.clock.now },
    });
    expect((await state()).lastFault).toBeUndefined();
  });

  test('what is undone with its cause is never sent', async () => {
    server = await startSmtp();
    const deps = through(server);
    const undone = transact(deps.db, async (tx) => {
      await queueMail(deps, tx, [admin.email], WORDS);
      throw new Error('the cause failed');
    });
    await expect(undone).rejects.toThrow('the cause failed');
    expect(await sendDueMail(deps)).toBe(0);
    expect(server.received).toEqual([]);
  });

  test('without a mail server nothing is put into the outbox', async () => {
    expect(await queue(passo.context, admin.email)).toBe(0);
    expect(await sendDueMail(passo.context)).toBe(0);
    expect(await state()).toEqual({ waiting: 0, givenUp: 0 });
  });

  test('one message for each address, and none for what is no plain address', async () => {
    server = await startSmtp();
    const deps = through(server);
    const hostile = ['a@b, eve@evil.example', 'sam@x>\r\nRCPT TO:<eve@evil.example', '"x"@y', ''];
    expect(await queue(deps, 'a@b.example', 'a@b.example', 'c@d.example', ...hostile)).toBe(2);
    expect(await sendDueMail(deps)).toBe(2);
    expect(server.received.flatMap(({ to }) => to)).toEqual(['a@b.example', 'c@d.example']);
  });

  test('a server that is away is asked further and further apart, and the message arrives when it is back', async () => {
    const gone = await startSmtp();
    await gone.close();
    const deps = through(gone);
    await queue(deps, admin.email);
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      await sendDueMail(deps);
      const next = (await state()).lastFault?.nextTryAt ?? 0;
      waits.push((next - passo.clock.now) / MINUTE);
      passo.clock.now = next - 1;
      await sendDueMail(deps);
      expect((await state()).lastFault?.attempts).toBe(round + 1);
      passo.clock.now = next;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect((await state()).lastFault?.fault).toContain('takes no connections');
    server = await startSmtp();
    expect(await sendDueMail(through(server))).toBe(1);
    const after = await state();
    expect(after).toMatchObject({ waiting: 0, givenUp: 0, lastSent: { attempts: 10 } });
    expect(after.lastFault).toBeUndefined();
  });

  test('somebody who is suspended or deleted gets nothing more, not even what is under way and fails', async () => {
    server = await startSmtp();
    const deps = through(server);
    const actor = { kind: 'admin', id: admin.id, name: admin.username, role: 'owner' } as const;
    const [one, two] = await Promise.all(
      ['noor', 'lena'].map(async (name) => (await createUser(deps, actor, profileOf(name), 'link')).user),
    );
    if (one === undefined || two === undefined) throw new Error('Both were added.');
    await queue(deps, one.email, two.email, admin.email);
    await suspendUser(deps, actor, one.id);
    await deleteLeaver(deps, actor, two.id, two.username);
    expect(await state()).toMatchObject({ waiting: 1, givenUp: 2 });
    const rows: { id: string }[] = await deps.db('mail_outbox').where({ recipient: one.email }).select('id');
    await transact(deps.db, (tx) => saveMailFault(tx, rows[0]?.id ?? '', 'later', passo.clock.now));
    expect(await sendDueMail(deps)).toBe(1);
    expect(server.received.map(({ to }) => to)).toEqual([[admin.email]]);
  });

  test('after three days a message is given up, and said to be', async () => {
    const gone = await startSmtp();
    await gone.close();
    const deps = through(gone);
    await queue(deps, admin.email);
    passo.clock.now += 3 * DAY;
    await sendDueMail(deps);
    const { waiting, givenUp, lastFault } = await state();
    expect({ waiting, givenUp }).toEqual({ waiting: 0, givenUp: 1 });
    expect(lastFault?.nextTryAt).toBeUndefined();
    passo.clock.now += 365 * DAY;
    expect(await sendDueMail(deps)).toBe(0);
  });

  test('a refused recipient is given up at once and keeps nobody else waiting', async () => {
    server = await startSmtp({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(new Error('no such mailbox')) : done(),
    });
    const deps = through(server);
    await queue(deps, 'gone@fernhill.example', admin.email);
    expect(await sendDueMail(deps)).toBe(1);
    expect(server.received.map(({ to }) => to)).toEqual([[admin.email]]);
    const { givenUp, lastFault } = await state();
    expect(givenUp).toBe(1);
    expect(lastFault).toMatchObject({ to: 'gone@fernhill.example', attempts: 1 });
    expect(lastFault?.fault).toContain('no such mailbox');
  });

  test('a fault of the server ends the round: it is not asked for every message', async () => {
    let greetings = 0;
    server = await startSmtp({
      onConnect: (_session, done) => {
        greetings += 1;
        done(new Error('too busy'));
      },
    });
    const deps = through(server);
    await queue(deps, 'a@b.example', 'c@d.example', 'e@f.example');
    await sendDueMail(deps);
    expect(greetings).toBe(1);
    expect((await state()).waiting).toBe(3);
  });

  test('a process that dies in the middle leaves the message to the next one', async () => {
    server = await startSmtp();
    const deps = through(server);
    await queue(deps, admin.email);
    const { now } = passo.clock;
    const claim = { now, leaseUntil: now + MAIL_LEASE_MS };
    expect(await transact(deps.db, (tx) => claimDueMail(tx, claim))).toMatchObject({ to: admin.email, attempts: 1 });
    expect(await sendDueMail(deps)).toBe(0);
    passo.clock.now += MAIL_LEASE_MS - 1;
    expect(await sendDueMail(deps)).toBe(0);
    passo.clock.now += 1;
    expect(await sendDueMail(deps)).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  test('sent twice, a message carries the same Message-ID', async () => {
    server = await startSmtp();
    const deps = through(server);
    await queue(deps, admin.email);
    const mail = await transact(deps.db, (tx) =>
      claimDueMail(tx, { now: passo.clock.now, leaseUntil: passo.clock.now }),
    );
    await deps.mailer?.send(mail!);
    expect(await sendDueMail(deps)).toBe(1);
    const ids = server.received.map(({ raw }) => /^Message-ID: (.+)$/m.exec(raw)?.[1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test('many at once send each message once', async () => {
    server = await startSmtp();
    const deps = through(server);
    const addresses = Array.from({ length: 30 }, (_, index) => `p${index}@fernhill.example`);
    await queue(deps, ...addresses);
    const counts = await Promise.all(Array.from({ length: 5 }, () => sendDueMail(deps)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(server.received.flatMap(({ to }) => to).sort()).toEqual([...addresses].sort());
  });

  test('a stop ends the round before the next message', async () => {
    server = await startSmtp();
    const deps = through(server);
    await queue(deps, 'a@b.example', 'c@d.example');
    let asked = 0;
    expect(await sendDueMail(deps, () => (asked += 1) > 1)).toBe(1);
  });

  test('what was done with is removed after a month, what waits is not', async () => {
    server = await startSmtp();
    const deps = through(server);
    await queue(deps, 'a@b.example');
    await sendDueMail(deps);
    await queue(deps, 'c@d.example');
    passo.clock.now += 30 * DAY;
    expect(await tidyMail(deps)).toBe(0);
    passo.clock.now += 1;
    expect(await tidyMail(deps)).toBe(1);
    expect((await state()).waiting).toBe(1);
  });

  describe('a test message', () => {
    test('goes to the admin’s own address at once', async () => {
      server = await startSmtp();
      expect(await sendTestMail(through(server), admin)).toBe(admin.email);
      expect(server.received.map(({ to }) => to)).toEqual([[admin.email]]);
      expect(server.received[0]?.raw).toContain('A test message from Passo');
      expect((await state()).lastSent).toMatchObject({ to: admin.email, attempts: 1 });
    });

    test('that fails says why, and is not tried again', async () => {
      server = await startScripted({ GREET: '554 blocked' });
      const deps = through(server);
      await expect(sendTestMail(deps, admin)).rejects.toThrow('turned Passo away: 554 blocked.');
      passo.clock.now += DAY;
      expect(await sendDueMail(deps)).toBe(0);
      expect(await state()).toMatchObject({ waiting: 0, givenUp: 1 });
    });

    test('without a mail server says so', async () => {
      await expect(sendTestMail(passo.context, admin)).rejects.toThrow('No mail server is set');
    });
  });
}

import { addApplication } from '../../../src/actions/applications/add';
import { askForAccess } from '../../../src/actions/portal/ask-access';
import { grantAccess } from '../../../src/actions/portal/decide-access';
import { setLanguage } from '../../../src/actions/users/language';
import type { Application } from '../../../src/core/application';
import { REQUEST_LIMITS } from '../../../src/core/portal/access-request';
import type { User } from '../../../src/core/user';
import { findGrant } from '../../../src/store/bindings';
import { listEvents } from '../../../src/store/events';
import { listAccessRequestsOfUser } from '../../../src/store/portal/access-requests';
import { listLaunches, saveLaunches } from '../../../src/store/portal/launches';
import { transact } from '../../../src/store/tx';
import { getUser } from '../../../src/store/users';
import { startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from '../browser-session';

/** Where nobody answers: messages stay in the outbox, where they are read. */
const MAIL = { smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'Fernhill Sign-in <passo@fernhill.example>' };

/** Asking for access and counting launches, on either database. */
export function portalSuite(databaseUrl?: () => Promise<string>): void {
  let bench: WebBench;
  let lee: User;
  let leeBrowser: BrowserSession;
  let admin: BrowserSession;

  beforeAll(async () => {
    bench = await startWebBench({
      env: MAIL,
      ...(databaseUrl === undefined ? {} : { databaseUrl: await databaseUrl() }),
    });
    lee = await bench.addPerson('lee.moss', { firstname: 'Lee', lastname: 'Moss' });
    leeBrowser = await bench.signedIn('lee.moss');
    admin = await bench.signedIn();
  }, 60_000);
  afterAll(() => bench.stop());

  const own = () => listAccessRequestsOfUser(bench.passo.context.db, lee.id);
  const mails = async (to: string): Promise<{ subject: string; body_text: string; body_html: string }[]> =>
    bench.passo.context.db('mail_outbox').where({ recipient: to }).orderBy('id');

  async function refusal(): Promise<string> {
    const refused = await leeBrowser.agent.get('/apps/atlas').expect(403);
    return /href="\/requests\?event=([0-9A-Z]{26})"/.exec(refused.text)?.[1] ?? '';
  }

  test('UX 2.4: who is refused asks for that application in one step, and an admin gives it by group', async () => {
    const event = await refusal();
    const form = wordsOf(await leeBrowser.open(`/requests?event=${event}`));
    expect(form).toContain('You ask for Atlas.');
    await leeBrowser.open(`/requests?event=${event}`);
    const sent = wordsOf(await leeBrowser.sendAndFollow('/requests', { event, reason: 'I draw the <b>maps</b>' }));
    expect(sent).toContain('Your request was sent');
    expect(sent).toMatch(/Atlas Waiting/);
    expect((await own())[0]).toMatchObject({ applicationId: bench.application.id, wanted: 'Atlas', state: 'open' });
    expect((await mails(bench.admin.email))[0]).toMatchObject({ subject: 'Lee Moss asks for Atlas' });

    await leeBrowser.open(`/requests?event=${event}`);
    const again = await leeBrowser.send('/requests', { event, reason: 'And once more' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('And once more');
    expect(wordsOf(again.text)).toContain('You have asked for this already.');
    expect(await own()).toHaveLength(1);

    expect(wordsOf(await admin.open('/admin'))).toContain('1 request for access');
    const list = await admin.open('/admin/requests');
    expect(list).toContain('I draw the &lt;b>maps&lt;/b>');
    const id = (await own())[0]?.id ?? '';
    const page = wordsOf(await admin.open(`/admin/requests/${id}`));
    expect(page).toContain('Join the group Design 1 member. It gives nothing else.');
    await admin.sendAndFollow(`/admin/requests/${id}/grant`, {
      application: bench.application.id,
      how: bench.group.id,
      answer: 'Welcome to the map room',
    });
    expect(await findGrant(bench.passo.context.db, bench.application.id, lee.id)).toBe(true);
    const names = (await listEvents(bench.passo.context.db, { userId: lee.id, take: 20 })).map(({ name }) => name);
    expect(names.slice(0, 2).sort()).toEqual(['access_request_grant', 'group_members_update']);
    const after = await leeBrowser.open('/requests');
    expect(wordsOf(after)).toContain('Atlas Granted');
    expect(wordsOf(after)).toContain('Welcome to the map room');
    expect(after).toContain('href="/apps/atlas"');
    await leeBrowser.agent.get('/apps/atlas').expect(200);
    const second = await admin.send(`/admin/requests/${id}/decline`, { answer: 'No' });
    expect(second.status).toBe(409);
    expect(wordsOf(second.text)).toContain('decided this request already');
  });

  test('M-063: nobody learns from the form which applications there are', async () => {
    const event = await (async () => {
      const noor = await bench.signedIn('noor.abadi');
      const secret = await addSecret();
      const refused = await noor.agent.get(`/apps/${secret.slug}`).expect(403);
      return /href="\/requests\?event=([0-9A-Z]{26})"/.exec(refused.text)?.[1] ?? '';
    })();
    // The refusal of somebody else, a made-up event and the slug itself name nothing.
    for (const query of [`event=${event}`, 'event=01J00000000000000000000000', 'application=secret-plans', 'event=x']) {
      expect(await leeBrowser.open(`/requests?${query}`)).not.toContain('Secret plans');
    }
    const forged = await leeBrowser.send('/requests', { event, reason: 'Curious' });
    expect(forged.status).toBe(422);
    expect(forged.text).not.toContain('Secret plans');
    expect(wordsOf(forged.text)).toContain('Write which application you need');
  });

  async function addSecret(): Promise<Application> {
    const input = { connectorId: 'bookmark', label: 'Secret plans', slug: 'secret-plans', showInPortal: true };
    return addApplication(bench.passo.context, bench.actor, {
      ...input,
      variables: {},
      bookmarkUrl: 'https://plans.example/',
    });
  }

  test('a wish in own words is matched by the admin, and the answer comes in the person’s language', async () => {
    const { context } = bench.passo;
    await setLanguage(context, { kind: 'user', id: lee.id, name: 'lee.moss' }, lee.id, 'de');
    await leeBrowser.open('/requests');
    const page = wordsOf(
      await leeBrowser.sendAndFollow('/requests', { wanted: 'Das mit den Plänen', reason: 'Für Q3' }),
    );
    expect(page).toContain('Ihre Anfrage ist gesendet');
    const request = (await own()).find(({ wanted }) => wanted === 'Das mit den Plänen');
    const path = `/admin/requests/${request?.id ?? ''}`;
    expect(wordsOf(await admin.open(path))).toContain('Which application is meant?');
    expect(await admin.open(`${path}?application=secret-plans`)).toContain('to this person alone');
    const applicationId = /name="application" value="([0-9A-Z]{26})"/.exec(
      await admin.open(`${path}?application=secret-plans`),
    )?.[1];
    const wrongGroup = await admin.send(`${path}/grant`, {
      application: applicationId ?? '',
      how: bench.group.id,
      answer: 'kept words',
    });
    expect(wrongGroup.status).toBe(422);
    expect(wrongGroup.text).toContain('kept words');
    expect(wordsOf(wrongGroup.text)).toContain('Choose a group that has Secret plans.');
    await admin.sendAndFollow(`${path}/grant`, { application: applicationId ?? '', how: 'direct', answer: '' });
    const [mail] = (await mails(lee.email)).slice(-1);
    expect(mail?.subject).toBe('Sie können Secret plans jetzt nutzen');
    expect(mail?.body_html).toContain('<html lang="de">');
    expect(mail?.body_text).toContain('Ereignis 0');
    expect(wordsOf(await leeBrowser.open('/'))).toContain('Secret plans');
  });

  test('declining needs an answer, which the person reads; what was typed is not lost', async () => {
    await leeBrowser.open('/requests');
    await leeBrowser.sendAndFollow('/requests', { wanted: 'Firewall', reason: 'Neugier' });
    const id = (await own())[0]?.id ?? '';
    await admin.open(`/admin/requests/${id}`);
    expect((await admin.send(`/admin/requests/${id}/decline`, { answer: '  ' })).status).toBe(422);
    await admin.sendAndFollow(`/admin/requests/${id}/decline`, { answer: 'Nur für das Netzteam' });
    expect(wordsOf(await leeBrowser.open('/requests'))).toContain('Antwort: Nur für das Netzteam');
    const [mail] = (await mails(lee.email)).slice(-1);
    expect(mail?.subject).toBe('Ihre Anfrage für Firewall wurde abgelehnt');
    expect(mail?.body_text).toContain('Nur für das Netzteam');
  });

  test('the same request sent many times at once is kept once, and a day holds only so many (A12)', async () => {
    const { context } = bench.passo;
    const actor = { kind: 'user', id: lee.id, name: lee.username } as const;
    const person = await getUser(context.db, lee.id);
    const ask = (wanted: string) => askForAccess(context, actor, person, { wanted, reason: 'Work' });
    const same = await Promise.all(Array.from({ length: 6 }, () => ask('Wiki')));
    expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    const otherwise = { wanted: ' WIKI ', reason: 'Something else' };
    await expect(askForAccess(context, actor, person, otherwise)).rejects.toMatchObject({ code: 'conflict' });
    const many = await Promise.allSettled(Array.from({ length: 14 }, (_, place) => ask(`Thing ${place}`)));
    expect(many.some(({ status }) => status === 'rejected')).toBe(true);
    expect(await own()).toHaveLength(REQUEST_LIMITS.perDay);
    await leeBrowser.open('/requests');
    const over = await leeBrowser.send('/requests', { wanted: 'One more', reason: 'Work' });
    expect(over.status).toBe(429);
    expect(over.text).toContain('One more');
  });

  test('two admins who grant at once: one does, the other reads that it is done', async () => {
    const { context } = bench.passo;
    const open = (await own()).find(({ state }) => state === 'open');
    const grant = { applicationId: bench.application.id, groupId: bench.group.id, answer: '' };
    const both = await Promise.allSettled([1, 2].map(() => grantAccess(context, bench.actor, open?.id ?? '', grant)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('people take back their own requests and nobody else’s', async () => {
    const open = (await own()).find(({ state }) => state === 'open');
    const noor = await bench.signedIn('noor.abadi');
    await noor.open('/requests');
    expect((await noor.send(`/requests/${open?.id ?? ''}/withdrawal`, {})).status).toBe(409);
    expect((await noor.send('/requests/x/withdrawal', {})).status).toBe(409);
    expect((await own()).find(({ id }) => id === open?.id)?.state).toBe('open');
    await leeBrowser.open('/requests');
    await leeBrowser.sendAndFollow(`/requests/${open?.id ?? ''}/withdrawal`, {});
    await leeBrowser.sendAndFollow(`/requests/${open?.id ?? ''}/withdrawal`, {});
    expect((await own()).find(({ id }) => id === open?.id)?.state).toBe('withdrawn');
  });

  test('launches are counted once each, also when a batch is written twice, and go with their person', async () => {
    const { context } = bench.passo;
    await leeBrowser.agent.get('/apps/secret-plans').expect(303);
    await leeBrowser.agent.get('/apps/atlas').expect(200);
    await leeBrowser.agent.get('/apps/atlas').expect(200);
    await context.journal.flush();
    const counted = new Map((await listLaunches(context.db, lee.id)).map((one) => [one.applicationId, one.times]));
    expect(counted.get(bench.application.id)).toBeGreaterThanOrEqual(2);
    expect(counted.size).toBe(2);
    const gone = await bench.addPerson('gone.soon');
    const at = context.clock();
    const batch = [at, at + 1, at + 2].map((time) => ({
      userId: gone.id,
      applicationId: bench.application.id,
      at: time,
    }));
    for (let time = 0; time < 2; time += 1) await transact(context.db, (tx) => saveLaunches(tx, batch));
    expect(await listLaunches(context.db, gone.id)).toEqual([
      { applicationId: bench.application.id, times: 3, lastAt: at + 2 },
    ]);
    await context.db('users').where({ id: gone.id }).delete();
    expect(await listLaunches(context.db, gone.id)).toEqual([]);
  });

  test('a request goes with its person', async () => {
    const { context } = bench.passo;
    const person = await bench.addPerson('brief.stay');
    const actor = { kind: 'user', id: person.id, name: person.username } as const;
    const made = await askForAccess(context, actor, person, { wanted: 'Anything', reason: 'Work' });
    await context.db('users').where({ id: person.id }).delete();
    await admin.agent.get(`/admin/requests/${made.id}`).expect(404);
  });
}

import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { replaceCredential } from '../../../src/actions/provisioning/credentials/replace';
import { pauseProvisioning, resumeProvisioning } from '../../../src/actions/provisioning/pause/pause';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Actor } from '../../../src/actions/deps';
import type { Context } from '../../../src/context';
import { SecretText } from '../../../src/core/secret-text';
import type { Simulator } from '../../../src/dev/simulator/types';
import { getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { findLane } from '../../../src/store/provisioning/lanes';
import { findPause } from '../../../src/store/provisioning/pauses';
import { addMember, integrate, startSp, writes, type Integrated } from '../integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../passo';

/** Pausing an application, and replacing its credential while changes go out, on any database. */
export function describePausesAndCredentials(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let sp: Simulator;
  let at: Integrated;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    sp = await startSp();
    round += 1;
    at = await integrate(context, actor, sp, `Atlas ${round}`);
    await context.worker.idle();
  });
  afterEach(async () => {
    await deactivateIntegration(context, actor, at.application.id).catch(() => undefined);
    await sp.stop();
  });

  const add = (name: string): ReturnType<typeof addMember> => addMember(context, actor, at.group, `${name}${round}`);
  const account = (name: string): { active: boolean } | undefined =>
    sp.accounts().find(({ userName }) => userName === `${name}${round}`);
  const soon = async (is: () => boolean): Promise<void> => {
    for (let left = 400; left > 0 && !is(); left -= 1) await new Promise((done) => setTimeout(done, 10));
    expect(is()).toBe(true);
  };

  describe('a pause', () => {
    test('stops everything; changes fold; resuming sends what is true then, once', async () => {
      const noor = await add('noor');
      await context.worker.idle();
      await pauseProvisioning(context, actor, at.application.id);
      const before = sp.requests.length;
      const dele = await add('dele');
      for (const jobTitle of ['One', 'Two', 'Three']) {
        await updateUser(context, actor, noor.id, { ...profileOf(`noor${round}`), jobTitle });
      }
      await suspendUser(context, actor, dele.id);
      await syncAll(context, actor, at.application.id);
      await context.worker.idle();
      expect(sp.requests).toHaveLength(before);
      expect(await findPause(context.db, at.application.id)).toMatchObject({ by: actor.name, why: 'admin' });

      await unsuspendUser(context, actor, dele.id);
      await resumeProvisioning(context, actor, at.application.id);
      await context.worker.idle();
      expect(account('dele')).toMatchObject({ active: true });
      const sent = writes({ ...sp, requests: sp.requests.slice(before) });
      expect(sent.map(({ method }) => method).sort()).toEqual(['PATCH', 'POST']);
      expect(JSON.stringify(sent)).toContain('Three');
      expect(JSON.stringify(sent)).not.toContain('Two');
      const events = await listEvents(context.db, { applicationId: at.application.id, take: 50 });
      expect(events.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['provisioning_pause', 'provisioning_unpause']),
      );
    });

    test('takes the lane from a turn under way: it sends nothing more', async () => {
      for (let place = 0; place < 30; place += 1) await add(`p${place}`);
      sp.setDefects({ slow: 60 });
      context.worker.start();
      await soon(() => writes(sp).length >= 3);
      await pauseProvisioning(context, actor, at.application.id);
      // Requests that were under way may end; no new one begins.
      await new Promise((done) => setTimeout(done, 250));
      const stopped = sp.requests.length;
      await new Promise((done) => setTimeout(done, 400));
      expect(sp.requests).toHaveLength(stopped);
      expect(writes(sp).length).toBeLessThan(30);
      sp.setDefects({});
      await resumeProvisioning(context, actor, at.application.id);
      await context.worker.idle();
      expect(sp.accounts()).toHaveLength(30);
      expect(new Set(sp.accounts().map(({ userName }) => userName)).size).toBe(30);
    });

    test('is refused twice, ended by a deactivation, and nothing without Identity Management', async () => {
      const { id } = at.application;
      await pauseProvisioning(context, actor, id);
      await expect(pauseProvisioning(context, actor, id)).rejects.toMatchObject({ code: 'conflict' });
      await deactivateIntegration(context, actor, id);
      expect(await findPause(context.db, id)).toBeUndefined();
      await expect(pauseProvisioning(context, actor, id)).rejects.toMatchObject({ code: 'conflict' });
      await expect(resumeProvisioning(context, actor, id)).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  describe('a new credential', () => {
    const replace = (token: string): ReturnType<typeof replaceCredential> =>
      replaceCredential(context, actor, at.application.id, { token: new SecretText(token) });

    test('A-03, M-192: a wrong one never interrupts pushes, keeps the old one and is an event', async () => {
      for (let place = 0; place < 20; place += 1) await add(`p${place}`);
      sp.setDefects({ slow: 20 });
      context.worker.start();
      await soon(() => writes(sp).length >= 2);
      const test = await replace('wrong-token-wrong-token');
      expect(test).toMatchObject({ ok: false });
      await context.worker.idle();
      expect(sp.accounts()).toHaveLength(20);
      expect((await findLane(context.db, at.application.id))?.hold).toBeUndefined();
      const [event] = await listEvents(context.db, { name: 'idm_integration_reauth', take: 1 });
      expect(event).toMatchObject({ result: 'failure', payload: { exchange: { status: 401 } } });
      expect(JSON.stringify(event)).not.toContain('wrong-token');
    });

    test('A-03: the right one replaces it in place, and a lane that was held for it goes on at once', async () => {
      const next = `next-${Math.random().toString(36).slice(2)}-token`;
      const { port } = sp;
      await sp.stop();
      sp = await startSp({ port, token: next });
      await add('noor');
      await context.worker.idle();
      expect((await findLane(context.db, at.application.id))?.hold).toMatchObject({ reason: 'unauthorized' });
      expect(await replace(next)).toMatchObject({ ok: true });
      await context.worker.idle();
      expect(account('noor')).toMatchObject({ active: true });
      expect((await findLane(context.db, at.application.id))?.hold).toBeUndefined();
      const { idm } = await getApplication(context.db, at.application.id);
      expect(idm).toMatchObject({ tokenHint: 'oken', baseUrl: sp.scimBaseUrl });
      const [event] = await listEvents(context.db, { name: 'idm_integration_reauth', take: 1 });
      expect(event).toMatchObject({ result: 'success' });
      expect(JSON.stringify(event)).not.toContain(next);
    });

    test.each([
      ['an empty one', { token: '' }, 'token'],
      ['a bearer token with a blank', { token: 'two words' }, 'token'],
      ['a line break', { token: 'a\r\nX: y', kind: 'header', headerName: 'X-Key' }, 'token'],
      ['a header of the connection', { token: 'secret', kind: 'header', headerName: 'Host' }, 'headerName'],
      ['a colon in the username', { token: 'secret', kind: 'basic', username: 'a:b' }, 'username'],
      [
        'a token address that is none',
        { token: 's', kind: 'oauth', clientId: 'c', tokenUrl: 'javascript:1' },
        'tokenUrl',
      ],
      [
        'a token address with a login',
        { token: 's', kind: 'oauth', clientId: 'c', tokenUrl: 'https://a:b@c' },
        'tokenUrl',
      ],
      ['a day that is none', { token: 'secret', expires: '2027-02-30' }, 'expires'],
      ['a day that is over', { token: 'secret', expires: '2020-01-01' }, 'expires'],
      ['a kind that is none', { token: 'secret', kind: 'constructor' }, 'kind'],
    ])('%s is refused with a sentence, and nothing is asked of the application', async (_what, typed, field) => {
      const before = sp.requests.length;
      const input = { ...typed, token: new SecretText(typed.token) };
      await expect(replaceCredential(context, actor, at.application.id, input)).rejects.toMatchObject({
        code: 'invalid',
        fields: { [field]: expect.any(String) as unknown },
      });
      expect(sp.requests).toHaveLength(before);
    });
  });
}

import { lookAtMapping } from '../../../src/actions/provisioning/mapping/look';
import { listMissing } from '../../../src/actions/provisioning/mapping/missing';
import { saveMapping } from '../../../src/actions/provisioning/mapping/save';
import { getIntegration } from '../../../src/actions/provisioning/connection';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { changeMembers } from '../../../src/actions/groups/members';
import { updateUser } from '../../../src/actions/users/update';
import type { Actor } from '../../../src/actions/deps';
import type { Context } from '../../../src/context';
import { mappingOf } from '../../../src/connectors/effective';
import type { Application } from '../../../src/core/application';
import type { IdmMappingRow } from '../../../src/core/idm-settings';
import type { Profile, User } from '../../../src/core/user';
import { ENTERPRISE_USER_SCHEMA } from '../../../src/scim/schemas';
import { getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { findLink } from '../../../src/store/provisioning/links';
import { findMark } from '../../../src/store/provisioning/stale';
import { addMember } from '../integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../passo';
import { bench, connection, type Bench } from '../scripted-sp';

/** A table of an application's own, and what it makes of what is sent, on any database. */
export function describeMappings(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ fixedClock: true, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Atlas ${round}`);
    at.sp.requests.length = 0;
  });
  afterEach(async () => {
    await at.run();
    at.sp.requests.length = 0;
    await at.run();
    expect(at.sp.writes()).toEqual([]);
    await deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined);
  });

  const add = (name: string, more: Partial<Profile> = {}): Promise<User> =>
    addMember({ ...context, ...at.deps }, actor, at.group, `${name}${round}`, more);
  const current = (): Promise<Application> => getApplication(context.db, at.application.id);
  const rowsNow = async (): Promise<readonly IdmMappingRow[]> => {
    const application = await current();
    return mappingOf(getIntegration(at.deps, application).base, application.idm.mapping);
  };
  const save = (
    rows: readonly IdmMappingRow[],
    enterprise: 'extension' | 'flat' = 'extension',
  ): Promise<readonly string[]> => saveMapping(at.deps, actor, at.application.id, { rows, enterprise });
  const change = async (to: string, with_: Partial<IdmMappingRow>): Promise<readonly string[]> =>
    save((await rowsNow()).map((row) => (row.to === to ? { ...row, ...with_ } : row)));
  const addRow = async (row: Partial<IdmMappingRow> & { readonly to: string }): Promise<readonly string[]> =>
    save([...(await rowsNow()), { use: 'always', empty: 'omit', ...row }]);
  const operations = (): unknown[] =>
    at.sp
      .writes()
      .map(({ method, body }) =>
        method === 'PATCH' ? (body as { Operations: unknown }).Operations : (body as object),
      );
  const forget = (): void => void (at.sp.requests.length = 0);

  test('M-178: a new row marks everybody in the same transaction and goes out as one change each', async () => {
    const noor = await add('noor', { firstname: 'Noor', lastname: 'Abadi' });
    await at.run();
    forget();
    expect(await addRow({ to: 'nickName', expression: 'lower(join(".", firstname, lastname))' })).toEqual(['nickName']);
    expect(await findMark(context.db, at.application.id, noor.id)).toBeDefined();
    await at.run();
    expect(operations()).toEqual([[{ op: 'replace', path: 'nickName', value: 'noor.abadi' }]]);
    const [event] = await listEvents(context.db, { name: 'idm_integration_update', take: 1 });
    expect(event).toMatchObject({ payload: { changed: ['nickName'] }, actor: { name: actor.name } });
    const [push] = await listEvents(context.db, { name: 'user_update_provision', take: 1 });
    expect(push?.correlationId).toBe(event?.id);
  });

  test('M-178: saving the same table writes nothing', async () => {
    const noor = await add('noor');
    await at.run();
    expect(await save(await rowsNow())).toEqual([]);
    expect(await findMark(context.db, at.application.id, noor.id)).toBeUndefined();
    expect((await current()).idm).not.toHaveProperty('mapping');
  });

  test('M-178: an attribute that is switched off is left as it is there, and sent again when switched on', async () => {
    const noor = await add('noor', { jobTitle: 'Designer' });
    await at.run();
    forget();
    await change('title', { use: 'off' });
    await at.run();
    expect(operations()).toEqual([]);
    await updateUser(at.deps, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead', lastname: 'Abadi' });
    await at.run();
    expect(operations()).toEqual([[{ op: 'replace', path: 'name.familyName', value: 'Abadi' }]]);
    forget();
    await change('title', { use: 'always' });
    expect((await current()).idm).not.toHaveProperty('mapping');
    await at.run();
    expect(operations()).toEqual([[{ op: 'replace', path: 'title', value: 'Lead' }]]);
  });

  test('M-092, M-178: a cleared value is removed, or sent as an empty text where the row says so', async () => {
    const noor = await add('noor', { jobTitle: 'Designer', department: 'Product' });
    await change('department', { empty: 'send' });
    await at.run();
    forget();
    await updateUser(at.deps, actor, noor.id, profileOf(noor.username));
    await at.run();
    expect(operations()).toHaveLength(1);
    expect(operations()[0]).toHaveLength(2);
    expect(operations()[0]).toEqual(
      expect.arrayContaining([
        { op: 'remove', path: 'title' },
        { op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: '' },
      ]),
    );
  });

  test('M-178: a row only for new accounts is never changed there', async () => {
    await change('title', { use: 'create' });
    const noor = await add('noor', { jobTitle: 'Designer' });
    await at.run();
    expect(operations()).toMatchObject([{ title: 'Designer' }]);
    forget();
    await updateUser(at.deps, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead' });
    await at.run();
    expect(operations()).toEqual([]);
  });

  test('A-27: flat or in the extension, never both in one request', async () => {
    await add('noor', { department: 'Product' });
    await at.run();
    expect(operations()).toMatchObject([{ [ENTERPRISE_USER_SCHEMA]: { department: 'Product' } }]);
    expect(operations()[0]).not.toHaveProperty('department');
    forget();
    expect(await save(await rowsNow(), 'flat')).toEqual(['Place of enterprise attributes']);
    await at.run();
    expect(operations()).toEqual([[{ op: 'replace', path: 'department', value: 'Product' }]]);
    forget();
    await add('dele', { department: 'Sales' });
    await at.run();
    expect(operations()).toMatchObject([{ department: 'Sales' }]);
    expect(JSON.stringify(operations())).not.toContain(ENTERPRISE_USER_SCHEMA);
  });

  describe('an attribute that the application requires', () => {
    test('M-178: who lacks it is not sent, and is told of; who gets it is sent at once', async () => {
      await change('department', { required: true });
      const noor = await add('noor');
      const dele = await add('dele', { department: 'Sales' });
      await at.run();
      expect(at.sp.active()).toEqual([dele.username]);
      expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({
        status: 'attention',
        sentence: `Atlas ${round} requires Department, and it is empty for this person.`,
      });
      const application = await current();
      const { scim } = getIntegration(at.deps, application);
      const lacking = await listMissing(at.deps, application, scim, { to: 'department', take: 10 });
      expect(lacking.map(({ id }) => id)).toEqual([noor.id]);
      const look = await lookAtMapping(at.deps, application, undefined, noor.id);
      expect(look.missing).toBe('Department');
      expect(look.rows.find(({ row }) => row.to === 'department')?.lacking).toBe(1);
      await updateUser(at.deps, actor, noor.id, { ...profileOf(noor.username), department: 'Product' });
      await at.run();
      expect(at.sp.active()).toHaveLength(2);
    });

    test('a username made of what is empty is never sent empty, and never taken away', async () => {
      const noor = await add('noor', { employeeIdentifier: 'E1' });
      await change('userName', { from: 'employeeIdentifier' });
      const dele = await add('dele');
      await at.run();
      expect(at.sp.active()).toEqual(['E1']);
      forget();
      await updateUser(at.deps, actor, noor.id, profileOf(noor.username));
      await at.run();
      expect(operations()).toEqual([]);
      const sentence = `Atlas ${round} requires Employee ID, and it is empty for this person.`;
      for (const { id } of [noor, dele])
        expect(await findLink(context.db, at.application.id, id)).toMatchObject({ status: 'attention', sentence });
      const look = await lookAtMapping(at.deps, await current(), undefined, dele.id);
      expect(look.rows.find(({ row }) => row.to === 'userName')?.lacking).toBe(2);
    });

    test('M-093: it never keeps a person from being deactivated', async () => {
      const noor = await add('noor');
      await at.run();
      await change('department', { required: true });
      await at.run();
      expect(at.sp.active()).toEqual([noor.username]);
      await changeMembers(at.deps, actor, at.group.id, { add: [], remove: [noor.id] });
      await at.run();
      expect(at.sp.active()).toEqual([]);
    });

    test('M-178: a change that clears it is not sent, and nothing else of that person', async () => {
      const noor = await add('noor', { department: 'Product' });
      await change('department', { required: true });
      await at.run();
      forget();
      await updateUser(at.deps, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead' });
      await at.run();
      expect(operations()).toEqual([]);
      expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ status: 'attention' });
    });
  });

  test('M-082, M-178: the table can be chosen before the integration is active, and outlives a deactivation', async () => {
    await deactivateIntegration(at.deps, actor, at.application.id);
    await change('title', { use: 'off' });
    const noor = await add('noor', { jobTitle: 'Designer' });
    expect(await findMark(context.db, at.application.id, noor.id)).toBeUndefined();
    await activateIntegration(at.deps, actor, at.application.id, connection());
    forget();
    await at.run();
    expect(operations()).toHaveLength(1);
    expect(operations()[0]).not.toHaveProperty('title');
    await deactivateIntegration(at.deps, actor, at.application.id);
    expect((await current()).idm.mapping?.find(({ to }) => to === 'title')?.use).toBe('off');
  });

  test('M-178: what is refused is not kept, and nobody is marked', async () => {
    const noor = await add('noor');
    await at.run();
    await expect(addRow({ to: 'active', constant: 'false' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(addRow({ to: 'emails.value', from: 'email' })).rejects.toMatchObject({ code: 'invalid' });
    expect((await current()).idm).not.toHaveProperty('mapping');
    expect(await findMark(context.db, at.application.id, noor.id)).toBeUndefined();
  });

  test('M-178: a table as typed is previewed without being kept', async () => {
    const noor = await add('noor', { firstname: 'Noor' });
    await at.run();
    const rows = [
      ...(await rowsNow()).map((row) => (row.to === 'title' ? { ...row, use: 'off' as const } : row)),
      { to: 'nickName', expression: 'upper(firstname)', use: 'always', empty: 'omit' } as const,
      { to: 'costCenter', constant: '4711', use: 'always', empty: 'omit' } as const,
      { to: 'broken path', constant: 'x', use: 'always', empty: 'omit' } as const,
    ];
    const look = await lookAtMapping(at.deps, await current(), { rows, enterprise: 'flat' }, noor.id);
    const previewOf = (to: string): string | undefined => look.rows.find(({ row }) => row.to === to)?.preview;
    expect(previewOf('nickName')).toBe('NOOR');
    expect(previewOf('costCenter')).toBe('4711');
    expect(previewOf('userName')).toBe(noor.username);
    expect(previewOf('title')).toBeUndefined();
    expect(Object.keys(look.problems)).toEqual([`row.${rows.length - 1}`]);
    expect((await current()).idm).not.toHaveProperty('mapping');
    expect(await findMark(context.db, at.application.id, noor.id)).toBeUndefined();
  });
}

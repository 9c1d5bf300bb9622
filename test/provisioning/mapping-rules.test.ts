import { effectiveScim, mappingOf } from '../../src/connectors/effective';
import { GENERIC_SCIM } from '../../src/connectors/generic-scim';
import { interactSoftware } from '../../src/connectors/catalog/interact-software';
import { rhombusSystems } from '../../src/connectors/catalog/rhombus-systems';
import { robin } from '../../src/connectors/catalog/robin';
import type { ConnectorScim } from '../../src/connectors/definition';
import type { IdmMappingRow } from '../../src/core/idm-settings';
import { changedMapping, mappingProblems, storedMapping } from '../../src/provisioning/mapping-rules';

function scimOf(connector: { readonly scim?: ConnectorScim }): ConnectorScim {
  if (connector.scim === undefined) throw new Error('No SCIM.');
  return connector.scim;
}

const ROBIN = scimOf(robin);
const INTERACT = scimOf(interactSoftware);
const RHOMBUS = scimOf(rhombusSystems);

function withRow(base: ConnectorScim, row: Partial<IdmMappingRow> & { readonly to: string }): readonly IdmMappingRow[] {
  return [...mappingOf(base, undefined), { use: 'always', empty: 'omit', ...row }];
}

function problemOf(
  base: ConnectorScim,
  row: Partial<IdmMappingRow> & { readonly to: string },
  enterprise: 'extension' | 'flat' = 'extension',
): string | undefined {
  const rows = withRow(base, row);
  return mappingProblems(base, { rows, enterprise }, 'Atlas')[`row.${rows.length - 1}`];
}

describe('M-178 what may stand in a table', () => {
  test.each([ROBIN, INTERACT, RHOMBUS, GENERIC_SCIM])('a connector’s own table is always allowed', (base) => {
    expect(mappingProblems(base, { rows: mappingOf(base, undefined), enterprise: base.enterprise }, 'Atlas')).toEqual(
      {},
    );
    expect(storedMapping(base, { rows: mappingOf(base, undefined), enterprise: base.enterprise })).toEqual({});
  });

  test.each([
    { to: 'nickName', from: 'displayName' },
    { to: 'costCenter', constant: '4711' },
    { to: 'urn:example:scim:2.0:User:badge', from: 'employeeIdentifier' },
    { to: 'roles', constant: 'member' },
    { to: 'name.honorificPrefix', expression: 'when(employeeType, "doctor", "Dr.")' },
    { to: 'phoneNumbers.value', from: 'mobilePhone' },
  ] as const)('allows $to', (row) => {
    expect(problemOf(ROBIN, row)).toBeUndefined();
  });

  test.each([
    [{ to: '' }, /Enter the SCIM attribute/],
    [{ to: '__proto__', from: 'id' }, /no SCIM attribute/],
    [{ to: 'constructor', from: 'id' }, /no SCIM attribute/],
    [{ to: 'nick name', from: 'id' }, /no SCIM attribute/],
    [{ to: 'a.b.c', from: 'id' }, /at most two names/],
    [{ to: 'x'.repeat(201), from: 'id' }, /at most 200 characters/],
    [{ to: 'id', from: 'id' }, /gives the id itself/],
    [{ to: 'Password', constant: 'secret' }, /no row of the table/],
    [{ to: 'active', constant: 'false' }, /always sent by itself/],
    [{ to: 'Active', constant: 'false' }, /always sent by itself/],
    [{ to: 'urn:ietf:params:scim:schemas:core:2.0:User:active', constant: 'x' }, /schema of every user/],
    [{ to: 'urn:ietf:params:scim:schemas:extension:Enterprise:2.0:User:division', from: 'company' }, /Write urn:ietf/],
    [{ to: 'groups', from: 'username' }, /managed as groups/],
    [{ to: 'nickName', from: 'groups' }, /managed as groups/],
    [{ to: 'nickName', expression: 'first(groups)' }, /can’t read them here/],
    [{ to: 'nickName', expression: 'lower(' }, /is missing/],
    [{ to: 'nickName', constant: '' }, /Enter the constant/],
    [{ to: 'nickName', constant: 'a\u0000b' }, /can’t be sent/],
    [{ to: 'nickName' }, /Choose one of/],
    [{ to: 'nickName', from: 'constructor' }, /Choose one of/],
    [{ to: 'nickName', from: 'addresses' }, /only be sent as addresses/],
    [{ to: 'username', from: 'email' }, /filled twice/],
    [{ to: 'emails.value', from: 'email' }, /filled twice/],
    [{ to: 'emails', from: 'email' }, /fill the same attribute/],
    [{ to: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', from: 'company' }, /filled twice/],
    [{ to: 'phoneNumbers', from: 'workPhone', empty: 'send' }, /no empty text/],
    [{ to: 'nickName', from: 'email', use: 'import' }, /Only the connector/],
  ] as const)('refuses %j', (row, sentence) => {
    expect(problemOf(ROBIN, row as Partial<IdmMappingRow> & { to: string })).toMatch(sentence);
  });

  test('A-27 flat and extension never stand beside each other', () => {
    const row = { to: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division', from: 'company' } as const;
    expect(problemOf(ROBIN, row)).toBeUndefined();
    expect(problemOf(ROBIN, row, 'flat')).toMatch(/sent flat here/);
  });

  test('the username can’t be switched off, left out or made a constant', () => {
    const rows = mappingOf(ROBIN, undefined);
    const changed = (change: Partial<IdmMappingRow>): readonly IdmMappingRow[] =>
      rows.map((row) => (row.to === 'userName' ? { ...row, ...change } : row));
    const check = (some: readonly IdmMappingRow[]): unknown =>
      mappingProblems(ROBIN, { rows: some, enterprise: 'extension' }, 'Atlas');
    expect(JSON.stringify(check(changed({ use: 'off' })))).toMatch(/row.0.*always sent/);
    expect(JSON.stringify(check(changed({ from: 'addresses' })))).toMatch(/row.0.*only be sent as/);
    expect(JSON.stringify(check(changed({ constant: 'all' })))).toMatch(/row.0.*same username/);
    expect(JSON.stringify(check(rows.slice(1)))).toMatch(/mapping.*has to be sent/);
    expect(check(changed({ from: 'email' }))).toEqual({});
  });

  test.each(scimOf(interactSoftware).notSent.filter((name) => /^\w+$/.test(name)))(
    'M-105 Interact is never sent %s, whoever adds it',
    (to) => {
      expect(problemOf(INTERACT, { to, constant: 'x' })).toBe(`Atlas does not support ${to}, so it is never sent.`);
      const stored = { mapping: [{ to, constant: 'x', use: 'always', empty: 'omit' }] as const };
      expect(effectiveScim(INTERACT, stored).users).toEqual([]);
    },
  );

  test('M-104 Rhombus is never sent roles', () => {
    expect(problemOf(RHOMBUS, { to: 'roles', constant: 'admin' })).toMatch(/does not support roles/);
  });

  test('M-103 the email of Rhombus stays for import only, whatever a form says', () => {
    const rows = mappingOf(RHOMBUS, undefined).map((row) => ({ ...row, use: 'always' as const }));
    const { mapping } = storedMapping(RHOMBUS, { rows, enterprise: 'extension' });
    const email = effectiveScim(RHOMBUS, { mapping: mapping ?? rows }).users.find(({ to }) => to.startsWith('emails'));
    expect(email?.use).toBe('import');
    const other = rows.filter(({ to }) => !to.startsWith('emails'));
    const typed = [...other, { to: 'emails.value', from: 'email', use: 'always', empty: 'omit' }] as const;
    expect(mappingProblems(RHOMBUS, { rows: typed, enterprise: 'extension' }, 'Rhombus')).not.toEqual({});
  });
});

describe('M-178 how a table is kept', () => {
  test('rows a form leaves out are switched off', () => {
    const rows = mappingOf(ROBIN, undefined).filter(({ to }) => to !== 'title');
    const stored = storedMapping(ROBIN, { rows, enterprise: 'extension' });
    expect(stored.mapping?.find(({ to }) => to === 'title')?.use).toBe('off');
    expect(effectiveScim(ROBIN, stored).users.map(({ to }) => to)).not.toContain('title');
    expect(changedMapping(ROBIN, {}, stored)).toEqual(['title']);
  });

  test('A-27 the place of enterprise attributes is kept beside the table', () => {
    const stored = storedMapping(ROBIN, { rows: mappingOf(ROBIN, undefined), enterprise: 'flat' });
    expect(stored).toEqual({ enterprise: 'flat' });
    expect(effectiveScim(ROBIN, stored).enterprise).toBe('flat');
    expect(changedMapping(ROBIN, {}, stored)).toEqual(['Place of enterprise attributes']);
  });

  test('a connector’s names for its rows stay; a row of an admin’s own is called by its path', () => {
    const stored = storedMapping(ROBIN, {
      rows: withRow(ROBIN, { to: 'nickName', from: 'firstname' }),
      enterprise: 'extension',
    });
    const users = effectiveScim(ROBIN, stored).users;
    expect(users.find(({ to }) => to === 'title')?.label).toBe('Job Title');
    expect(users.at(-1)).toEqual({ from: 'firstname', to: 'nickName', label: 'nickName' });
  });
});

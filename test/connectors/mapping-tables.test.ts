import { labelOf } from '../../src/core/attributes';
import { blogin } from '../../src/connectors/catalog/blogin';
import { customScim } from '../../src/connectors/catalog/custom-scim';
import { interactSoftware } from '../../src/connectors/catalog/interact-software';
import { rhombusSystems } from '../../src/connectors/catalog/rhombus-systems';
import { robin } from '../../src/connectors/catalog/robin';
import type { Connector } from '../../src/connectors/definition';
import { mappingRows } from '../../src/connectors/mapping-table';

type Row = readonly [id: string, from: string, to: string, label: string];

const ROBIN: readonly Row[] = [
  ['M-120', 'username', 'userName', 'userName'],
  ['M-121', 'firstname', 'name.givenName', 'First Name'],
  ['M-122', 'lastname', 'name.familyName', 'Last Name'],
  ['M-123', 'email', 'emails:value', 'Email'],
  ['M-124 A-25', 'jobTitle', 'title', 'Job Title'],
  ['M-125', 'department', 'department', 'Department'],
  ['M-126', 'displayName', 'displayName', 'displayName'],
  ['M-127', 'employeeIdentifier', 'externalId', 'Employee Number'],
];
const BLOGIN: readonly Row[] = [
  ['M-129', 'username', 'userName', 'userName'],
  ['M-130 A-24', 'email', 'emails:value', 'emails'],
  ['M-131', 'active', 'active', 'Active'],
  ['M-132', 'firstname', 'name.givenName', 'First Name'],
  ['M-133', 'lastname', 'name.familyName', 'Last Name'],
  ['M-134 A-29', 'fullname', 'name.formatted', 'Display Name'],
  ['M-135', 'jobTitle', 'title', 'Job title'],
  ['M-136', 'workPhone', 'phoneNumbers.value', 'Phone Number'],
  ['M-137 A-28', 'timezone', 'timezone', 'timezone'],
  ['M-138 A-29', 'displayName', 'displayName', 'displayName'],
  ['M-099', 'password', 'password', 'password'],
];
const RHOMBUS: readonly Row[] = [
  ['M-140', 'username', 'userName', 'Email address'],
  ['M-141', 'firstname', 'name.givenName', 'First Name'],
  ['M-142', 'lastname', 'name.familyName', 'Last Name'],
  ['M-103', 'email', 'emails:value', 'Primary Email'],
];
const INTERACT: readonly Row[] = [
  ['M-143', 'username', 'userName', 'userName'],
  ['M-144', 'active', 'active', 'active'],
  ['M-145', 'employeeType', 'userType', 'userType'],
  ['M-146 A-24', 'email', 'emails:value', 'emails'],
  ['M-147', 'employeeIdentifier', 'externalId', 'externalId'],
  ['M-148', 'firstname', 'name.givenName', 'name.givenName'],
  ['M-149', 'lastname', 'name.familyName', 'name.familyName'],
  ['M-150 A-25', 'jobTitle', 'title', 'title'],
  ['M-151', 'preferredLanguage', 'preferredLanguage', 'preferredLanguage'],
  ['M-152', 'locale', 'locale', 'Locale'],
  ['M-153', 'workPhone', 'phoneNumbers.value', 'phoneNumbers.value'],
  ['M-154', 'department', 'department', 'department'],
  ['M-155', 'company', 'organization', 'organization'],
  ['M-156 A-28', 'location', 'location', 'location'],
  ['M-158', 'workStreetAddress', 'addresses.streetAddress', 'addresses.streetAddress'],
  ['M-159 A-26', 'workCity', 'addresses.locality', 'addresses.formatted'],
  ['M-160', 'workState', 'addresses.region', 'addresses.region'],
  ['M-157 M-100', 'password', 'password', 'password'],
];
const GENERIC: readonly Row[] = [
  ['M-162 A-06', 'id', 'externalId', 'ExternalID'],
  ['M-163', 'username', 'userName', 'Username'],
  ['M-165', 'firstname', 'name.givenName', 'GivenName'],
  ['M-166', 'lastname', 'name.familyName', 'FamilyName'],
  ['M-167', 'middlename', 'name.middleName', 'MiddleName'],
  ['M-168', 'displayName', 'displayName', 'Displayname'],
  ['M-169', 'email', 'emails:value', 'Emails'],
  ['M-170', 'active', 'active', 'Active'],
  ['M-171 A-30', 'addresses', 'addresses', 'Addresses'],
  ['M-172 A-30', 'phoneNumbers', 'phoneNumbers', 'Phones'],
  ['M-173 A-27', 'employeeIdentifier', 'employeeNumber', 'EmployeeNumber'],
  ['M-174 A-27', 'department', 'department', 'Department'],
  ['M-175 A-27', 'company', 'organization', 'Organization'],
  ['M-176', 'jobTitle', 'title', 'Title'],
  ['M-164', 'password', 'password', 'password'],
];

const TABLES: readonly (readonly [Connector, readonly Row[]])[] = [
  [robin, ROBIN],
  [blogin, BLOGIN],
  [rhombusSystems, RHOMBUS],
  [interactSoftware, INTERACT],
  [customScim, GENERIC],
];

describe.each(TABLES)('attribute table of $label', (connector, table) => {
  const rows = connector.scim === undefined ? [] : mappingRows(connector.scim);

  it.each(table.map((row, place) => [...row, place] as const))('%s: %s is sent as %s, called %s there', (...args) => {
    const [, property, to, label, place] = args;
    expect(rows[place]).toMatchObject({ property, to, label });
  });

  it('M-094: holds these rows and no other', () => {
    expect(rows).toHaveLength(table.length);
  });

  it('M-177: names each property as the portal does', () => {
    for (const row of rows)
      expect(row.field).toBe(row.property === 'password' ? 'Password' : labelOf(row.property ?? 'id'));
  });

  it('A-27: keeps enterprise attributes in the extension', () => {
    expect(connector.scim?.enterprise).toBe('extension');
  });
});

describe('group tables', () => {
  it.each([
    ['M-128', robin],
    ['M-139', blogin],
    ['M-161', interactSoftware],
  ] as const)('%s: the group name is sent as displayName', (_id, connector) => {
    expect(connector.scim?.groups).toEqual([{ from: 'name', to: 'displayName', label: 'Name' }]);
  });

  it('M-119 A-23: Rhombus has no groups', () => {
    expect(rhombusSystems.scim?.groups).toEqual([]);
    expect(rhombusSystems.scim?.can).not.toContain('groups');
  });
});

describe('rows with a note', () => {
  const rows = (connector: Connector) => (connector.scim === undefined ? [] : mappingRows(connector.scim));

  it('M-101: Rhombus sets the username once', () => {
    expect(rows(rhombusSystems)[0]?.note).toMatch(/set once/);
    expect(rhombusSystems.scim?.quirks).toContain('immutable-user-name');
  });

  it('M-103: Rhombus takes the e-mail from imports only', () => {
    const email = rows(rhombusSystems).find((row) => row.property === 'email');
    expect(email).toMatchObject({ use: 'import', note: expect.stringContaining('never sent') as string });
  });

  it('A-26: Interact gets the city as the formatted address too', () => {
    expect(rows(interactSoftware).find((row) => row.property === 'workCity')?.note).toMatch(/formatted/);
  });

  it('M-098: Robin has no password row', () => {
    expect(rows(robin).map((row) => row.property)).not.toContain('password');
  });
});

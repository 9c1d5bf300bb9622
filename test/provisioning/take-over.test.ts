import { planUser } from '../../src/provisioning/plan';
import { decideTakeOver } from '../../src/provisioning/take-over';
import type { ScimResource } from '../../src/scim/resource';
import { ENTERPRISE_USER_SCHEMA, type ScimAttributes } from '../../src/scim/schemas';
import { connector } from './connectors';

const wanted: ScimAttributes = {
  userName: 'priya',
  emails: [{ value: 'priya@example.com', type: 'work', primary: true }],
  title: 'Engineer',
  active: true,
};

function account(id: string, userName: string, email?: string, more: ScimAttributes = {}): ScimResource {
  const emails = email === undefined ? {} : { emails: [{ value: email, type: 'work', primary: true }] };
  return { id, attributes: { id, userName, ...emails, ...more } };
}

describe('M-091 A-07 whose account it is', () => {
  const mail = 'priya@example.com';
  const rows: [string, ScimResource[], string][] = [
    ['nobody there', [], 'none'],
    ['others there', [account('1', 'paul', 'paul@example.com')], 'none'],
    ['both equal', [account('1', 'priya', mail)], 'take-over'],
    ['both equal but for case', [account('1', 'PRIYA', 'Priya@Example.COM')], 'take-over'],
    ['the same among others', [account('2', 'paul'), account('1', 'priya', mail)], 'take-over'],
    ['same username, other e-mail', [account('1', 'priya', 'other@example.com')], 'conflict'],
    ['same username, no e-mail', [account('1', 'priya')], 'conflict'],
    ['same e-mail, other username', [account('1', 'p.kaul', mail)], 'conflict'],
    ['two with the username', [account('1', 'priya', mail), account('2', 'Priya', mail)], 'conflict'],
    ['a second one with the e-mail', [account('1', 'priya', mail), account('2', 'p.kaul', mail)], 'conflict'],
    ['a username of the wrong kind', [{ id: '1', attributes: { userName: ['priya'] } }], 'none'],
  ];
  test.each(rows)('%s', (_, found, kind) => expect(decideTakeOver(found, wanted).kind).toBe(kind));

  const powers: [string, ScimAttributes, string][] = [
    ['a role', { roles: [{ value: 'Site Admin' }] }, 'conflict'],
    ['a role by its display name', { roles: [{ value: '17', display: 'Account owner' }] }, 'conflict'],
    ['an entitlement', { entitlements: [{ value: 'org_admin' }] }, 'conflict'],
    ['a user type', { userType: 'Administrator' }, 'conflict'],
    ['a flag', { isAdmin: true }, 'conflict'],
    ['a flag as text in an extension', { 'urn:example:2.0:User': { Admin: 'True' } }, 'conflict'],
    ['a flag that is off', { isAdmin: false }, 'take-over'],
    ['an ordinary role', { roles: [{ value: 'Administrative assistant' }, { value: 'member' }] }, 'take-over'],
    ['a word that only holds one', { userType: 'Badminton', roles: ['Ownership reports'] }, 'take-over'],
  ];
  test.each(powers)('an account that may do more is never taken over silently: %s', (_, more, kind) => {
    expect(decideTakeOver([account('1', 'priya', mail, more)], wanted).kind).toBe(kind);
  });

  test('where no e-mail is sent, the username decides', () => {
    const found = [account('1', 'priya', 'other@example.com')];
    expect(decideTakeOver(found, { userName: 'priya' })).toMatchObject({ kind: 'take-over', remoteId: '1' });
  });

  test('of the account only what is sent is read, whatever the case of its names', () => {
    const decided = decideTakeOver(
      [
        {
          id: '1',
          attributes: {
            id: '1',
            meta: { version: '3' },
            USERNAME: 'priya',
            Emails: [{ value: 'priya@example.com', type: 'work', primary: true, display: 'Priya' }],
            roles: [{ value: 'reader' }],
            title: 'Clerk',
            active: false,
          },
        },
      ],
      wanted,
    );
    expect(decided).toEqual({
      kind: 'take-over',
      remoteId: '1',
      current: { userName: 'priya', emails: wanted['emails'], title: 'Clerk', active: false },
    });
  });

  test('after it, the plan sends only what differs', () => {
    const withDepartment = { ...wanted, [ENTERPRISE_USER_SCHEMA]: { department: 'R' } };
    const decided = decideTakeOver([account('1', 'priya', mail, { title: 'Clerk', active: true })], withDepartment);
    if (decided.kind !== 'take-over') throw new Error('The account was not taken over.');
    const link = { remoteId: '1', accepted: decided.current, creating: false, removed: false, managed: true };
    const operation = planUser({ granted: true, active: true, attributes: withDepartment }, link, connector());
    expect(operation).toMatchObject({
      operations: [
        { op: 'replace', path: 'title', value: 'Engineer' },
        { op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'R' },
      ],
    });
  });
});

import type { ConnectorScim } from '../../src/connectors/definition';
import type { User } from '../../src/core/user';
import { planUser, type LinkState, type UserOperation, type UserUpdate } from '../../src/provisioning/plan';
import { wantedUser, type WantedUser } from '../../src/provisioning/wanted';
import { person, personWithout } from '../scim/people';
import { connector, removingConnector } from './connectors';

const NOW = 1_000_000;
const FULL = connector();

function wantedOf(scim: ConnectorScim = FULL, user: User = person(), granted = true): WantedUser {
  return wantedUser({ user, granted, groupNames: [], connectorScim: scim, now: NOW });
}

const accepted = wantedOf().attributes;

function linkOf(changes: Partial<LinkState> = {}): LinkState {
  return { remoteId: '7', accepted, creating: false, removed: false, managed: true, ...changes };
}

function plan(wanted: WantedUser, link?: LinkState, scim: ConnectorScim = FULL): UserOperation {
  return planUser(wanted, link, scim, 'Robin');
}

function update(operation: UserOperation): UserUpdate {
  if (operation.kind !== 'update') throw new Error(`Planned ${operation.kind} instead of an update.`);
  return operation;
}

const suspended = person({ state: 'suspended' });

describe('M-095 active is granted, not suspended and not expired', () => {
  const rows: [string, User, boolean, boolean][] = [
    ['an active person with a grant', person(), true, true],
    ['no grant', person(), false, false],
    ['suspended', suspended, true, false],
    ['A-19 expired by the clock', person({ passwordExpiresAt: NOW }), true, false],
    ['A-19 a temporary password', person({ passwordTemporary: true, state: 'staged' }), true, true],
  ];
  test.each(rows)('%s', (_, user, granted, active) => {
    const wanted = wantedOf(FULL, user, granted);
    expect(wanted).toMatchObject({ granted, active, attributes: { active } });
  });
});

describe('a person without an account', () => {
  test('M-090 is found or created once granted', () => {
    expect(plan(wantedOf())).toEqual({ kind: 'find-or-create', attributes: accepted });
  });

  test('M-063 is left alone without a grant', () => {
    expect(plan(wantedOf(FULL, person(), false)).kind).toBe('none');
  });

  test('gets no account while suspended or expired, and one afterwards', () => {
    expect(plan(wantedOf(FULL, suspended)).kind).toBe('none');
    expect(plan(wantedOf(FULL, person({ passwordExpiresAt: NOW - 1 }))).kind).toBe('none');
  });

  test('is looked for again when the answer to a create was lost', () => {
    const link = { creating: true, removed: false, managed: true };
    expect(plan(wantedOf(), link).kind).toBe('find-or-create');
    expect(plan(wantedOf(FULL, person(), false), link)).toEqual({ kind: 'find-and-deactivate' });
    expect(plan(wantedOf(FULL, suspended), link)).toEqual({ kind: 'find-and-deactivate' });
  });

  test('M-007 is not created where the SP can not create accounts', () => {
    const scim = connector({ can: ['update', 'deactivate'] });
    expect(plan(wantedOf(scim), undefined, scim)).toEqual({
      kind: 'park',
      sentence: "Passo can't create accounts in Robin. Create this one there, then import it.",
    });
  });
});

describe('a person with an account', () => {
  test('has nothing sent when nothing changed', () => {
    expect(plan(wantedOf(), linkOf())).toEqual({ kind: 'none' });
  });

  test('M-092 has one operation sent for one change', () => {
    const wanted = wantedOf(FULL, person({ jobTitle: 'Director' }));
    expect(plan(wanted, linkOf())).toEqual({
      kind: 'update',
      remoteId: '7',
      operations: [{ op: 'replace', path: 'title', value: 'Director' }],
      attributes: wanted.attributes,
      inDoubt: wanted.attributes,
      deactivates: false,
      reactivates: false,
    });
  });

  test('M-092 clearing a value is a change', () => {
    const operation = update(plan(wantedOf(FULL, personWithout('jobTitle')), linkOf()));
    expect(operation.operations).toEqual([{ op: 'remove', path: 'title' }]);
  });

  test('M-093 M-113 is deactivated without a grant, and nothing else is sent along', () => {
    const wanted = wantedOf(FULL, person({ jobTitle: 'Director' }), false);
    const operation = update(plan(wanted, linkOf()));
    expect(operation.operations).toEqual([{ op: 'replace', path: 'active', value: false }]);
    expect(operation).toMatchObject({ deactivates: true, attributes: { ...accepted, active: false } });
    expect(plan(wanted, linkOf({ accepted: operation.attributes })).kind).toBe('none');
  });

  test('A-39 a suspended person is deactivated, and active again afterwards with what changed meanwhile', () => {
    expect(update(plan(wantedOf(FULL, suspended), linkOf())).deactivates).toBe(true);
    const link = linkOf({ accepted: { ...accepted, active: false } });
    const back = update(plan(wantedOf(FULL, person({ jobTitle: 'Director' })), link));
    expect(back.operations).toEqual([
      { op: 'replace', path: 'title', value: 'Director' },
      { op: 'replace', path: 'active', value: true },
    ]);
    expect(back.reactivates).toBe(true);
  });

  test('a deactivation whose answer was lost is sent again, and so is the return after it', () => {
    const link = linkOf({ inDoubt: { ...accepted, active: false } });
    expect(update(plan(wantedOf(FULL, person(), false), link)).deactivates).toBe(true);
    const back = update(plan(wantedOf(), link));
    expect(back).toMatchObject({ operations: [{ op: 'replace', path: 'active', value: true }], reactivates: true });
  });

  test('a reactivation whose answer was lost is taken back when the person leaves again', () => {
    const link = linkOf({ accepted: { ...accepted, active: false }, inDoubt: accepted });
    expect(update(plan(wantedOf(FULL, person(), false), link)).deactivates).toBe(true);
  });

  test('what else was in doubt stays in doubt after a deactivation, and is sent on return', () => {
    const link = linkOf({ inDoubt: { ...accepted, title: 'Director' } });
    const left = update(plan(wantedOf(FULL, person(), false), link));
    expect(left.stillInDoubt).toEqual({ ...accepted, title: 'Director', active: false });
    const { stillInDoubt, attributes } = left;
    const afterwards = linkOf({ accepted: attributes, ...(stillInDoubt && { inDoubt: stillInDoubt }) });
    expect(plan(wantedOf(FULL, person(), false), afterwards).kind).toBe('none');
    expect(update(plan(wantedOf(), afterwards)).operations.map(({ path }) => path)).toEqual(['title', 'active']);
  });

  test('whose state is not known has everything sent', () => {
    const link = { remoteId: '7', creating: false, removed: false, managed: true };
    expect(update(plan(wantedOf(), link)).attributes).toEqual(accepted);
    expect(update(plan(wantedOf(FULL, person(), false), link)).operations).toHaveLength(1);
  });

  test('A-41 M-189 that was only imported is not touched before the person may use the application', () => {
    const link = linkOf({ managed: false, accepted: {} });
    expect(plan(wantedOf(FULL, person(), false), link).kind).toBe('none');
    expect(plan(wantedOf(), link)).toMatchObject({ kind: 'update', deactivates: false });
  });

  test('A-20 is deleted only with the person, where the admin wants that and the SP can', () => {
    const gone = wantedOf(FULL, person(), false);
    const can = { ...FULL, can: [...FULL.can, 'delete' as const] };
    expect(planUser(gone, linkOf({}), can, 'Atlas', true)).toMatchObject({
      kind: 'delete',
      remoteId: linkOf({}).remoteId,
      instead: { kind: 'update', deactivates: true },
    });
    expect(planUser(gone, linkOf({}), can, 'Atlas').kind).toBe('update');
    const cannot = { ...FULL, can: FULL.can.filter((one) => one !== 'delete') };
    expect(planUser(gone, linkOf({}), cannot, 'Atlas', true).kind).toBe('update');
    expect(planUser(gone, linkOf({ removed: true }), can, 'Atlas', true).kind).toBe('none');
  });
});

describe('M-007 only what the connector declares is attempted', () => {
  test('without update, only active is sent', () => {
    const scim = connector({ can: ['create', 'deactivate'] });
    const changed = wantedOf(scim, person({ jobTitle: 'Director' }));
    expect(plan(changed, linkOf(), scim).kind).toBe('none');
    const back = update(plan(changed, linkOf({ accepted: { ...accepted, active: false } }), scim));
    expect(back.operations).toEqual([{ op: 'replace', path: 'active', value: true }]);
    expect(back.attributes).toEqual(accepted);
  });

  test('without deactivate, an admin is asked', () => {
    const scim = connector({ can: ['create', 'update'] });
    expect(plan(wantedOf(scim, person(), false), linkOf(), scim)).toMatchObject({
      kind: 'park',
      sentence: "Passo can't deactivate accounts in Robin. Deactivate this one there by hand.",
    });
  });

  test('a row that is sent with a new account only is not patched', () => {
    const users = FULL.users.map((row) => (row.to === 'title' ? { ...row, use: 'create' as const } : row));
    const scim = connector({ users });
    expect(wantedOf(scim).attributes['title']).toBe('Engineer');
    expect(plan(wantedOf(scim, person({ jobTitle: 'Director' })), linkOf(), scim)).toEqual({ kind: 'none' });
  });
});

describe('an SP where names are fixed and deactivation removes the account', () => {
  const scim = removingConnector();
  const there = linkOf({ accepted: wantedOf(scim).attributes });

  test('M-101 a change of the username is not sent', () => {
    expect(plan(wantedOf(scim, person({ username: 'priya.rao' })), there, scim)).toEqual({ kind: 'none' });
  });

  test('M-103 a change of the e-mail is not sent', () => {
    expect(plan(wantedOf(scim, person({ email: 'new@example.com' })), there, scim)).toEqual({ kind: 'none' });
  });

  test('M-102 A-18 a person who leaves is deactivated, and created anew on return', () => {
    const left = update(plan(wantedOf(scim, person(), false), there, scim));
    expect(left.operations).toEqual([{ op: 'replace', path: 'active', value: false }]);
    const gone = linkOf({ accepted: left.attributes });
    expect(plan(wantedOf(scim, person(), false), gone, scim).kind).toBe('none');
    expect(plan(wantedOf(scim), gone, scim).kind).toBe('find-or-create');
    expect(plan(wantedOf(scim), { ...gone, removed: true }, scim).kind).toBe('find-or-create');
  });
});

describe('an account the SP removed', () => {
  test('is not made again behind the back of whoever removed it', () => {
    expect(plan(wantedOf(), linkOf({ removed: true }))).toEqual({
      kind: 'park',
      sentence: 'This account was removed in Robin. Create it again or stop managing it.',
    });
  });

  test("is made again on return when it was inactive, and is nobody else's concern", () => {
    const link = linkOf({ removed: true, accepted: { ...accepted, active: false } });
    expect(plan(wantedOf(), link).kind).toBe('find-or-create');
    expect(plan(wantedOf(FULL, person(), false), linkOf({ removed: true })).kind).toBe('none');
  });
});

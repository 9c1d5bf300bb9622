import { changedNames, describeOperation } from '../../src/provisioning/describe';
import type { UserOperation, UserUpdate } from '../../src/provisioning/plan';
import { ENTERPRISE_USER_SCHEMA } from '../../src/scim/schemas';
import { connector } from './connectors';

const scim = connector();

function update(paths: readonly string[], changes: Partial<UserUpdate> = {}): UserUpdate {
  const operations = paths.map((path) => ({ op: 'remove' as const, path }));
  const rest = { remoteId: '7', attributes: {}, inDoubt: {}, deactivates: false, reactivates: false };
  return { kind: 'update', operations, ...rest, ...changes };
}

describe('an operation in words', () => {
  const rows: [UserOperation, string][] = [
    [{ kind: 'find-or-create', attributes: {} }, 'Create account for Priya Kaul'],
    [update(['title']), 'Change Job Title of Priya Kaul'],
    [
      update(['title', `${ENTERPRISE_USER_SCHEMA}:department`, 'emails']),
      'Change Job Title, Department and Company Email of Priya Kaul',
    ],
    [update(['addresses']), 'Change Work Address of Priya Kaul'],
    [update(['title', 'userName', 'emails', 'externalId', 'addresses']), 'Change 5 attributes of Priya Kaul'],
    [update(['active'], { deactivates: true }), 'Deactivate account of Priya Kaul'],
    [update(['active'], { reactivates: true }), 'Reactivate account of Priya Kaul'],
    [update(['active', 'title'], { reactivates: true }), 'Reactivate account of Priya Kaul and change Job Title'],
    [{ kind: 'find-and-deactivate' }, 'Find and deactivate account of Priya Kaul'],
    [{ kind: 'none' }, 'Nothing to send for Priya Kaul'],
    [{ kind: 'park', sentence: 'Why.' }, 'Why.'],
  ];
  test.each(rows)('%#', (operation, sentence) => {
    expect(describeOperation(operation, 'Priya Kaul', scim)).toBe(sentence);
  });

  test('a path outside the table keeps its own name', () => {
    expect(changedNames([{ op: 'remove', path: 'nickName' }], scim)).toEqual(['nickName']);
  });
});

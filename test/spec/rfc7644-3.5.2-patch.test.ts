import fc from 'fast-check';
import { sameValue } from '../../src/scim/attribute-path';
import { afterDiff, diffUser, mergeDoubt, type PatchOperation } from '../../src/scim/patch';
import { ENTERPRISE_USER_SCHEMA, type Json, type ScimAttributes } from '../../src/scim/schemas';

const NOTHING_FIXED = { immutable: [], createOnly: [] };
type Tree = { [name: string]: Json };

/** An SP that reads paths as the text of the section says, independent of the code under test. */
function applyAsServer(resource: ScimAttributes, operations: readonly PatchOperation[]): Tree {
  const copy = structuredClone<unknown>(resource) as Tree;
  for (const operation of operations) {
    const { path } = operation;
    const urn = path.startsWith(`${ENTERPRISE_USER_SCHEMA}:`) ? ENTERPRISE_USER_SCHEMA : undefined;
    const names = (urn === undefined ? path : path.slice(urn.length + 1)).split('.');
    if (urn !== undefined) names.unshift(urn);
    const last = names.pop() ?? '';
    let parent = copy;
    for (const name of names) parent = (parent[name] ??= {}) as Tree;
    if (operation.op === 'remove') delete parent[last];
    else parent[last] = operation.value;
  }
  return copy;
}

const text = fc.string({ minLength: 1, maxLength: 6 });
const list = fc.uniqueArray(fc.record({ value: text, type: fc.constantFrom('work', 'home') }), {
  minLength: 1,
  maxLength: 3,
  selector: (item) => item.value,
});
const user: fc.Arbitrary<ScimAttributes> = fc.record(
  {
    userName: text,
    title: text,
    active: fc.boolean(),
    name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
    emails: list,
    phoneNumbers: list,
    [ENTERPRISE_USER_SCHEMA]: fc.record({ department: text, organization: text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

describe('RFC 7644 section 3.5.2: the smallest PatchOp', () => {
  test('applied to what was accepted, the operations give what is wanted', () => {
    fc.assert(
      fc.property(user, user, (accepted, wanted) => {
        const reached = applyAsServer(accepted, diffUser(accepted, undefined, wanted, NOTHING_FIXED));
        expect(sameValue(reached, wanted)).toBe(true);
        expect(sameValue(afterDiff(accepted, wanted, NOTHING_FIXED), wanted)).toBe(true);
      }),
    );
  });

  test('nothing is sent for what is held already, in whatever order', () => {
    fc.assert(
      fc.property(user, (wanted) => {
        const entries = Object.entries(wanted).reverse();
        const turned = Object.fromEntries(
          entries.map(([name, value]) => [name, Array.isArray(value) ? [...(value as Json[])].reverse() : value]),
        );
        expect(diffUser(wanted, undefined, turned, NOTHING_FIXED)).toEqual([]);
      }),
    );
  });

  test('every operation is needed: without it the result differs', () => {
    fc.assert(
      fc.property(user, user, (accepted, wanted) => {
        const operations = diffUser(accepted, undefined, wanted, NOTHING_FIXED);
        operations.forEach((_, place) => {
          const fewer = operations.filter((__, other) => other !== place);
          expect(sameValue(applyAsServer(accepted, fewer), wanted)).toBe(false);
        });
      }),
    );
  });

  test('whichever of several lost requests the SP acted on, the next one repairs it', () => {
    const lost = fc.array(fc.tuple(user, fc.boolean()), { maxLength: 4 });
    fc.assert(
      fc.property(user, lost, user, (accepted, attempts, wanted) => {
        let held: ScimAttributes = accepted;
        let inDoubt: ScimAttributes | undefined;
        for (const [attempt, acted] of attempts) {
          const operations = diffUser(accepted, inDoubt, attempt, NOTHING_FIXED);
          inDoubt = mergeDoubt(accepted, inDoubt, attempt);
          if (acted) held = applyAsServer(held, operations);
        }
        const reached = applyAsServer(held, diffUser(accepted, inDoubt, wanted, NOTHING_FIXED));
        expect(sameValue(reached, wanted)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const one: [string, ScimAttributes, ScimAttributes, PatchOperation[]][] = [
    ['a changed title', { title: 'A' }, { title: 'B' }, [{ op: 'replace', path: 'title', value: 'B' }]],
    [
      'one part of the name',
      { name: { givenName: 'A', familyName: 'K' } },
      { name: { givenName: 'B', familyName: 'K' } },
      [{ op: 'replace', path: 'name.givenName', value: 'B' }],
    ],
    [
      'an attribute of the extension, which is not there yet',
      {},
      { [ENTERPRISE_USER_SCHEMA]: { department: 'R' } },
      [{ op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'R' }],
    ],
    [
      'one e-mail of several: the list as a whole',
      { emails: [{ value: 'a' }, { value: 'b' }] },
      { emails: [{ value: 'a' }, { value: 'c' }] },
      [{ op: 'replace', path: 'emails', value: [{ value: 'a' }, { value: 'c' }] }],
    ],
    ['a cleared value', { title: 'A', active: true }, { active: true }, [{ op: 'remove', path: 'title' }]],
    ['false is a value', { active: true }, { active: false }, [{ op: 'replace', path: 'active', value: false }]],
    ['null and empty are absence (RFC 7643 section 2.5)', { title: null, emails: [] }, { name: {} }, []],
  ];
  test.each(one)('one operation for %s', (_, accepted, wanted, expected) => {
    expect(diffUser(accepted, undefined, wanted, NOTHING_FIXED)).toEqual(expected);
  });

  test('a value in doubt is sent again although it equals the accepted one', () => {
    expect(diffUser({ title: 'A' }, { title: 'B' }, { title: 'A' }, NOTHING_FIXED)).toEqual([
      { op: 'replace', path: 'title', value: 'A' },
    ]);
  });

  test('M-101 an attribute that can not change is neither patched nor recorded as changed', () => {
    const options = { immutable: ['userName'], createOnly: ['externalId'] };
    const accepted = { userName: 'old', externalId: '1', title: 'A' };
    const wanted = { userName: 'new', externalId: '2', title: 'B' };
    expect(diffUser(accepted, undefined, wanted, options)).toEqual([{ op: 'replace', path: 'title', value: 'B' }]);
    expect(afterDiff(accepted, wanted, options)).toEqual({ userName: 'old', externalId: '1', title: 'B' });
  });
});

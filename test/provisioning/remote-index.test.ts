import { makeRemoteIndex } from '../../src/provisioning/remote-index';
import type { ScimAttributes } from '../../src/scim/schemas';

const account = (id: string, attributes: ScimAttributes): { id: string; attributes: ScimAttributes } => ({
  id,
  attributes,
});
const wanted = (userName: string, email?: string): ScimAttributes => ({
  userName,
  ...(email === undefined ? {} : { emails: [{ value: email, type: 'work', primary: true }] }),
});

describe('the accounts of an SP’s list', () => {
  test('A-07: are found by user name and by e-mail, without case, each once', () => {
    const index = makeRemoteIndex();
    index.add(account('1', { userName: 'Noor.A', emails: [{ value: 'Noor@Fernhill.example' }] }));
    index.add(account('2', { USERNAME: 'priya', emails: ['noor@fernhill.example'] }));
    expect(index.candidates(wanted('noor.a', 'NOOR@fernhill.example'))).toEqual({ named: ['1'], mailed: ['2'] });
    expect(index.candidates(wanted('priya'))).toEqual({ named: ['2'], mailed: [] });
    expect(index.candidates(wanted('dele', 'dele@fernhill.example'))).toEqual({ named: [], mailed: [] });
  });

  test('several accounts with one name are all named, and one that is listed twice is one', () => {
    const index = makeRemoteIndex();
    index.add(account('1', { userName: 'noor' }));
    index.add(account('2', { userName: 'NOOR' }));
    index.add(account('2', { userName: 'NOOR' }));
    index.add(account('3', { userName: 'noor' }));
    expect(index.candidates(wanted('Noor')).named).toEqual(['1', '2', '3']);
  });

  test.each<[string, ScimAttributes]>([
    ['no attributes', {}],
    ['a name that is no text', { userName: 7, emails: 'text' }],
    ['an empty name and empty addresses', { userName: ' ', emails: [{ value: '' }, null, { type: 'work' }] }],
    ['names of a prototype', { userName: '__proto__', emails: [{ value: 'constructor' }] }],
  ])('an account with %s breaks nothing and is nobody’s', (_name, attributes) => {
    const index = makeRemoteIndex();
    index.add(account('1', attributes));
    expect(index.candidates(wanted('noor', 'noor@fernhill.example'))).toEqual({ named: [], mailed: [] });
    expect(index.candidates(wanted('toString', 'valueOf')).named).toEqual([]);
    expect(index.candidates({}).named).toEqual([]);
  });
});

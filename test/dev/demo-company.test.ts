import { DIRECTORY_ATTRIBUTES } from '../../src/core/attributes';
import { fold } from '../../src/core/ids';
import { DEMO_COMPANY, DEMO_GROUPS, DEMO_PEOPLE } from '../../src/dev/demo-company';

const COMPUTED = new Set(['id', 'active', 'groups', 'fullname']);

describe('the demo company', () => {
  it('has 40 people with user names, e-mail addresses and employee ids of their own', () => {
    expect(DEMO_PEOPLE).toHaveLength(40);
    for (const key of ['username', 'email', 'employeeIdentifier'] as const) {
      expect(new Set(DEMO_PEOPLE.map((person) => fold(person[key] ?? ''))).size).toBe(40);
    }
    for (const person of DEMO_PEOPLE) expect(person.email).toMatch(new RegExp(`^[a-z.]+@${DEMO_COMPANY.domain}$`));
  });

  it('fills every property that can be mapped for at least one person, and never with an empty text', () => {
    const flat = (name: string) =>
      DEMO_PEOPLE.some((person) => {
        if (name === 'workPhone') return person.phoneNumbers.some((phone) => phone.type === 'work');
        if (name === 'mobilePhone') return person.phoneNumbers.some((phone) => phone.type === 'mobile');
        if (/^work[A-Z]/.test(name)) return person.addresses.some((address) => Object.keys(address).length === 6);
        return name in person;
      });
    const names = DIRECTORY_ATTRIBUTES.map(({ name }) => name).filter((name) => !COMPUTED.has(name));
    expect(names.filter((name) => !flat(name))).toEqual([]);
    expect(JSON.stringify(DEMO_PEOPLE)).not.toContain('""');
  });

  it('has somebody without a last name, one written from right to left, and a very long name', () => {
    expect(DEMO_PEOPLE.filter((person) => person.lastname === undefined)).toHaveLength(1);
    expect(DEMO_PEOPLE.some((person) => /\p{Script=Arabic}/u.test(person.displayName ?? ''))).toBe(true);
    expect(DEMO_PEOPLE.some((person) => (person.displayName ?? '').length > 50)).toBe(true);
  });

  it('has five groups, none empty, whose members all exist', () => {
    const usernames = new Set(DEMO_PEOPLE.map((person) => person.username));
    expect(DEMO_GROUPS).toHaveLength(5);
    for (const group of DEMO_GROUPS) {
      expect(group.members.length).toBeGreaterThan(2);
      expect(new Set(group.members).size).toBe(group.members.length);
      expect(group.members.filter((member) => !usernames.has(member))).toEqual([]);
    }
  });
});

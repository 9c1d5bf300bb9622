import type { UserId } from '../../src/core/ids';
import type { User } from '../../src/core/user';

/** A person with every property, for tests of what is sent. */
export function person(changes: Partial<User> = {}): User {
  return {
    id: '01J00000000000000000000001' as UserId,
    username: 'priya.kaul',
    email: 'priya@example.com',
    firstname: 'Priya',
    middlename: 'M',
    lastname: 'Kaul',
    displayName: 'Priya K',
    jobTitle: 'Engineer',
    department: 'Research',
    company: 'Example Ltd',
    location: 'Leeds',
    employeeIdentifier: 'E-17',
    employeeType: 'full-time',
    preferredLanguage: 'en',
    locale: 'en-GB',
    timezone: 'Europe/London',
    addresses: [
      { type: 'home', locality: 'York' },
      { type: 'work', streetAddress: '1 Mill Road', locality: 'Leeds', region: 'Yorkshire', country: 'GB' },
    ],
    phoneNumbers: [
      { type: 'mobile', value: '+44 7700 900000' },
      { type: 'work', value: '+44 113 496 0000' },
    ],
    state: 'active',
    role: 'user',
    hasPassword: true,
    passwordTemporary: false,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}

/** A person without the properties named: absent, not undefined. */
export function personWithout(...names: (keyof User)[]): User {
  return Object.fromEntries(Object.entries(person()).filter(([name]) => !names.includes(name as keyof User))) as never;
}

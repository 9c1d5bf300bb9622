import type { Group } from '../core/group';
import type { Address, PhoneNumber, Profile } from '../core/user';

import { DEMO_ROWS, type DemoOffice, type DemoRow } from './demo-people';

/** The company of the demo. */
export const DEMO_COMPANY = { name: 'Fernhill Works', domain: 'fernhill.example' } as const;

/** A user group of the demo, with the user names of its members. */
export interface DemoGroup extends Required<Pick<Group, 'name' | 'description'>> {
  readonly members: readonly string[];
}

interface Office {
  readonly address: Omit<Address, 'type'>;
  readonly timezone: string;
  readonly phonePrefix: string;
}

const OFFICES: Readonly<Record<DemoOffice, Office>> = {
  Leeds: {
    address: {
      streetAddress: '14 Canal Row',
      locality: 'Leeds',
      region: 'West Yorkshire',
      postalCode: 'LS1 4AB',
      country: 'GB',
    },
    timezone: 'Europe/London',
    phonePrefix: '+44 113 496 0',
  },
  Turin: {
    address: {
      streetAddress: 'Via dei Passi 7',
      locality: 'Torino',
      region: 'TO',
      postalCode: '10121',
      country: 'IT',
    },
    timezone: 'Europe/Rome',
    phonePrefix: '+39 011 555 0',
  },
  Toronto: {
    address: {
      streetAddress: '220 Fern Avenue, Suite 300',
      locality: 'Toronto',
      region: 'ON',
      postalCode: 'M5V 2T6',
      country: 'CA',
    },
    timezone: 'America/Toronto',
    phonePrefix: '+1 416 555 0',
  },
};

const FIRST_EMPLOYEE = 1001;

/** The 40 people of the demo, always the same, in the order they joined. */
export const DEMO_PEOPLE: readonly Profile[] = DEMO_ROWS.map(profileOf);

/** The five user groups of the demo. */
export const DEMO_GROUPS: readonly DemoGroup[] = [
  {
    name: 'All Staff',
    description: 'Everybody employed by Fernhill Works, without contractors.',
    members: DEMO_PEOPLE.filter((person) => person.employeeType !== 'Contractor').map((person) => person.username),
  },
  {
    name: 'Engineering',
    description: 'Designs and builds the pumps and their software.',
    members: inDepartments('Engineering'),
  },
  {
    name: 'Workshop',
    description: 'Assembles, tests and ships.',
    members: inDepartments('Workshop', 'Logistics'),
  },
  {
    name: 'Sales and Support',
    description: 'Speaks with customers before and after they buy.',
    members: inDepartments('Sales', 'Support'),
  },
  {
    name: 'Leads',
    description: 'Leads a team or the company.',
    members: DEMO_PEOPLE.filter((person) => /^(Chief|Head|Lead)\b/.test(person.jobTitle ?? '')).map(
      (person) => person.username,
    ),
  },
];

function profileOf(row: DemoRow, index: number): Profile {
  const [username, firstname, middlename, lastname, jobTitle, department, place, locale, employeeType] = row;
  const office = OFFICES[place];
  const serial = String(100 + index).padStart(3, '0');
  const phoneNumbers: PhoneNumber[] = [{ type: 'work', value: office.phonePrefix + serial }];
  if (index % 3 !== 2) phoneNumbers.push({ type: 'mobile', value: `+44 7700 900${serial}` });
  return {
    username,
    email: `${username}@${DEMO_COMPANY.domain}`,
    firstname,
    ...(middlename === '' ? {} : { middlename }),
    ...(lastname === '' ? {} : { lastname }),
    displayName: lastname === '' ? firstname : `${firstname} ${lastname}`,
    jobTitle,
    department,
    company: DEMO_COMPANY.name,
    location: place,
    employeeIdentifier: `FW-${FIRST_EMPLOYEE + index}`,
    employeeType,
    preferredLanguage: locale.slice(0, 2),
    locale,
    timezone: office.timezone,
    addresses: [{ type: 'work', ...office.address }],
    phoneNumbers,
  };
}

function inDepartments(...departments: readonly string[]): readonly string[] {
  return DEMO_PEOPLE.filter((person) => departments.includes(person.department ?? '')).map((person) => person.username);
}

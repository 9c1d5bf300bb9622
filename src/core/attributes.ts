import { fullNameOf, isActive, type Address, type PhoneNumber, type User } from './user';

/** Every property an admin may map, in the order of the person's page. */
export const DIRECTORY_ATTRIBUTES = [
  { name: 'username', label: 'Username' },
  { name: 'email', label: 'Company Email' },
  { name: 'firstname', label: 'First Name' },
  { name: 'middlename', label: 'Middle Name' },
  { name: 'lastname', label: 'Last Name' },
  { name: 'fullname', label: 'First Name and Last Name' },
  { name: 'displayName', label: 'Display Name' },
  { name: 'jobTitle', label: 'Job Title' },
  { name: 'department', label: 'Department' },
  { name: 'company', label: 'Company' },
  { name: 'location', label: 'Location' },
  { name: 'employeeIdentifier', label: 'Employee ID' },
  { name: 'employeeType', label: 'Employee Type' },
  { name: 'preferredLanguage', label: 'Preferred Language' },
  { name: 'locale', label: 'Locale' },
  { name: 'timezone', label: 'Time Zone' },
  { name: 'workPhone', label: 'Work Phone' },
  { name: 'mobilePhone', label: 'Mobile Phone' },
  { name: 'workStreetAddress', label: 'Work Street Address' },
  { name: 'workCity', label: 'Work City' },
  { name: 'workState', label: 'Work State' },
  { name: 'workPostalCode', label: 'Work Postal Code' },
  { name: 'workCountry', label: 'Work Country' },
  { name: 'addresses', label: 'Addresses' },
  { name: 'phoneNumbers', label: 'Phones' },
  { name: 'id', label: 'User ID' },
  { name: 'active', label: 'Active' },
  { name: 'groups', label: 'User Groups' },
] as const satisfies readonly { name: string; label: string }[];

/** Names of the properties that can be mapped. */
export type AttributeName = (typeof DIRECTORY_ATTRIBUTES)[number]['name'];

/** What mapping reads a person's properties from: the person, the names of their groups, and the time in milliseconds. */
export interface AttributeSource {
  readonly user: User;
  readonly groupNames: readonly string[];
  /** The names of those of the groups that give the application; needed when it is told of these alone. */
  readonly applicationGroupNames?: readonly string[];
  readonly now: number;
}

/** A property's value: a text, a truth, several texts, or the structured addresses and phones. */
export type AttributeValue = string | boolean | readonly string[] | User['addresses'] | User['phoneNumbers'];

/** Reads a property of a person. Undefined when the person has no value for it; never an empty text. */
export function readAttribute(name: AttributeName, source: AttributeSource): AttributeValue | undefined {
  const { user } = source;
  switch (name) {
    case 'active':
      return isActive(user, source.now);
    case 'fullname':
      return fullNameOf(user);
    case 'groups':
      return source.groupNames.length === 0 ? undefined : source.groupNames;
    case 'addresses':
      return user.addresses.length === 0 ? undefined : user.addresses;
    case 'phoneNumbers':
      return user.phoneNumbers.length === 0 ? undefined : user.phoneNumbers;
    case 'workPhone':
      return user.phoneNumbers.find((phone) => phone.type === 'work')?.value;
    case 'mobilePhone':
      return user.phoneNumbers.find((phone) => phone.type === 'mobile')?.value;
    case 'workStreetAddress':
      return workAddress(user)?.streetAddress;
    case 'workCity':
      return workAddress(user)?.locality;
    case 'workState':
      return workAddress(user)?.region;
    case 'workPostalCode':
      return workAddress(user)?.postalCode;
    case 'workCountry':
      return workAddress(user)?.country;
    default:
      return user[name];
  }
}

/**
 * A property of a person as texts: one for each value, none when there is no value. Structured values become one line,
 * because what carries them is text.
 */
export function readTexts(name: AttributeName, source: AttributeSource): string[] {
  const value = readAttribute(name, source);
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [String(value)];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return value.map(lineOf).filter((line) => line !== '');
}

/** The property's name on the admin's screen. */
export function labelOf(name: AttributeName): string {
  return DIRECTORY_ATTRIBUTES.find((attribute) => attribute.name === name)?.label ?? name;
}

/** Tells whether a property is one text, so that it can name a person; the others are truths, lists or structures. */
export function isOneText(name: AttributeName): boolean {
  return !NOT_ONE_TEXT.has(name) && isAttributeName(name);
}

const NOT_ONE_TEXT: ReadonlySet<AttributeName> = new Set(['active', 'addresses', 'phoneNumbers', 'groups']);

/** Tells whether a text names a property that can be mapped. */
export function isAttributeName(text: string): text is AttributeName {
  return DIRECTORY_ATTRIBUTES.some((attribute) => attribute.name === text);
}

function workAddress(user: User): Address | undefined {
  return user.addresses.find((address) => address.type === 'work');
}

function lineOf(value: string | Address | PhoneNumber): string {
  if (typeof value === 'string') return value;
  if ('value' in value) return value.value;
  return [value.streetAddress, value.locality, value.region, value.postalCode, value.country]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

import { isMailAddress } from '../mail-address';
import type { Profile } from '../user';

/** Properties of their own that an admin may let people edit. The others say who somebody is, and stay with admins. */
export const EDITABLE_FIELDS = [
  'displayName',
  'firstname',
  'middlename',
  'lastname',
  'jobTitle',
  'location',
  'preferredLanguage',
  'locale',
  'timezone',
  'workPhone',
  'mobilePhone',
] as const;

/** A property that people may be let edit. */
export type EditableField = (typeof EDITABLE_FIELDS)[number];

/** What the organisation says of itself to its people: the setting `branding`. */
export interface Branding {
  /** Whom people ask for help. */
  readonly contact: {
    readonly name?: string;
    readonly mail?: string;
    readonly phone?: string;
    readonly link?: string;
  };
  /** A sentence on the sign-in page. */
  readonly signInNote?: string;
  readonly editable: readonly EditableField[];
  /** Changes with the logo, so that browsers fetch a new one; absent without a logo. */
  readonly logo?: string;
}

/** The organisation of a fresh installation. */
export const DEFAULT_BRANDING: Branding = { contact: {}, editable: [] };

/** Reads the stored setting; what it does not name is as in a fresh installation. */
export function readBranding(stored: string | undefined): Branding {
  if (stored === undefined) return DEFAULT_BRANDING;
  const { editable = [], contact = {}, ...rest } = JSON.parse(stored) as Partial<Branding>;
  return { ...rest, contact, editable: editable.filter(isEditable) };
}

/** Tells whether a text names a property that people may be let edit. */
export function isEditable(name: string): name is EditableField {
  return (EDITABLE_FIELDS as readonly string[]).includes(name);
}

/** Where the organisation's logo is served, with its version. */
export function logoHref({ logo }: Pick<Branding, 'logo'>): string | undefined {
  return logo === undefined ? undefined : `/branding/logo?v=${encodeURIComponent(logo)}`;
}

/** Reads an address that people are led to for help: https or http, without a login in it. */
export function isHelpLink(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /[\s\p{Cc}\\]/u.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** Tells whether a text can stand behind `mailto:`. */
export function isHelpMail(text: string): boolean {
  return isMailAddress(text) && !/[?&%#/]/.test(text);
}

/** The value of a property that people may edit. */
export function editableValue(profile: Profile, field: EditableField): string | undefined {
  if (field === 'workPhone' || field === 'mobilePhone') {
    const type = field === 'workPhone' ? 'work' : 'mobile';
    return profile.phoneNumbers.find((phone) => phone.type === type)?.value;
  }
  return profile[field];
}

import { z } from 'zod';
import { readProfile } from '../../actions/users/profile-input';
import { AppError } from '../../core/errors';
import { PROFILE_TEXTS, type Profile, type User } from '../../core/user';
import { Refusal, type Fault } from '../frame/refusal';

const ADDRESS_PARTS = ['streetAddress', 'locality', 'region', 'postalCode', 'country'] as const;
const EXAMPLES: Readonly<Partial<Record<(typeof PROFILE_TEXTS)[number], string>>> = {
  firstname: 'Noor',
  lastname: 'Haddad',
  jobTitle: 'Designer',
  preferredLanguage: 'de',
  locale: 'de-DE',
  timezone: 'Europe/Berlin',
};

const text = z.string().nullable().optional();
const texts = Object.fromEntries(
  PROFILE_TEXTS.map((name) => {
    const example = EXAMPLES[name];
    return [name, example === undefined ? text : text.meta({ example })];
  }),
) as Record<(typeof PROFILE_TEXTS)[number], typeof text>;

const address = z.strictObject({
  type: z.enum(['work', 'home', 'other']),
  streetAddress: text,
  locality: text,
  region: text,
  postalCode: text,
  country: text,
});
const phone = z.strictObject({
  type: z.enum(['work', 'mobile', 'home', 'other']),
  value: z.string().min(1).meta({ example: '+49 30 1234567' }),
});

/** One of each type at most. */
function distinct<Item extends z.ZodType<{ readonly type: string }>>(item: Item, most: number) {
  return z
    .array(item)
    .max(most)
    .check(({ value, issues }) => {
      value.forEach(({ type }, index) => {
        if (value.findIndex((other) => other.type === type) === index) return;
        const message = `There is one of the type ${type} already.`;
        issues.push({ code: 'custom', message, input: value, path: [index, 'type'] });
      });
    })
    .nullable()
    .optional();
}

/** What of a person may be changed. Null takes a value away; what is left out stays. */
export const profileFields = {
  username: z.string().optional().meta({ example: 'noor.haddad' }),
  email: z.string().optional().meta({ example: 'noor@example.com' }),
  ...texts,
  title: text.meta({ description: 'Another name for jobTitle.', deprecated: true }),
  addresses: distinct(address, 3).meta({ description: 'All of them: those that are left out are taken away.' }),
  phoneNumbers: distinct(phone, 4).meta({ description: 'All of them: those that are left out are taken away.' }),
};

/** A person's properties as they came in a body. */
export type ProfileBody = z.output<z.ZodObject<typeof profileFields>>;

/** The names alone, so that other fields of a body do not come along. */
export function profileOf(body: ProfileBody & Readonly<Record<string, unknown>>): ProfileBody {
  return Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(profileFields, name)));
}

/**
 * Puts changes over what a person is, by the rules of the form for people.
 * @param now nobody, for a person who is about to be added
 * @param at where the properties stand in the body, as a pointer: empty, or `/users/3`
 * @throws Refusal 422 with every place
 */
export function merged(now: User | undefined, body: ProfileBody, at = ''): Profile {
  if (body.title !== undefined && body.jobTitle !== undefined && body.title !== body.jobTitle) {
    const detail = 'title is another name for jobTitle. Send one of them.';
    throw new Refusal('invalid', detail, { faults: [{ pointer: `#${at}/title`, detail }] });
  }
  const { title, jobTitle = title, addresses = now?.addresses, phoneNumbers = now?.phoneNumbers, ...rest } = body;
  const all = { ...now, ...given({ ...rest, jobTitle }) } as Record<string, unknown>;
  const form: Record<string, unknown> = {};
  for (const name of ['username', 'email', ...PROFILE_TEXTS]) form[name] = all[name] ?? undefined;
  for (const entry of addresses ?? []) {
    for (const part of ADDRESS_PARTS) form[`${entry.type}.${part}`] = entry[part] ?? undefined;
  }
  for (const { type, value } of phoneNumbers ?? []) form[`${type}.phone`] = value;
  return placed(body, at, () => readProfile(form));
}

/** What was said: null stays, and takes away. */
function given(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/**
 * Does something whose error names fields of the form for people, and says where they stand in the body.
 * @throws Refusal 422 for an error with fields, else what was thrown
 */
export function placed<Result>(body: ProfileBody, at: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw placedError(body, at, error);
  }
}

/** The same for an error at hand. */
export function placedError(body: ProfileBody, at: string, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'invalid') return error;
  const faults = Object.entries(error.fields).map(([name, detail]): Fault => ({
    pointer: `#${at}${pointerOf(body, name)}`,
    detail,
  }));
  const [first] = faults;
  const detail =
    faults.length === 1 && first !== undefined
      ? `${first.pointer?.slice(2) ?? ''}: ${first.detail}`
      : `${faults.length} things are not right.`;
  return faults.length === 0 ? error : new Refusal('invalid', detail, { faults });
}

function pointerOf(body: ProfileBody, field: string): string {
  const [type, part] = field.split('.');
  if (part === undefined) return field === 'jobTitle' && body.title !== undefined ? '/title' : `/${field}`;
  const list = part === 'phone' ? body.phoneNumbers : body.addresses;
  const index = (list ?? []).findIndex((entry) => entry.type === type);
  const name = part === 'phone' ? 'phoneNumbers' : 'addresses';
  if (index < 0) return `/${name}`;
  return `/${name}/${index}/${part === 'phone' ? 'value' : part}`;
}

import { z } from 'zod';
import { DIRECTORY_ATTRIBUTES, type AttributeName } from '../../core/attributes';
import { EDITABLE_FIELDS } from '../../core/portal/branding';
import { USER_ROLES } from '../../core/roles';

/** The form of the file. A later form that older programs can't read gets another name. */
export const API_VERSION = 'passo/v1';

const head = { apiVersion: z.literal(API_VERSION, { error: `Write apiVersion: ${API_VERSION}.` }) };
const text = z.string();
const whole = z.number().int();
const property = z.enum(DIRECTORY_ATTRIBUTES.map(({ name }) => name) as [AttributeName, ...AttributeName[]]);

const settings = z.strictObject({
  ...head,
  kind: z.literal('Settings'),
  organisation: z
    .strictObject({
      name: text,
      contact: z
        .strictObject({ name: text.optional(), mail: text.optional(), phone: text.optional(), link: text.optional() })
        .optional(),
      signInNote: text.optional(),
      editable: z.array(z.enum(EDITABLE_FIELDS)).optional(),
    })
    .optional(),
  signIn: z
    .strictObject({
      passwordLength: whole.optional(),
      passwordHistory: whole.optional(),
      passwordDays: whole.optional(),
      secondFactor: z.enum(['optional', 'admins', 'everybody']).optional(),
      graceDays: whole.optional(),
      passkeySignIn: z.boolean().optional(),
      idleHours: whole.optional(),
      sessionHours: whole.optional(),
      recentMinutes: whole.optional(),
      forgottenPassword: z.boolean().optional(),
      deletionHours: whole.optional(),
    })
    .optional(),
  events: z.strictObject({ keepDays: whole.min(0) }).optional(),
});

const userGroup = z.strictObject({
  ...head,
  kind: z.literal('UserGroup'),
  name: text,
  description: text.optional(),
  secondFactor: z.boolean().optional(),
  members: z.array(text).max(100_000).optional(),
});

const groupFilter = z.union([
  z.strictObject({ kind: z.enum(['starts-with', 'ends-with', 'contains']), text }),
  z.strictObject({ kind: z.literal('of-application') }),
]);

const sso = z.strictObject({
  active: z.boolean().optional(),
  variables: z.record(text, text).optional(),
  spEntityId: text.optional(),
  acs: z
    .array(z.strictObject({ url: text, index: whole.optional(), isDefault: z.boolean().optional() }))
    .max(100)
    .optional(),
  loginUrl: text.optional(),
  startAtLogin: z.boolean().optional(),
  nameId: z
    .strictObject({
      format: z.enum(['email', 'unspecified', 'persistent', 'transient']),
      from: property,
      fixed: z.boolean().optional(),
    })
    .optional(),
  attributes: z
    .array(
      z.strictObject({
        name: text,
        from: property.optional(),
        constant: text.optional(),
        expression: text.optional(),
        nameFormat: z.enum(['unspecified', 'uri', 'basic']).optional(),
        groups: groupFilter.optional(),
        enabled: z.boolean().optional(),
      }),
    )
    .max(200)
    .optional(),
  sign: z.enum(['both', 'assertion', 'response']).optional(),
  hash: z.literal('sha512').optional(),
  encryption: z
    .strictObject({
      certificate: text,
      algorithm: z.enum(['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm']),
    })
    .optional(),
  requireSignedRequests: z.boolean().optional(),
  spCertificates: z.array(text).max(20).optional(),
  allowSha1: z.boolean().optional(),
  slo: z
    .array(z.strictObject({ binding: z.enum(['redirect', 'post', 'soap']), url: text, responseUrl: text.optional() }))
    .max(20)
    .optional(),
  acceptUnsignedLogout: z.boolean().optional(),
  signMetadata: z.boolean().optional(),
  wantRequestsSigned: z.boolean().optional(),
  secondFactor: z.boolean().optional(),
  signInMinutes: whole.min(1).max(1_440).optional(),
});

const secretSource = z.union([z.strictObject({ env: text.min(1) }), z.strictObject({ file: text.min(1) })], {
  error:
    'Write { env: NAME_OF_A_VARIABLE } or { file: /path/of/a/file }. The secret itself does not belong into this file.',
});

const auth = z.union([
  z.strictObject({ kind: z.literal('bearer') }),
  z.strictObject({ kind: z.literal('basic'), username: text }),
  z.strictObject({ kind: z.literal('oauth'), tokenUrl: text, clientId: text, scope: text.optional() }),
  z.strictObject({ kind: z.literal('header'), name: text }),
]);

const identityManagement = z.strictObject({
  active: z.boolean(),
  baseUrl: text.optional(),
  auth: auth.optional(),
  tokenKey: secretSource.optional(),
  tokenKeyExpires: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'Write a day such as 2027-03-01.')
    .optional(),
  manageGroups: z.boolean().optional(),
  mapping: z
    .array(
      z.strictObject({
        to: text,
        from: property.optional(),
        constant: text.optional(),
        expression: text.optional(),
        use: z.enum(['always', 'create', 'import', 'off']).optional(),
        empty: z.enum(['omit', 'send']).optional(),
        required: z.boolean().optional(),
      }),
    )
    .max(200)
    .optional(),
  enterprise: z.enum(['extension', 'flat']).optional(),
  removalLimit: z.strictObject({ people: whole, percent: whole }).optional(),
  pace: z
    .strictObject({
      perSecond: whole.optional(),
      concurrency: whole.optional(),
      timeoutSeconds: whole.optional(),
      retryBaseSeconds: whole.optional(),
      retryCapSeconds: whole.optional(),
    })
    .optional(),
  deleteUsers: z.boolean().optional(),
  compareEveryHours: whole.optional(),
});

const application = z.strictObject({
  ...head,
  kind: z.literal('Application'),
  slug: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'A slug has lower-case letters, digits and single hyphens.').max(64),
  connector: text,
  displayLabel: text,
  description: text.optional(),
  showInUserPortal: z.boolean().optional(),
  bookmarkUrl: text.optional(),
  active: z.boolean().optional(),
  variables: z.record(text, text).optional(),
  note: text.optional(),
  image: text.max(720_000).optional(),
  sso: sso.optional(),
  identityManagement: identityManagement.optional(),
  userGroups: z.array(text).max(10_000).optional(),
  users: z.array(text).max(100_000).optional(),
});

const address = z.strictObject({
  type: z.enum(['work', 'home', 'other']),
  streetAddress: text.optional(),
  locality: text.optional(),
  region: text.optional(),
  postalCode: text.optional(),
  country: text.optional(),
});

const user = z.strictObject({
  ...head,
  kind: z.literal('User'),
  username: text,
  email: text,
  firstname: text.optional(),
  middlename: text.optional(),
  lastname: text.optional(),
  displayName: text.optional(),
  jobTitle: text.optional(),
  department: text.optional(),
  company: text.optional(),
  location: text.optional(),
  employeeIdentifier: text.optional(),
  employeeType: text.optional(),
  preferredLanguage: text.optional(),
  locale: text.optional(),
  timezone: text.optional(),
  addresses: z.array(address).max(3).optional(),
  phoneNumbers: z
    .array(z.strictObject({ type: z.enum(['work', 'mobile', 'home', 'other']), value: text }))
    .max(4)
    .optional(),
  role: z.enum(USER_ROLES).optional(),
  suspended: z.boolean().optional(),
});

/** The kinds of objects, in the order in which they are applied: what others name comes first. */
export const FORMS = { Settings: settings, User: user, UserGroup: userGroup, Application: application } as const;

/** The kind of an object. */
export type Kind = keyof typeof FORMS;

/** Everything that an installation is set up with. */
export type SettingsDocument = z.infer<typeof settings>;
/** A user group. */
export type GroupDocument = z.infer<typeof userGroup>;
/** An application with its SSO and Identity Management. */
export type ApplicationDocument = z.infer<typeof application>;
/** A person, without a password. */
export type UserDocument = z.infer<typeof user>;
/** Where a secret is read from when the file is applied. */
export type SecretSource = z.infer<typeof secretSource>;

/** An object of the file. */
export type ConfigDocument = SettingsDocument | UserDocument | GroupDocument | ApplicationDocument;

/** What an object is matched by: never by an id of a database. */
export function keyOf(document: ConfigDocument): string {
  switch (document.kind) {
    case 'Settings':
      return 'Settings';
    case 'User':
      return document.username.trim().toLowerCase();
    case 'UserGroup':
      return document.name.trim().normalize('NFKC').toLowerCase();
    case 'Application':
      return document.slug;
  }
}

/** The JSON Schema (2020-12) of one object of the file, for editors. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(z.union([settings, user, userGroup, application]));
}

/** One attribute definition in the form of RFC 7643 section 7. */
export interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference' | 'binary' | 'dateTime';
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default';
  readonly uniqueness: 'none' | 'server';
  readonly subAttributes?: readonly Attribute[];
}

/** A schema of the simulator: what it accepts, and what GET /Schemas tells. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

// The simulator spells its own URNs and definitions: a slip in the product's list must not be hidden by sharing it.
const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

type Traits = Partial<Omit<Attribute, 'name'>>;

function text(name: string, traits: Traits = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  };
}

function complex(name: string, subAttributes: readonly Attribute[], traits: Traits = {}): Attribute {
  return text(name, { type: 'complex', subAttributes, ...traits });
}

function plural(name: string, extra: readonly Attribute[] = [], value: Traits = {}): Attribute {
  const common = [text('value', value), text('display'), text('type'), text('primary', { type: 'boolean' })];
  return complex(name, [...common, ...extra], { multiValued: true });
}

/** Attributes every resource has (RFC 7643 section 3.1). */
const COMMON_ATTRIBUTES: readonly Attribute[] = [
  text('id', { caseExact: true, mutability: 'readOnly', returned: 'always', uniqueness: 'server' }),
  text('externalId', { caseExact: true }),
  complex(
    'meta',
    [
      text('resourceType', { caseExact: true, mutability: 'readOnly' }),
      text('created', { type: 'dateTime', mutability: 'readOnly' }),
      text('lastModified', { type: 'dateTime', mutability: 'readOnly' }),
      text('location', { type: 'reference', caseExact: true, mutability: 'readOnly' }),
      text('version', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];

/** The core User schema (RFC 7643 section 4.1). */
export const USER_SCHEMA: Schema = {
  id: CORE_USER,
  name: 'User',
  description: 'User Account',
  attributes: [
    text('userName', { required: true, uniqueness: 'server' }),
    complex('name', [
      text('formatted'),
      text('familyName'),
      text('givenName'),
      text('middleName'),
      text('honorificPrefix'),
      text('honorificSuffix'),
    ]),
    text('displayName'),
    text('nickName'),
    text('profileUrl', { type: 'reference', caseExact: true }),
    text('title'),
    text('userType'),
    text('preferredLanguage'),
    text('locale'),
    text('timezone'),
    text('active', { type: 'boolean' }),
    text('password', { caseExact: true, mutability: 'writeOnly', returned: 'never' }),
    plural('emails'),
    plural('phoneNumbers'),
    plural('ims'),
    plural('photos', [], { type: 'reference', caseExact: true }),
    complex(
      'addresses',
      [
        text('formatted'),
        text('streetAddress'),
        text('locality'),
        text('region'),
        text('postalCode'),
        text('country'),
        text('type'),
        text('primary', { type: 'boolean' }),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      [
        text('value', { caseExact: true, mutability: 'readOnly' }),
        text('$ref', { type: 'reference', caseExact: true, mutability: 'readOnly' }),
        text('display', { mutability: 'readOnly' }),
        text('type', { mutability: 'readOnly' }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    plural('entitlements'),
    plural('roles'),
    plural('x509Certificates', [], { type: 'binary', caseExact: true }),
  ],
};

/** The enterprise extension (RFC 7643 section 4.3). */
const ENTERPRISE_SCHEMA: Schema = {
  id: ENTERPRISE,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    text('employeeNumber'),
    text('costCenter'),
    text('organization'),
    text('division'),
    text('department'),
    complex('manager', [
      text('value', { caseExact: true }),
      text('$ref', { type: 'reference', caseExact: true }),
      text('displayName', { mutability: 'readOnly' }),
    ]),
  ],
};

/** The core Group schema (RFC 7643 section 4.2). Names are unique here, as they are in most products. */
export const GROUP_SCHEMA: Schema = {
  id: CORE_GROUP,
  name: 'Group',
  description: 'Group',
  attributes: [
    text('displayName', { required: true, uniqueness: 'server' }),
    complex(
      'members',
      [
        text('value', { caseExact: true, mutability: 'immutable' }),
        text('$ref', { type: 'reference', caseExact: true, mutability: 'immutable' }),
        text('type', { mutability: 'immutable' }),
        text('display', { mutability: 'readOnly' }),
      ],
      { multiValued: true },
    ),
  ],
};

/** A kind of resource: its endpoint, its schema and the extensions it may carry. */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
  /** The attribute that no two resources may share, compared without case. */
  readonly unique: 'userName' | 'displayName';
}

/**
 * The User resource type.
 * @param extra names of texts that this product takes beside the core attributes, as some products do
 */
export function userType(extra: readonly string[]): ResourceType {
  const attributes = [...USER_SCHEMA.attributes, ...extra.map((name) => text(name))];
  return {
    name: 'User',
    endpoint: '/Users',
    schema: { ...USER_SCHEMA, attributes },
    extensions: [ENTERPRISE_SCHEMA],
    unique: 'userName',
  };
}

export const GROUP_TYPE: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  schema: GROUP_SCHEMA,
  extensions: [],
  unique: 'displayName',
};

/** Finds an attribute among definitions; names are not case sensitive (RFC 7643 section 2.1). */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase());
}

/** The attributes at the top of a resource of this type, the common ones included. */
export function topAttributes(type: ResourceType): readonly Attribute[] {
  return [...COMMON_ATTRIBUTES, ...type.schema.attributes];
}

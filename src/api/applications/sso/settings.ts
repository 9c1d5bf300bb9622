import { z } from 'zod';
import type { SsoSettings } from '../../../core/application';
import { DIRECTORY_ATTRIBUTES, type AttributeName } from '../../../core/attributes';
import { compact } from '../../../core/compact';

const NAMES = DIRECTORY_ATTRIBUTES.map(({ name }) => name) as [AttributeName, ...AttributeName[]];

/** A property of the directory, as settings and mappings name it. */
export const propertySchema = z.enum(NAMES).meta({ description: 'A property of the person.', example: 'email' });

const MOST_ROWS = 200;
const address = z.string().max(4_000);
const pem = z
  .string()
  .max(64 * 1024)
  .meta({ description: 'A certificate in PEM.' });

const nameIdSchema = z.strictObject({
  format: z.enum(['email', 'unspecified', 'persistent', 'transient']),
  from: propertySchema,
  fixed: z.boolean().default(false).meta({ description: 'This format is sent whatever a request asks for.' }),
});

const groupsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('of-application') }),
  z.strictObject({ kind: z.enum(['starts-with', 'ends-with', 'contains']), text: z.string().max(1_000) }),
]);

const attributeSchema = z.strictObject({
  name: z.string().max(1_000).meta({ description: 'The name that the application gives it.' }),
  from: propertySchema.default('email').meta({ description: 'Ignored with a constant or an expression.' }),
  constant: z.string().max(4_000).nullable().default(null),
  expression: z.string().max(4_000).nullable().default(null).meta({
    description: 'A value made of several properties.',
    example: 'firstname + " " + lastname',
  }),
  nameFormat: z.enum(['unspecified', 'uri', 'basic']).nullable().default(null),
  groups: groupsSchema.nullable().default(null).meta({
    description: 'For the property `groups`: which of them are sent; null for all.',
  }),
  enabled: z.boolean().default(true),
  jit: z
    .boolean()
    .optional()
    .meta({
      description:
        'Passo says so of attributes that the application makes accounts from. They keep their name and place whatever ' +
        'is sent here, and can be switched off.',
    }),
});

const acsSchema = z.strictObject({
  url: address,
  index: z.int().min(0).max(65_535).nullable().default(null),
  isDefault: z.boolean().default(false),
});

const sloSchema = z.strictObject({
  binding: z.enum(['redirect', 'post', 'soap']),
  url: address,
  responseUrl: address.nullable().default(null),
});

const encryptionSchema = z.strictObject({
  certificate: pem,
  algorithm: z.enum(['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm']),
});

/** Every setting of the SSO tab. What is left out has its usual value. */
export const ssoSettingsSchema = z
  .strictObject({
    spEntityId: z.string().max(4_000).meta({ description: 'SP Entity ID.', example: 'https://blog.example.com/sso/' }),
    acs: z.array(acsSchema).max(MOST_ROWS).meta({ description: 'Where Responses go: the ACS URLs.' }),
    loginUrl: address.nullable().default(null),
    startAtLogin: z.boolean().default(false).meta({
      description: 'The tile opens the Login URL, for applications that take no Response they did not ask for.',
    }),
    nameId: nameIdSchema,
    attributes: z.array(attributeSchema).max(MOST_ROWS).default([]),
    sign: z.enum(['both', 'assertion', 'response']).default('both').meta({ description: 'What is signed.' }),
    hash: z.enum(['sha256', 'sha512']).default('sha256'),
    encryption: encryptionSchema.nullable().default(null).meta({
      description: 'Assertions are encrypted for this certificate of the application; null for none.',
    }),
    requireSignedRequests: z.boolean().default(false),
    spCertificates: z.array(pem).max(MOST_ROWS).default([]).meta({
      description: 'Certificates of the application: its requests are checked with them.',
    }),
    allowSha1: z.boolean().default(false).meta({ description: 'Legacy: signatures of the application with SHA-1.' }),
    slo: z.array(sloSchema).max(MOST_ROWS).default([]).meta({ description: 'Where logout messages go.' }),
    acceptUnsignedLogout: z.boolean().default(false),
    signMetadata: z.boolean().default(false).meta({ description: 'The metadata of Passo for it is signed.' }),
    wantRequestsSigned: z.boolean().default(false).meta({ description: 'The metadata asks for signed requests.' }),
  })
  .meta({ id: 'SsoSettings' });

/** Settings as the API writes them. */
export type ShownSso = z.output<typeof ssoSettingsSchema>;

/** Shows settings: what is off is said as well. */
export function showSsoSettings(sso: SsoSettings): ShownSso {
  return {
    spEntityId: sso.spEntityId,
    acs: sso.acs.map(({ url, index = null, isDefault }) => ({ url, index, isDefault })),
    loginUrl: sso.loginUrl ?? null,
    startAtLogin: sso.startAtLogin === true,
    nameId: { format: sso.nameId.format, from: sso.nameId.from, fixed: sso.nameId.fixed === true },
    attributes: sso.attributes.map((attribute) => ({
      name: attribute.name,
      from: attribute.from,
      constant: attribute.constant ?? null,
      expression: attribute.expression ?? null,
      nameFormat: attribute.nameFormat ?? null,
      groups: attribute.groups === undefined ? null : { ...attribute.groups },
      enabled: attribute.enabled,
      jit: attribute.jit,
    })),
    sign: sso.sign,
    hash: sso.hash ?? 'sha256',
    encryption: sso.encryption === undefined ? null : { ...sso.encryption },
    requireSignedRequests: sso.requireSignedRequests,
    spCertificates: [...sso.spCertificates],
    allowSha1: sso.allowSha1 === true,
    slo: (sso.slo ?? []).map(({ binding, url, responseUrl = null }) => ({ binding, url, responseUrl })),
    acceptUnsignedLogout: sso.acceptUnsignedLogout === true,
    signMetadata: sso.signMetadata === true,
    wantRequestsSigned: sso.wantRequestsSigned === true,
  };
}

/** Reads settings as they were sent. Whether they can be used is decided when they are saved. */
export function readSsoSettings(body: ShownSso): SsoSettings {
  const on = (value: boolean): true | undefined => (value ? true : undefined);
  return compact<SsoSettings>({
    spEntityId: body.spEntityId.trim(),
    acs: body.acs.map(({ url, index, isDefault }) =>
      compact<SsoSettings['acs'][number]>({ url: url.trim(), index: index ?? undefined, isDefault }),
    ),
    loginUrl: textOrNone(body.loginUrl),
    startAtLogin: on(body.startAtLogin),
    nameId: compact<SsoSettings['nameId']>({ ...body.nameId, fixed: on(body.nameId.fixed) }),
    attributes: body.attributes.map(attributeOf),
    sign: body.sign,
    hash: body.hash === 'sha512' ? body.hash : undefined,
    encryption: body.encryption ?? undefined,
    requireSignedRequests: body.requireSignedRequests,
    spCertificates: body.spCertificates.map((text) => text.trim()),
    allowSha1: on(body.allowSha1),
    slo: body.slo.length === 0 ? undefined : body.slo.map(sloOf),
    acceptUnsignedLogout: on(body.acceptUnsignedLogout),
    signMetadata: on(body.signMetadata),
    wantRequestsSigned: on(body.wantRequestsSigned),
  });
}

function attributeOf(attribute: ShownSso['attributes'][number]): SsoSettings['attributes'][number] {
  return compact<SsoSettings['attributes'][number]>({
    name: attribute.name.trim(),
    from: attribute.from,
    constant: attribute.constant === '' ? undefined : (attribute.constant ?? undefined),
    expression: textOrNone(attribute.expression),
    nameFormat: attribute.nameFormat ?? undefined,
    groups: attribute.groups ?? undefined,
    jit: false,
    enabled: attribute.enabled,
  });
}

function sloOf({ binding, url, responseUrl }: ShownSso['slo'][number]): NonNullable<SsoSettings['slo']>[number] {
  return compact<NonNullable<SsoSettings['slo']>[number]>({
    binding,
    url: url.trim(),
    responseUrl: textOrNone(responseUrl),
  });
}

function textOrNone(text: string | null): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

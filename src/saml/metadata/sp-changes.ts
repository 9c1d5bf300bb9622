import { createHash } from 'node:crypto';
import type { AssertionEncryption, NameIdFormat, SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { NAME_ID_FORMAT } from '../constants';
import { readCertificate } from '../key-pair';
import type { SpMetadata } from './sp-metadata';

/** What an admin decides when metadata is taken over. */
export interface MetadataChoices {
  /** Encrypt assertions for the certificate in the metadata. */
  readonly encrypt: boolean;
  /** Send the first name ID format of the metadata that Passo has. */
  readonly useNameId: boolean;
}

/** One line of a setting, such as an address. */
export interface ChangeLine {
  readonly text: string;
  /** It is on this side alone. */
  readonly differs: boolean;
}

/** A setting, as it is stored and as the metadata has it. */
export interface MetadataChange {
  readonly field:
    'spEntityId' | 'acs' | 'slo' | 'spCertificates' | 'encryption' | 'nameId' | 'sign' | 'requireSignedRequests';
  readonly label: string;
  readonly now: readonly ChangeLine[];
  readonly read: readonly ChangeLine[];
}

/** What is taken over when nobody is asked: what is encrypted stays encrypted, and the name ID stays as it is. */
export function unaskedChoices(sso: SsoSettings): MetadataChoices {
  return { encrypt: sso.encryption !== undefined, useNameId: false };
}

/**
 * The settings an application gets from an SP's metadata: its identity, addresses and certificates. What the metadata is
 * silent about stays. Nothing here makes the application less strict: signed requests that are required stay required,
 * and SHA-1 is never allowed by a document.
 */
export function ssoFromMetadata(sso: SsoSettings, metadata: SpMetadata, choices: MetadataChoices): SsoSettings {
  const signed = metadata.authnRequestsSigned && metadata.certificates.length > 0;
  const format = choices.useNameId ? offeredNameId(metadata) : undefined;
  return compact<SsoSettings>({
    ...sso,
    spEntityId: metadata.entityId,
    acs: metadata.acs,
    spCertificates: metadata.certificates,
    requireSignedRequests: sso.requireSignedRequests || signed,
    slo: metadata.slo.length > 0 ? metadata.slo : sso.slo,
    sign: metadata.wantAssertionsSigned && sso.sign === 'response' ? 'both' : sso.sign,
    encryption: choices.encrypt ? (offeredEncryption(sso, metadata) ?? sso.encryption) : keptEncryption(sso, metadata),
    nameId: format === undefined ? sso.nameId : { ...sso.nameId, format },
  });
}

/** The first name ID format of the metadata that Passo can send; undefined when it names none. */
export function offeredNameId(metadata: SpMetadata): NameIdFormat | undefined {
  const ours = new Map(Object.entries(NAME_ID_FORMAT).map(([name, urn]) => [urn as string, name as NameIdFormat]));
  return metadata.nameIdFormats.flatMap((urn) => ours.get(urn) ?? [])[0];
}

/**
 * The encryption the metadata makes possible: for the certificate in use while it is still there, else for the one that
 * ends last.
 */
export function offeredEncryption(sso: SsoSettings, metadata: SpMetadata): AssertionEncryption | undefined {
  const certificates = metadata.encryptionCertificates;
  const used = sso.encryption && certificates.find((pem) => pem.trim() === sso.encryption?.certificate.trim());
  const certificate = used ?? [...certificates].sort((a, b) => endOf(b) - endOf(a))[0];
  if (certificate === undefined) return undefined;
  return { certificate, algorithm: sso.encryption?.algorithm ?? metadata.encryptionAlgorithm ?? 'aes256-gcm' };
}

/** Unticked, encryption ends; but where the metadata holds no key for it, there was nothing to tick. */
function keptEncryption(sso: SsoSettings, metadata: SpMetadata): AssertionEncryption | undefined {
  return metadata.encryptionCertificates.length > 0 ? undefined : sso.encryption;
}

function endOf(pem: string): number {
  return readCertificate(pem).notAfter;
}

/**
 * Sets two versions of an application's settings beside each other, for the settings that metadata speaks of.
 * @returns every such setting, whether it differs or not
 */
export function compareSso(before: SsoSettings, after: SsoSettings): MetadataChange[] {
  return FIELDS.map(({ field, label, lines }) => {
    const [now, read] = [lines(before), lines(after)];
    return {
      field,
      label,
      now: now.map((text) => ({ text, differs: !read.includes(text) })),
      read: read.map((text) => ({ text, differs: !now.includes(text) })),
    };
  });
}

/** Tells whether a setting differs, be it by order alone: the order of addresses may decide. */
export function isChanged({ now, read }: MetadataChange): boolean {
  return JSON.stringify(now.map(({ text }) => text)) !== JSON.stringify(read.map(({ text }) => text));
}

/** A digest of what metadata says that matters here: one that only has a new end or order of names is the same. */
export function digestOf(metadata: SpMetadata): string {
  const { entityId, acs, slo, certificates, encryptionCertificates, authnRequestsSigned, wantAssertionsSigned } =
    metadata;
  const facts = [entityId, acs, slo, certificates, encryptionCertificates, authnRequestsSigned, wantAssertionsSigned];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

const BINDING_WORDS = { redirect: 'HTTP-Redirect', post: 'HTTP-POST', soap: 'SOAP' } as const;
const SIGN_WORDS = { both: 'Response and assertion', assertion: 'Assertion only', response: 'Response only' } as const;
const NAME_ID_WORDS = {
  email: 'Email address',
  unspecified: 'Unspecified',
  persistent: 'Persistent',
  transient: 'Transient',
} as const;

const FIELDS: readonly {
  readonly field: MetadataChange['field'];
  readonly label: string;
  readonly lines: (sso: SsoSettings) => string[];
}[] = [
  { field: 'spEntityId', label: 'SP Entity ID', lines: ({ spEntityId }) => [spEntityId].filter(Boolean) },
  {
    field: 'acs',
    label: 'ACS URLs',
    lines: ({ acs }) =>
      acs.map(({ url, index, isDefault }) => {
        const marks = [...(index === undefined ? [] : [`index ${index}`]), ...(isDefault ? ['default'] : [])];
        return marks.length === 0 ? url : `${url} (${marks.join(', ')})`;
      }),
  },
  {
    field: 'slo',
    label: 'Logout addresses',
    lines: ({ slo = [] }) =>
      slo.map(({ binding, url, responseUrl }) => {
        const answers = responseUrl === undefined ? '' : `, answers to ${responseUrl}`;
        return `${url} (${BINDING_WORDS[binding]}${answers})`;
      }),
  },
  {
    field: 'spCertificates',
    label: 'Certificates of the application',
    lines: ({ spCertificates }) => spCertificates.map(certificateLine),
  },
  {
    field: 'encryption',
    label: 'Encryption of assertions',
    lines: ({ encryption }) =>
      encryption === undefined
        ? []
        : [`${encryption.algorithm.toUpperCase()} for ${certificateLine(encryption.certificate)}`],
  },
  { field: 'nameId', label: 'NameID format', lines: ({ nameId }) => [NAME_ID_WORDS[nameId.format]] },
  { field: 'sign', label: 'What is signed', lines: ({ sign }) => [SIGN_WORDS[sign]] },
  {
    field: 'requireSignedRequests',
    label: 'Signed requests',
    lines: ({ requireSignedRequests }) => [requireSignedRequests ? 'Required' : 'Not required'],
  },
];

/** A certificate in one line: whose it is, until when, and its fingerprint. */
export function certificateLine(pem: string): string {
  try {
    const { subject, notAfter, fingerprintSha256 } = readCertificate(pem);
    const until = new Date(notAfter).toISOString().slice(0, 10);
    return `${subject.replaceAll('\n', ', ').slice(0, 120) || 'Without a name'}, until ${until}, SHA-256 ${fingerprintSha256}`;
  } catch {
    return 'A certificate that can’t be read';
  }
}

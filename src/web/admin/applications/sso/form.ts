import type { SsoTyped } from '../../../../../views/admin/applications/sso/props';
import type { AssertionEncryption, NameIdFormat, SsoSettings } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { invalid } from '../../../../core/errors';
import { all, text, ticked, type Form } from '../../../forms';
import { acsIndexesOf, acsOf, attributesOf, certificatesOf, propertyOf, sloOf, type RowChange } from './form-rows';

/** What a button of the SSO form asks for; the ones that change rows name the row. */
export type SsoButton =
  | 'save'
  | 'activate'
  | 'deactivate'
  | 'keep'
  | 'preview'
  | 'add-acs'
  | 'add-slo'
  | 'add-attribute'
  | 'add-certificate'
  | 'remove';

/** The SSO form as typed, with the row a button adds or removes already added or removed. */
export interface SsoForm {
  readonly sso: SsoSettings;
  readonly typed: SsoTyped;
  readonly button: SsoButton;
  /** Deactivation was asked for and waits for save. */
  readonly deactivating: boolean;
  readonly personId: string;
}

const BUTTONS: readonly string[] = [
  'save',
  'activate',
  'deactivate',
  'keep',
  'preview',
  'add-acs',
  'add-slo',
  'add-attribute',
  'add-certificate',
];
const CIPHERS: readonly string[] = ['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm'];

/**
 * Reads the SSO form. Settings are taken as they were typed; whether they can be used is decided when they are saved.
 * Options that are off are left out of the settings.
 * @param stored the settings before, which know the attributes whose names are fixed (M-071)
 * @throws AppError invalid for choices that are not on the form
 */
export function readSsoForm(form: Form, stored: SsoSettings): SsoForm {
  const action = all(form, 'action').at(-1) ?? 'save';
  const [, kind, place] = /^remove-(acs|slo|attribute|certificate):(\d{1,3})$/.exec(action) ?? [];
  const button = kind === undefined ? (BUTTONS.includes(action) ? (action as SsoButton) : 'save') : 'remove';
  const changeOf = (of: string): RowChange => ({
    saves: button === 'save' || button === 'activate',
    adds: button === `add-${of}`,
    removes: kind === of ? Number(place) : -1,
  });
  const on = (name: string): true | undefined => (ticked(form, name) ? true : undefined);
  const loginUrl = text(form, 'loginUrl').trim();
  const slo = sloOf(form, changeOf('slo'));
  const sso = compact<SsoSettings>({
    spEntityId: text(form, 'spEntityId').trim(),
    acs: acsOf(form, changeOf('acs')),
    loginUrl: loginUrl === '' ? undefined : loginUrl,
    startAtLogin: on('startAtLogin'),
    nameId: compact<SsoSettings['nameId']>({
      format: text(form, 'nameId') as NameIdFormat,
      from: propertyOf(text(form, 'nameIdFrom'), 'nameIdFrom'),
      fixed: on('nameIdFixed'),
    }),
    attributes: attributesOf(form, stored, changeOf('attribute')),
    sign: signOf(text(form, 'sign')),
    hash: hashOf(text(form, 'hash')),
    encryption: encryptionOf(form),
    requireSignedRequests: ticked(form, 'requireSigned'),
    spCertificates: certificatesOf(form, changeOf('certificate')),
    allowSha1: on('allowSha1'),
    slo: slo.length === 0 ? undefined : slo,
    acceptUnsignedLogout: on('acceptUnsignedLogout'),
    signMetadata: on('signMetadata'),
    wantRequestsSigned: on('wantRequestsSigned'),
  });
  const deactivating = button === 'deactivate' || (button !== 'keep' && text(form, 'pending') === 'deactivate');
  const typed = {
    acsIndexes: acsIndexesOf(form, changeOf('acs')),
    encryptionCertificate: text(form, 'encryptionCertificate').trim(),
  };
  return { sso, typed, button, deactivating, personId: text(form, 'person') };
}

function signOf(value: string): SsoSettings['sign'] {
  if (value === 'both' || value === 'assertion' || value === 'response') return value;
  throw invalid({ sign: 'Choose what is signed.' });
}

function hashOf(value: string): SsoSettings['hash'] {
  if (value === '' || value === 'sha256') return undefined;
  if (value === 'sha512') return value;
  throw invalid({ hash: 'Choose a hash from the list.' });
}

function encryptionOf(form: Form): AssertionEncryption | undefined {
  const algorithm = text(form, 'encryption');
  if (algorithm === '') return undefined;
  if (!CIPHERS.includes(algorithm)) throw invalid({ encryption: 'Choose how assertions are encrypted from the list.' });
  return {
    certificate: text(form, 'encryptionCertificate').trim(),
    algorithm: algorithm as AssertionEncryption['algorithm'],
  };
}

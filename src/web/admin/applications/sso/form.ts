import type { AcsEndpoint, NameIdFormat, SsoAttribute, SsoSettings } from '../../../../core/application';
import { isAttributeName, type AttributeName } from '../../../../core/attributes';
import { compact } from '../../../../core/compact';
import { invalid } from '../../../../core/errors';
import { all, text, ticked, type Form } from '../../../forms';

/** What a button of the SSO form asks for; the ones that change rows name the row. */
export type SsoButton =
  'save' | 'activate' | 'deactivate' | 'keep' | 'preview' | 'add-acs' | 'add-attribute' | 'add-certificate' | 'remove';

/** The SSO form as typed, with the row a button adds or removes already added or removed. */
export interface SsoForm {
  readonly sso: SsoSettings;
  readonly button: SsoButton;
  /** Deactivation was asked for and waits for save. */
  readonly deactivating: boolean;
  readonly personId: string;
}

const MOST_ROWS = 200;
const BUTTONS: readonly string[] = [
  'save',
  'activate',
  'deactivate',
  'keep',
  'preview',
  'add-acs',
  'add-attribute',
  'add-certificate',
];

/**
 * Reads the SSO form. Settings are taken as they were typed; whether they can be used is decided when they are saved.
 * @param stored the settings before, which know the attributes whose names are fixed (M-071)
 * @throws AppError invalid for choices that are not on the form
 */
export function readSsoForm(form: Form, stored: SsoSettings): SsoForm {
  const action = all(form, 'action').at(-1) ?? 'save';
  const [, kind, place] = /^remove-(acs|attribute|certificate):(\d{1,3})$/.exec(action) ?? [];
  const removed = (of: string): number => (kind === of ? Number(place) : -1);
  const button = kind === undefined ? (BUTTONS.includes(action) ? (action as SsoButton) : 'save') : 'remove';
  const loginUrl = text(form, 'loginUrl').trim();
  const sso = compact<SsoSettings>({
    spEntityId: text(form, 'spEntityId').trim(),
    acs: acsOf(form, button, removed('acs')),
    loginUrl: loginUrl === '' ? undefined : loginUrl,
    startAtLogin: ticked(form, 'startAtLogin') ? (true as const) : undefined,
    nameId: { format: text(form, 'nameId') as NameIdFormat, from: propertyOf(text(form, 'nameIdFrom'), 'nameIdFrom') },
    attributes: attributesOf(form, stored, button, removed('attribute')),
    sign: signOf(text(form, 'sign')),
    requireSignedRequests: ticked(form, 'requireSigned'),
    spCertificates: certificatesOf(form, button, removed('certificate')),
  });
  const deactivating = button === 'deactivate' || (button !== 'keep' && text(form, 'pending') === 'deactivate');
  return { sso, button, deactivating, personId: text(form, 'person') };
}

/** Rows without anything in them are left out, unless they were just added to be filled in. */
function acsOf(form: Form, button: SsoButton, removed: number): AcsEndpoint[] {
  const chosen = text(form, 'acs.default');
  const rows = placesOf(form, /^acs\.(\d{1,3})\.url$/)
    .filter((place) => place !== removed)
    .map((place) => {
      const index = text(form, `acs.${place}.index`).trim();
      return compact<AcsEndpoint>({
        url: text(form, `acs.${place}.url`).trim(),
        index: index === '' ? undefined : /^\d+$/.test(index) ? Number(index) : Number.NaN,
        isDefault: chosen === String(place),
      });
    });
  const filled = button === 'save' || button === 'activate' ? rows.filter(({ url }) => url !== '') : rows;
  return button === 'add-acs' ? [...filled, { url: '', isDefault: false }] : filled;
}

function attributesOf(form: Form, stored: SsoSettings, button: SsoButton, removed: number): SsoAttribute[] {
  const fixed = new Set(stored.attributes.filter((attribute) => attribute.jit).map((attribute) => attribute.name));
  const rows = placesOf(form, /^attribute\.(\d{1,3})\.name$/).flatMap((place) => {
    const name = text(form, `attribute.${place}.name`).trim();
    if (place === removed && !fixed.has(name)) return [];
    const constant = text(form, `attribute.${place}.constant`);
    return compact<SsoAttribute>({
      name,
      from: propertyOf(text(form, `attribute.${place}.from`), 'attributes'),
      constant: constant === '' ? undefined : constant,
      jit: fixed.has(name),
      enabled: ticked(form, `attribute.${place}.enabled`),
    });
  });
  return button === 'add-attribute' ? [...rows, { name: '', from: 'email', jit: false, enabled: true }] : rows;
}

function certificatesOf(form: Form, button: SsoButton, removed: number): string[] {
  const rows = placesOf(form, /^certificate\.(\d{1,3})$/)
    .filter((place) => place !== removed)
    .map((place) => text(form, `certificate.${place}`).trim());
  const filled = button === 'save' || button === 'activate' ? rows.filter((pem) => pem !== '') : rows;
  return button === 'add-certificate' ? [...filled, ''] : filled;
}

function placesOf(form: Form, pattern: RegExp): number[] {
  return Object.keys(form)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, MOST_ROWS);
}

function propertyOf(value: string, field: string): AttributeName {
  if (isAttributeName(value)) return value;
  throw invalid({ [field]: 'Choose one of the directory’s properties.' });
}

function signOf(value: string): SsoSettings['sign'] {
  if (value === 'both' || value === 'assertion' || value === 'response') return value;
  throw invalid({ sign: 'Choose what is signed.' });
}

import type {
  AcsEndpoint,
  AttributeNameFormat,
  GroupFilter,
  SloEndpoint,
  SsoAttribute,
  SsoSettings,
} from '../../../../core/application';
import { isAttributeName, type AttributeName } from '../../../../core/attributes';
import { compact } from '../../../../core/compact';
import { invalid } from '../../../../core/errors';
import { text, ticked, type Form } from '../../../forms';

/** What a button does to the rows of a kind. */
export interface RowChange {
  /** The form is saved: rows with nothing in them are left out. */
  readonly saves: boolean;
  /** A row is added at the end, to be filled in. */
  readonly adds: boolean;
  /** The place of the row that is taken away; -1 for none. */
  readonly removes: number;
}

const MOST_ROWS = 200;
const NAME_FORMATS: readonly string[] = ['unspecified', 'uri', 'basic'];
const FILTERS: readonly string[] = ['starts-with', 'ends-with', 'contains'];
const BINDINGS: readonly string[] = ['redirect', 'post', 'soap'];

/** The addresses Responses go to. An index that is no number becomes NaN, which the rules refuse. */
export function acsOf(form: Form, change: RowChange): AcsEndpoint[] {
  const chosen = text(form, 'acs.default');
  const rows = placesOf(form, /^acs\.(\d{1,3})\.url$/, change).map((place) => {
    const index = text(form, `acs.${place}.index`).trim();
    return compact<AcsEndpoint>({
      url: text(form, `acs.${place}.url`).trim(),
      index: index === '' ? undefined : /^\d{1,9}$/.test(index) ? Number(index) : Number.NaN,
      isDefault: chosen === String(place),
    });
  });
  const filled = change.saves ? rows.filter(({ url }) => url !== '') : rows;
  return change.adds ? [...filled, { url: '', isDefault: false }] : filled;
}

/** What was typed as the index of each ACS URL that `acsOf` gives, so that a wrong one is shown again. */
export function acsIndexesOf(form: Form, change: RowChange): string[] {
  return placesOf(form, /^acs\.(\d{1,3})\.url$/, change)
    .filter((place) => !change.saves || text(form, `acs.${place}.url`).trim() !== '')
    .map((place) => text(form, `acs.${place}.index`).trim());
}

/** The addresses logout messages go to. */
export function sloOf(form: Form, change: RowChange): SloEndpoint[] {
  const rows = placesOf(form, /^slo\.(\d{1,3})\.url$/, change).map((place) => {
    const responseUrl = text(form, `slo.${place}.responseUrl`).trim();
    return compact<SloEndpoint>({
      binding: bindingOf(text(form, `slo.${place}.binding`)),
      url: text(form, `slo.${place}.url`).trim(),
      responseUrl: responseUrl === '' ? undefined : responseUrl,
    });
  });
  const filled = change.saves ? rows.filter(({ url, responseUrl }) => url !== '' || responseUrl !== undefined) : rows;
  if (!change.adds) return filled;
  const free = (['redirect', 'post', 'soap'] as const).find((binding) =>
    filled.every((row) => row.binding !== binding),
  );
  return [...filled, { binding: free ?? 'redirect', url: '' }];
}

/** The attributes; those whose names are fixed can't be taken away (M-071). */
export function attributesOf(form: Form, stored: SsoSettings, change: RowChange): SsoAttribute[] {
  const fixed = new Set(stored.attributes.filter((attribute) => attribute.jit).map((attribute) => attribute.name));
  const all = { ...change, removes: -1 };
  const rows = placesOf(form, /^attribute\.(\d{1,3})\.name$/, all).flatMap((place) => {
    const field = (name: string): string => text(form, `attribute.${place}.${name}`);
    const name = field('name').trim();
    if (place === change.removes && !fixed.has(name)) return [];
    const expression = field('expression').trim();
    return compact<SsoAttribute>({
      name,
      from: propertyOf(field('from'), 'attributes'),
      constant: field('constant') === '' ? undefined : field('constant'),
      expression: expression === '' ? undefined : expression,
      nameFormat: nameFormatOf(field('nameFormat')),
      groups: groupFilterOf(field('groupFilter'), field('groupText').trim()),
      jit: fixed.has(name),
      enabled: ticked(form, `attribute.${place}.enabled`),
    });
  });
  return change.adds ? [...rows, { name: '', from: 'email', jit: false, enabled: true }] : rows;
}

/** The certificates requests are checked with. */
export function certificatesOf(form: Form, change: RowChange): string[] {
  const rows = placesOf(form, /^certificate\.(\d{1,3})$/, change).map((place) =>
    text(form, `certificate.${place}`).trim(),
  );
  const filled = change.saves ? rows.filter((pem) => pem !== '') : rows;
  return change.adds ? [...filled, ''] : filled;
}

/**
 * The property of a choice.
 * @throws AppError invalid for one that is not on the form
 */
export function propertyOf(value: string, field: string): AttributeName {
  if (isAttributeName(value)) return value;
  throw invalid({ [field]: 'Choose one of the directory’s properties.' });
}

function nameFormatOf(value: string): AttributeNameFormat | undefined {
  if (value === '') return undefined;
  if (NAME_FORMATS.includes(value)) return value as AttributeNameFormat;
  throw invalid({ attributes: 'Choose a name format from the list.' });
}

function groupFilterOf(kind: string, typed: string): GroupFilter | undefined {
  if (kind === '') return undefined;
  if (kind === 'of-application') return { kind };
  if (FILTERS.includes(kind)) return { kind: kind as 'contains', text: typed };
  throw invalid({ attributes: 'Choose which user groups are sent from the list.' });
}

function bindingOf(value: string): SloEndpoint['binding'] {
  if (BINDINGS.includes(value)) return value as SloEndpoint['binding'];
  throw invalid({ slo: 'Choose how logout messages are sent from the list.' });
}

function placesOf(form: Form, pattern: RegExp, { removes }: RowChange): number[] {
  return Object.keys(form)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((place) => place !== removes)
    .sort((a, b) => a - b)
    .slice(0, MOST_ROWS);
}

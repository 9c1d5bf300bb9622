import { isAttributeName } from '../../../../core/attributes';
import { compact } from '../../../../core/compact';
import type { IdmMappingRow } from '../../../../core/idm-settings';
import { all, text, ticked, type Form } from '../../../forms';

/** The form of the table as typed, with what its button asks for done to the rows. */
export interface MappingForm {
  readonly rows: readonly IdmMappingRow[];
  readonly enterprise: 'extension' | 'flat';
  readonly button: 'save' | 'preview' | 'reset' | 'plan';
  readonly personId: string;
}

/** One more than a table may have, so that too many are noticed. */
const MOST_ROWS = 101;

/**
 * Reads the form of the table. Rows are taken as typed; whether they can be used is decided when they are saved. Buttons
 * that add or remove a row change the rows and save nothing.
 */
export function readMappingForm(form: Form): MappingForm {
  const action = all(form, 'action').at(-1) ?? 'preview';
  const removed = /^remove:(\d{1,3})$/.exec(action)?.[1];
  const rows = Object.keys(form)
    .flatMap((name) => /^row\.(\d{1,3})\.to$/.exec(name)?.[1] ?? [])
    .filter((place) => place !== removed)
    .sort((one, other) => Number(one) - Number(other))
    .slice(0, MOST_ROWS)
    .map((place) => rowOf(form, `row.${place}`));
  const added: IdmMappingRow = { to: '', from: 'displayName', use: 'always', empty: 'omit' };
  return {
    rows: action === 'add' ? [...rows, added] : rows,
    enterprise: text(form, 'enterprise') === 'flat' ? 'flat' : 'extension',
    button: action === 'save' || action === 'reset' || action === 'plan' ? action : 'preview',
    personId: text(form, 'person'),
  };
}

function rowOf(form: Form, name: string): IdmMappingRow {
  const source = text(form, `${name}.source`);
  const typed = text(form, `${name}.text`);
  const use = text(form, `${name}.use`);
  return compact<IdmMappingRow>({
    to: text(form, `${name}.to`).trim(),
    from: isAttributeName(source) ? source : undefined,
    constant: source === 'constant' ? typed : undefined,
    expression: source === 'expression' ? typed.trim() : undefined,
    use: use === 'create' || use === 'off' ? use : 'always',
    empty: text(form, `${name}.empty`) === 'send' ? 'send' : 'omit',
    required: ticked(form, `${name}.required`) ? true : undefined,
  });
}

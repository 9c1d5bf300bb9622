import type { VNode } from 'preact';
import { DIRECTORY_ATTRIBUTES } from '../../../../../src/core/attributes';
import type { IdmMappingRow } from '../../../../../src/core/idm-settings';
import { fieldId } from '../../../../parts/field';
import { counted } from '../../../../parts/words';

/** A row of the editor. */
export interface EditedRow {
  readonly row: IdmMappingRow;
  /** The service provider's name for it; absent for rows of an admin's own. */
  readonly label?: string;
  /** What can't be changed: its path, that it is always sent, or all of it. */
  readonly fixed?: 'path' | 'use' | 'all';
  readonly note?: string;
  readonly preview?: string;
  /** People with access who have no value, where one is required. */
  readonly lacking?: number;
}

interface EditRowProps {
  readonly edited: EditedRow;
  readonly place: number;
  /** Where the tab is. */
  readonly path: string;
  readonly error: string | undefined;
  /** A person is chosen for the preview. */
  readonly chosen: boolean;
  /** The table is the stored one, so that the people who lack something can be listed. */
  readonly counts: boolean;
}

/** User groups are managed as groups, so they are no choice here. */
const PROPERTIES = DIRECTORY_ATTRIBUTES.filter(({ name }) => name !== 'groups');

/** One attribute: where it goes, where it comes from, when it is sent, and what the chosen person's would be. */
export function EditRow({ edited, place, path, error, chosen, counts }: EditRowProps): VNode {
  const { row, label, fixed, note, preview, lacking } = edited;
  const name = `row.${place}`;
  const called = row.to === '' ? `attribute ${place + 1}` : row.to;
  return (
    <tr>
      <td>
        {fixed === undefined ? (
          <input
            class="input mono"
            id={fieldId(name)}
            name={`${name}.to`}
            value={row.to}
            spellcheck={false}
            autocapitalize="none"
            aria-label={`SCIM attribute ${place + 1}`}
            aria-invalid={error === undefined ? undefined : 'true'}
          />
        ) : (
          <>
            <b class="mono" id={fieldId(name)} tabIndex={error === undefined ? undefined : -1}>
              {row.to}
            </b>
            <input type="hidden" name={`${name}.to`} value={row.to} />
          </>
        )}
        {label === undefined || label === row.to ? null : (
          <small>
            Called <bdi>{label}</bdi> there.
          </small>
        )}
        {note === undefined ? null : <small>{note}</small>}
        {error === undefined ? null : <span class="error">{error}</span>}
      </td>
      <td data-th="Value from">
        <Source row={row} name={name} called={called} fixed={fixed === 'all'} />
      </td>
      <td data-th="Sent">
        <Sent row={row} name={name} called={called} fixed={fixed} />
        {lacking === undefined || lacking === 0 ? null : (
          <small class="error">
            {counts ? (
              <a href={`${path}/mappings/missing?attribute=${encodeURIComponent(row.to)}`}>
                {counted(lacking, 'person lacks it', 'people lack it')}
              </a>
            ) : (
              counted(lacking, 'person lacks it', 'people lack it')
            )}
          </small>
        )}
      </td>
      <td data-th="Preview">
        <div class="stack s2">
          {preview === undefined ? (
            <span class="muted">{silence(row, chosen)}</span>
          ) : preview === '' ? (
            <span class="muted">An empty text</span>
          ) : (
            <bdi>{preview}</bdi>
          )}
          {fixed === undefined ? (
            <button class="btn quiet small" name="action" value={`remove:${place}`}>
              Remove<span class="vh"> {called}</span>
            </button>
          ) : null}
        </div>
      </td>
    </tr>
  );
}

function silence({ use }: IdmMappingRow, chosen: boolean): string {
  if (use === 'off') return 'Off, not sent';
  if (use === 'import') return 'Not sent';
  return chosen ? 'Empty, not sent' : '–';
}

function Source(props: {
  readonly row: IdmMappingRow;
  readonly name: string;
  readonly called: string;
  readonly fixed: boolean;
}): VNode {
  const { row, name, called, fixed } = props;
  const chosen = row.expression !== undefined ? 'expression' : row.constant !== undefined ? 'constant' : row.from;
  if (fixed) return <span>{PROPERTIES.find((property) => property.name === row.from)?.label ?? row.from}</span>;
  return (
    <div class="stack s2">
      <select class="input" name={`${name}.source`} aria-label={`Value of ${called} from`}>
        {chosen === undefined ? <option value="">Choose</option> : null}
        {PROPERTIES.map((property) => (
          <option value={property.name} selected={property.name === chosen}>
            {property.label}
          </option>
        ))}
        <option value="constant" selected={chosen === 'constant'}>
          A constant value
        </option>
        <option value="expression" selected={chosen === 'expression'}>
          An expression
        </option>
      </select>
      <input
        class="input mono"
        name={`${name}.text`}
        value={row.expression ?? row.constant ?? ''}
        placeholder="typed value"
        spellcheck={false}
        autocapitalize="none"
        aria-label={`Constant or expression of ${called}`}
      />
    </div>
  );
}

const USES = [
  { value: 'always', label: 'Always' },
  { value: 'create', label: 'Only with a new account' },
  { value: 'off', label: 'Off' },
] as const;

function Sent(props: {
  readonly row: IdmMappingRow;
  readonly name: string;
  readonly called: string;
  readonly fixed: EditedRow['fixed'];
}): VNode {
  const { row, name, called, fixed } = props;
  if (fixed === 'all') return <span class="muted">{row.use === 'import' ? 'Only imported' : 'Always'}</span>;
  return (
    <div class="stack s2">
      {fixed === 'use' ? (
        <span class="muted">Always</span>
      ) : (
        <select class="input slim" name={`${name}.use`} aria-label={`When ${called} is sent`}>
          {USES.map(({ value, label }) => (
            <option value={value} selected={value === row.use}>
              {label}
            </option>
          ))}
        </select>
      )}
      <select class="input slim" name={`${name}.empty`} aria-label={`When ${called} is empty`}>
        <option value="omit" selected={row.empty === 'omit'}>
          Skip if empty
        </option>
        <option value="send" selected={row.empty === 'send'}>
          Send if empty
        </option>
      </select>
      <label class="check">
        <input type="checkbox" name={`${name}.required`} value="1" checked={row.required === true} />
        <span>
          Required<span class="vh"> {called}</span>
        </span>
      </label>
    </div>
  );
}

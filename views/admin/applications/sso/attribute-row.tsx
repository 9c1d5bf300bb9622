import type { VNode } from 'preact';
import type { SsoAttribute } from '../../../../src/core/application';
import { DIRECTORY_ATTRIBUTES } from '../../../../src/core/attributes';

const NAME_FORMATS = [
  { value: '', label: 'Automatic' },
  { value: 'unspecified', label: 'Unspecified' },
  { value: 'uri', label: 'URI' },
  { value: 'basic', label: 'Basic' },
] as const;

const GROUP_FILTERS = [
  { value: '', label: 'All of the person' },
  { value: 'of-application', label: 'Those that give this application' },
  { value: 'starts-with', label: 'Whose name starts with' },
  { value: 'ends-with', label: 'Whose name ends with' },
  { value: 'contains', label: 'Whose name contains' },
] as const;

/** One attribute: its name, where the value comes from, and what the chosen person's would be. */
export function AttributeRow(props: {
  readonly attribute: SsoAttribute;
  readonly place: number;
  readonly value: string | undefined;
  /** Why there is no value. */
  readonly note: string | undefined;
  readonly error: string | undefined;
  readonly chosen: boolean;
}): VNode {
  const { attribute, place, value, note, error, chosen } = props;
  const { name, jit } = attribute;
  const called = name === '' ? `attribute ${place + 1}` : name;
  return (
    <tr>
      <td>
        <input
          class="input mono"
          name={`attribute.${place}.name`}
          value={name}
          readOnly={jit}
          spellcheck={false}
          autocapitalize="none"
          aria-label={`Service provider attribute ${place + 1}`}
        />
        {jit ? <small>Needed to create the account; its name is fixed.</small> : null}
        {error === undefined ? null : <span class="error">{error}</span>}
      </td>
      <td data-th="Value from">
        <div class="stack s2">
          <select class="input" name={`attribute.${place}.from`} aria-label={`Value of ${called} from`}>
            {DIRECTORY_ATTRIBUTES.map((property) => (
              <option value={property.name} selected={property.name === attribute.from}>
                {property.label}
              </option>
            ))}
          </select>
          <input
            class="input"
            name={`attribute.${place}.constant`}
            value={attribute.constant ?? ''}
            placeholder="or a constant value"
            aria-label={`Constant value of ${called}`}
          />
          <More attribute={attribute} place={place} called={called} open={error !== undefined} />
        </div>
      </td>
      <td data-th="Preview">
        {value === undefined ? (
          <span class="muted">{!attribute.enabled ? 'Off, not sent' : chosen ? (note ?? 'Empty, not sent') : '–'}</span>
        ) : (
          <bdi>{value}</bdi>
        )}
      </td>
      <td data-th="Send">
        <div class="stack s2">
          <input
            type="checkbox"
            name={`attribute.${place}.enabled`}
            checked={attribute.enabled}
            aria-label={`Send ${called}`}
          />
          {jit ? null : (
            <button class="btn quiet small" name="action" value={`remove-attribute:${place}`}>
              Remove<span class="vh"> {called}</span>
            </button>
          )}
        </div>
      </td>
    </tr>
  );
}

/** What few attributes need: open where it is used, so that nothing in force is hidden. */
function More(props: {
  readonly attribute: SsoAttribute;
  readonly place: number;
  readonly called: string;
  readonly open: boolean;
}): VNode {
  const { attribute, place, called } = props;
  const { expression, nameFormat, groups } = attribute;
  const used = expression !== undefined || nameFormat !== undefined || groups !== undefined;
  return (
    <div class="reason">
      <details open={props.open || used}>
        <summary>
          More<span class="vh"> about {called}</span>
        </summary>
        <div class="stack s2">
          <div class="field">
            <span class="help">
              {expression === undefined
                ? 'Or an expression, such as join(" ", firstname, lastname)'
                : 'The expression, used in place of the property'}
            </span>
            <input
              class="input mono"
              name={`attribute.${place}.expression`}
              value={expression ?? ''}
              spellcheck={false}
              autocapitalize="none"
              autocomplete="off"
              aria-label={`Expression of ${called}`}
            />
          </div>
          <div class="field">
            <span class="help">Name format</span>
            <select class="input" name={`attribute.${place}.nameFormat`} aria-label={`Name format of ${called}`}>
              {NAME_FORMATS.map(({ value, label }) => (
                <option value={value} selected={value === (nameFormat ?? '')}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <span class="help">Of User Groups, send</span>
            <select class="input" name={`attribute.${place}.groupFilter`} aria-label={`User groups of ${called}`}>
              {GROUP_FILTERS.map(({ value, label }) => (
                <option value={value} selected={value === (groups?.kind ?? '')}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <input
            class="input"
            name={`attribute.${place}.groupText`}
            value={groups === undefined || groups.kind === 'of-application' ? '' : groups.text}
            placeholder="part of the name"
            aria-label={`Part of the name of user groups of ${called}`}
          />
        </div>
      </details>
    </div>
  );
}

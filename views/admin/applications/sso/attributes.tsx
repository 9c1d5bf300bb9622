import type { VNode } from 'preact';
import type { SsoAttribute, SsoSettings } from '../../../../src/core/application';
import { DIRECTORY_ATTRIBUTES, labelOf } from '../../../../src/core/attributes';
import type { FieldErrors } from '../../../../src/core/errors';
import { Card } from '../../../parts/card';
import { fieldId } from '../../../parts/field';
import type { SsoPreview } from './props';

/** The attributes of the assertion, each with what the chosen person's would be (M-049, M-069 to M-073). */
export function Attributes(props: {
  readonly sso: SsoSettings;
  readonly preview: SsoPreview;
  readonly errors: FieldErrors;
}): VNode {
  const { sso, preview, errors } = props;
  const { attributes } = errors;
  return (
    <Card id="attributes" title="Attributes" end={<PreviewChooser preview={preview} />} bare>
      {attributes === undefined ? null : (
        <div class="body">
          <span class="error" id={fieldId('attributes')} tabIndex={-1}>
            {attributes}
          </span>
        </div>
      )}
      <table class="table fold">
        <caption class="vh">Attributes in the assertion, with a preview</caption>
        <thead>
          <tr>
            <th scope="col">Service provider attribute</th>
            <th scope="col">Value from</th>
            <th scope="col">Preview</th>
            <th scope="col">Send</th>
          </tr>
        </thead>
        <tbody>
          <NameIdRow sso={sso} preview={preview} />
          {sso.attributes.map((attribute, place) => (
            <Row
              attribute={attribute}
              place={place}
              value={preview.values[place]}
              chosen={preview.chosenId !== undefined}
            />
          ))}
        </tbody>
      </table>
      <footer>
        <button class="btn small" name="action" value="add-attribute">
          Add attribute
        </button>
        <span>Attributes without a value are left out.</span>
      </footer>
    </Card>
  );
}

function PreviewChooser({ preview }: { readonly preview: SsoPreview }): VNode | null {
  if (preview.people.length === 0) return null;
  return (
    <>
      <label class="small muted" for="preview-person">
        Preview with
      </label>
      <select class="input slim" id="preview-person" name="person">
        <option value="">Nobody</option>
        {preview.people.map(({ id, name }) => (
          <option value={id} selected={id === preview.chosenId}>
            {name}
          </option>
        ))}
      </select>
      <button class="btn small" name="action" value="preview">
        Show
      </button>
    </>
  );
}

function NameIdRow({ sso, preview }: { readonly sso: SsoSettings; readonly preview: SsoPreview }): VNode {
  const { format, from } = sso.nameId;
  const source =
    format === 'persistent' ? 'A pseudonym' : format === 'transient' ? 'A new pseudonym every time' : labelOf(from);
  return (
    <tr>
      <td>
        <b class="mono">NameID</b>
      </td>
      <td data-th="Value from">{source}</td>
      <td data-th="Preview">
        {preview.nameId === undefined ? (
          <span class="muted">{preview.note ?? (preview.chosenId === undefined ? 'Choose a person' : '')}</span>
        ) : (
          <bdi>{preview.nameId}</bdi>
        )}
      </td>
      <td data-th="Send">
        <span class="muted">Always</span>
      </td>
    </tr>
  );
}

function Row(props: {
  readonly attribute: SsoAttribute;
  readonly place: number;
  readonly value: string | undefined;
  readonly chosen: boolean;
}): VNode {
  const { attribute, place, value, chosen } = props;
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
        </div>
      </td>
      <td data-th="Preview">
        {value === undefined ? (
          <span class="muted">{!attribute.enabled ? 'Off, not sent' : chosen ? 'Empty, not sent' : '–'}</span>
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

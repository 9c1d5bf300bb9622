import type { VNode } from 'preact';
import type { SsoSettings } from '../../../../src/core/application';
import { labelOf } from '../../../../src/core/attributes';
import type { FieldErrors } from '../../../../src/core/errors';
import { Card } from '../../../parts/card';
import { fieldId } from '../../../parts/field';
import { AttributeRow } from './attribute-row';
import type { SsoPreview } from './props';

/** The attributes of the assertion, each with what the chosen person's would be (M-049, M-069 to M-073). */
export function Attributes(props: {
  readonly sso: SsoSettings;
  readonly preview: SsoPreview;
  readonly errors: FieldErrors;
  /** What is wrong with each row, in order. */
  readonly rowErrors: readonly (string | undefined)[];
}): VNode {
  const { sso, preview, errors, rowErrors } = props;
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
            <th scope="col" class="half">
              Service provider attribute
            </th>
            <th scope="col" class="half">
              Value from
            </th>
            <th scope="col">Preview</th>
            <th scope="col">Send</th>
          </tr>
        </thead>
        <tbody>
          <NameIdRow sso={sso} preview={preview} />
          {sso.attributes.map((attribute, place) => (
            <AttributeRow
              attribute={attribute}
              place={place}
              value={preview.values[place]}
              note={preview.notes?.[place]}
              error={rowErrors[place]}
              chosen={preview.chosenId !== undefined}
            />
          ))}
        </tbody>
      </table>
      <footer>
        <button class="btn small" name="action" value="add-attribute">
          Add attribute
        </button>
        <span>
          Attributes without a value are left out. An expression is made of properties, texts in quotes and the
          functions join, default, values, first, lower, upper, trim, left, prefix, suffix, replace, split and when.
        </span>
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

import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { Check, Field } from '../../parts/field';
import { listed } from '../../parts/words';
import type { GeneralValues, VariableField } from './props';

/** What an uploaded image may be. */
export const IMAGE_HELP = 'PNG, JPEG or WebP, up to 512 KB. Without one the tile shows a letter.';

/** The types of image that a file field offers. */
export const IMAGE_ACCEPT = 'image/png,image/jpeg,image/webp';

/** Display Label, Description and Show in User Portal (M-030, M-031, M-033). */
export function NameFields({
  values,
  errors,
}: {
  readonly values: GeneralValues;
  readonly errors: FieldErrors;
}): VNode {
  return (
    <>
      <Field
        name="label"
        label="Display Label"
        value={values.label}
        required
        maxLength={256}
        help="The name people see on the tile."
        error={errors['label']}
      />
      <Field
        name="description"
        label="Description"
        value={values.description}
        required={false}
        maxLength={1024}
        rows={2}
        help="A line below the name on the tile."
        error={errors['description']}
      />
    </>
  );
}

/** Whether people see a tile (M-033). */
export function PortalCheck({ values }: { readonly values: GeneralValues }): VNode {
  return (
    <Check
      name="showInPortal"
      label="Show in User Portal"
      checked={values.showInPortal}
      help="As a tile on its Applications page, the User Console. Unticked, there is no tile; people with access still sign on from the application itself."
    />
  );
}

/** Each value of the connector's addresses, asked once (M-048, A-32). */
export function VariableFields(props: {
  readonly variables: readonly VariableField[];
  readonly values: GeneralValues;
  readonly errors: FieldErrors;
}): VNode {
  return (
    <>
      {props.variables.map((variable) => (
        <Field
          name={`variable.${variable.name}`}
          label={variable.label}
          value={props.values.variables[variable.name] ?? ''}
          required
          exact
          autocomplete="off"
          placeholder={variable.example}
          help={helpOf(variable)}
          error={props.errors[`variable.${variable.name}`]}
        />
      ))}
    </>
  );
}

function helpOf(variable: VariableField): string {
  const fills = variable.fills.length === 0 ? '' : ` It replaces ${variable.name} in ${listed(variable.fills)}.`;
  return `${variable.help}${fills}`;
}

/** The address a bookmark opens (M-034). */
export function BookmarkField({
  value,
  error,
}: {
  readonly value: string;
  readonly error?: string | undefined;
}): VNode {
  return (
    <Field
      name="bookmarkUrl"
      label="Bookmark URL"
      type="url"
      value={value}
      required
      placeholder="https://www.example.com/login"
      help="The sign-in page of the application. The tile opens it and signs nobody in."
      error={error}
    />
  );
}

import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { Field } from '../../parts/field';

/** The fields of a group as typed: name and description. */
export interface GroupValues {
  readonly name: string;
  readonly description: string;
}

/** Name and description of a group. */
export function GroupFields(props: { readonly values: GroupValues; readonly errors: FieldErrors }): VNode {
  return (
    <>
      <Field
        name="name"
        label="Name"
        value={props.values.name}
        autocomplete="off"
        help="Applications that take groups get this name."
        required
        error={props.errors['name']}
      />
      <Field
        name="description"
        label="Description"
        value={props.values.description}
        rows={3}
        required={false}
        error={props.errors['description']}
      />
    </>
  );
}

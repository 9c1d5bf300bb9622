import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { Check, Field } from '../../parts/field';

/** The fields of a group as typed. A group that is being added has no say about second factors yet. */
export interface GroupValues {
  readonly name: string;
  readonly description: string;
  readonly secondFactor?: boolean;
}

/** Name and description of a group, and what is asked of its members. */
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
      {props.values.secondFactor === undefined ? null : (
        <Check
          name="secondFactor"
          label="Ask its members for a second factor"
          checked={props.values.secondFactor}
          help="Who has none is told at the next sign-in and can put it off for the days of the sign-in policy."
        />
      )}
    </>
  );
}

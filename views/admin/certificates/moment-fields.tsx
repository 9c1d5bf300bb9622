import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { Field } from '../../parts/field';

/** What was typed for a moment of a switch. */
export interface TypedMoment {
  readonly date?: string;
  readonly time?: string;
}

/** The day and the time of a planned switch, in UTC. */
export function MomentFields({ typed, errors }: { readonly typed: TypedMoment; readonly errors: FieldErrors }): VNode {
  return (
    <div class="grid">
      <Field name="date" label="Day" type="date" value={typed.date} required error={errors['date']} />
      <Field
        name="time"
        label="Time (UTC)"
        value={typed.time ?? '06:00'}
        maxLength={5}
        required
        help="Hours and minutes, such as 06:00."
        error={errors['time']}
      />
    </div>
  );
}

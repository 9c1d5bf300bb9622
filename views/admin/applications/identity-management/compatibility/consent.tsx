import type { VNode } from 'preact';
import { Check } from '../../../../parts/field';

/** What an admin agrees to when a test account may be made, in the Configure form and on the report. */
export function ConsentCheck(props: {
  readonly label: string;
  readonly groups: boolean;
  readonly checked: boolean;
}): VNode {
  const { label, groups, checked } = props;
  const what = groups ? 'one test account and one test group' : 'one test account';
  return (
    <Check
      name="probe"
      label="Measure with a test account"
      help={`Makes ${what} in ${label}, tries what can be changed, and removes ${groups ? 'them' : 'it'}. Nobody else’s account is touched.`}
      checked={checked}
    />
  );
}

import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import { Field } from '../parts/field';

/** What the fields of a password need to know. */
interface PasswordFieldProps {
  readonly label?: string;
  readonly rules: string;
  readonly errors: FieldErrors;
}

/** The field for a password somebody chooses, with the rules told before it is typed. */
export function NewPasswordField({ label = 'Password', rules, errors }: PasswordFieldProps): VNode {
  return (
    <Field
      name="password"
      label={label}
      type="password"
      autocomplete="new-password"
      help={rules}
      required
      error={errors['password']}
    />
  );
}

/**
 * The fields of a changed password: the one that holds until now, and the new one. The user name goes along hidden, so
 * that password managers know whose it is.
 */
export function ChangedPasswordFields(
  props: Omit<PasswordFieldProps, 'label'> & { readonly username: string; readonly currentLabel?: string },
): VNode {
  const { username, currentLabel = 'Current password', rules, errors } = props;
  return (
    <>
      <input type="hidden" name="username" autocomplete="username" value={username} />
      <Field
        name="current"
        label={currentLabel}
        type="password"
        autocomplete="current-password"
        required
        error={errors['current']}
      />
      <NewPasswordField label="New password" rules={rules} errors={errors} />
    </>
  );
}

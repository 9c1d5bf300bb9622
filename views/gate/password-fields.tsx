import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import { Field } from '../parts/field';
import { withReading } from '../parts/reading/reading';

/** What the fields of a password need to know. */
interface PasswordFieldProps {
  readonly label?: string;
  readonly rules: string;
  readonly errors: FieldErrors;
}

/** The field for a password somebody chooses, with the rules told before it is typed. */
export const NewPasswordField = withReading(({ label, rules, errors }: PasswordFieldProps, reading): VNode => {
  const { passwordFields } = reading.words.gate;
  return (
    <Field
      name="password"
      label={label ?? passwordFields.password}
      type="password"
      autocomplete="new-password"
      help={rules}
      required
      error={errors['password']}
    />
  );
});

/**
 * The fields of a changed password: the one that holds until now, and the new one. The user name goes along hidden, so
 * that password managers know whose it is.
 */
export const ChangedPasswordFields = withReading(
  (
    props: Omit<PasswordFieldProps, 'label'> & { readonly username: string; readonly currentLabel?: string },
    reading,
  ): VNode => {
    const { passwordFields } = reading.words.gate;
    const { username, currentLabel = passwordFields.current, rules, errors } = props;
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
        <NewPasswordField label={passwordFields.fresh} rules={rules} errors={errors} />
      </>
    );
  },
);

import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Check, Field, Select } from '../../parts/field';
import { counted } from '../../parts/words';
import { SettingsFrame } from './frame';

/** Whom a change of the policy would reach. */
export interface PolicyReachView {
  readonly ownPassword: number;
  readonly withoutSecondFactor: number;
  readonly adminsWithoutSecondFactor: number;
  readonly sessions: number;
}

/** What the page of the sign-in policy shows. `values` are texts under the names of `SignInPolicy`; ticked is `on`. */
export interface SignInSettingsProps {
  readonly chrome: Chrome;
  readonly values: Readonly<Record<string, string>>;
  readonly reach: PolicyReachView;
  /** Passo can send mail. */
  readonly mail: boolean;
  /** Whoever looks may save as well. */
  readonly writes: boolean;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** What the organisation asks of passwords and of signing in. */
export function SignInSettingsPage(props: SignInSettingsProps): VNode {
  const { chrome, errors = {}, message, writes } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <SettingsFrame chrome={chrome} part="sign-in" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action="/admin/settings/sign-in" class="stack">
        <CsrfField token={chrome.csrfToken} />
        <Passwords {...props} />
        <SecondFactor {...props} />
        <Sessions {...props} />
        <Leaving {...props} />
        {writes ? (
          <div class="row">
            <button class="btn main">Save sign-in policy</button>
          </div>
        ) : (
          <p class="muted">Your role lets you read this page, not change it.</p>
        )}
      </form>
    </SettingsFrame>
  );
}

function NumberField(props: SignInSettingsProps & { name: string; label: string; help: string }): VNode {
  const { name, label, help, values, errors = {} } = props;
  return (
    <Field
      name={name}
      label={label}
      help={help}
      inputMode="numeric"
      autocomplete="off"
      required
      value={values[name]}
      error={errors[name]}
    />
  );
}

function Passwords(props: SignInSettingsProps): VNode {
  const { reach, values, mail } = props;
  return (
    <Card
      id="passwords"
      title="Passwords"
      lead="A change counts for passwords that are chosen from now on. Passwords that are in use stay as they are."
    >
      <NumberField
        {...props}
        name="passwordLength"
        label="Fewest characters"
        help="8 to 64. Common passwords, names of the person and of your organisation are always refused."
      />
      <NumberField
        {...props}
        name="passwordHistory"
        label="Passwords that may not come back"
        help="0 to 24. The one that is replaced counts as the first."
      />
      <NumberField
        {...props}
        name="passwordDays"
        label="Days until a password runs out"
        help={`0 means never, which is what NIST advises. When one runs out, the accounts in the applications become inactive until a new one is chosen. ${counted(reach.ownPassword, 'person has', 'people have')} a password of their own. Theirs are dated from the last change, and none runs out within 14 days because of this.`}
      />
      <Check
        name="forgottenPassword"
        checked={values['forgottenPassword'] === 'on'}
        label="People may ask for a link when they forgot their password"
        help={
          mail
            ? 'The link goes to their email, works once, for one hour.'
            : 'This needs a mail server. Until one is set, the page tells people to ask an admin.'
        }
      />
    </Card>
  );
}

function SecondFactor(props: SignInSettingsProps): VNode {
  const { reach, values, errors = {} } = props;
  return (
    <Card
      id="second-factor"
      title="Second factor"
      lead="User groups and applications can ask for a second factor as well, on pages of their own."
    >
      <Select
        name="secondFactor"
        label="Who is asked for a second factor"
        value={values['secondFactor']}
        error={errors['secondFactor']}
        help={`Without one now: ${counted(reach.adminsWithoutSecondFactor, 'admin')}, ${counted(reach.withoutSecondFactor, 'person', 'people')} in all. They would have to set one up.`}
        options={[
          { value: 'optional', label: 'Nobody, but everybody may set one up' },
          { value: 'admins', label: 'Admins: everybody with a role' },
          { value: 'everybody', label: 'Everybody' },
        ]}
      />
      <NumberField
        {...props}
        name="graceDays"
        label="Days in which setting it up may be put off"
        help="0 to 90. With 0 it has to be set up at the next sign-in."
      />
      <Check
        name="passkeySignIn"
        checked={values['passkeySignIn'] === 'on'}
        label="A passkey signs in alone, without a password"
        help="It asks for the fingerprint, the face or the PIN of the device, so it is two factors in one."
      />
    </Card>
  );
}

function Sessions(props: SignInSettingsProps): VNode {
  const alive = counted(props.reach.sessions, 'session is', 'sessions are');
  return (
    <Card
      id="sessions"
      title="Sessions"
      lead={`${alive} alive. A shorter time ends those that are older than it; a longer one counts as soon as they are used.`}
    >
      <NumberField {...props} name="idleHours" label="Hours without use until a session ends" help="1 to 720." />
      <NumberField
        {...props}
        name="sessionHours"
        label="Hours until a session ends in any case"
        help="1 to 720. Sessions that applications began of their own are not ended by this."
      />
      <NumberField
        {...props}
        name="recentMinutes"
        label="Minutes for which an admin’s sign-in counts as recent"
        help="1 to 1440. Dangerous acts ask for the password again after that."
      />
    </Card>
  );
}

function Leaving(props: SignInSettingsProps): VNode {
  return (
    <Card id="leaving" title="Leaving" lead="A person is suspended first, and deleted in a second step.">
      <NumberField
        {...props}
        name="deletionHours"
        label="Hours between suspending and deleting"
        help="0 to 8760. In this time the suspension can be taken back with nothing lost. With 0 both may follow at once."
      />
    </Card>
  );
}

import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Check, Field } from '../../parts/field';

/** What a sign-on asks for, as typed. */
export interface SignInDemandValues {
  readonly secondFactor: boolean;
  readonly signInMinutes: string;
}

/** What this application asks of signing in, whatever the organisation does. */
export function SignInDemandsCard(props: {
  readonly chrome: Chrome;
  readonly slug: string;
  readonly values: SignInDemandValues;
  readonly errors: FieldErrors;
}): VNode {
  const { chrome, slug, values, errors } = props;
  return (
    <Card id="sign-in-demands" title="Signing in" lead="What this application asks for, whatever else does.">
      <form class="stack s4" method="post" action={`/admin/applications/${slug}/sign-in`}>
        <CsrfField token={chrome.csrfToken} />
        <Check
          name="secondFactor"
          label="Ask for a second factor"
          checked={values.secondFactor}
          help="A sign-on without one leads to the second step. Who has none sets one up on the way: here it can’t be put off. The assertion says that it was done (AuthnContext https://refeds.org/profile/mfa, unless the application asks for another class)."
        />
        <Field
          name="signInMinutes"
          label="Longest time since the sign-in, in minutes"
          value={values.signInMinutes}
          required={false}
          inputMode="numeric"
          autocomplete="off"
          maxLength={4}
          help="Who signed in longer ago signs in anew. Empty, any session will do."
          error={errors['signInMinutes']}
        />
        <div class="row">
          <button class="btn">Save</button>
        </div>
      </form>
    </Card>
  );
}

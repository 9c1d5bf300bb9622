import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { CsrfField } from '../../../../parts/csrf-field';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Field } from '../../../../parts/field';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';

/** The form of the limit. */
export interface LimitPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly values: { readonly people: string; readonly percent: string };
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** Sets from how many people on a removal waits for an admin. */
export function LimitPage({ chrome, frame, values, errors, message }: LimitPageProps): VNode {
  const path = `/admin/applications/${frame.slug}/identity-management`;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page="Safe removal" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <form class="card" method="post" action={`${path}/limit`} autocomplete="off" aria-labelledby="limit">
        <CsrfField token={chrome.csrfToken} />
        <header>
          <h2 id="limit">Safe removal</h2>
          <p>
            A change that would deactivate more people than this waits for an admin, whatever caused it. A single person
            who is suspended or deleted is always deactivated at once.
          </p>
        </header>
        <div class="body stack s4">
          <Field
            name="people"
            label="People"
            value={values.people}
            inputMode="numeric"
            required
            help="More than this many at once, or within an hour."
            error={errors['people']}
          />
          <Field
            name="percent"
            label="Share of the active accounts, in percent"
            value={values.percent}
            inputMode="numeric"
            required
            help="With fewer than 25 active accounts it is over 5 people and over half, or over this share when it is more."
            error={errors['percent']}
          />
        </div>
        <footer>
          <a class="btn" href={path}>
            Cancel
          </a>
          <button class="btn main push">save</button>
        </footer>
      </form>
    </ApplicationFrame>
  );
}

import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { CsrfField } from '../../../../parts/csrf-field';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Facts } from '../../../../parts/facts';
import { Field } from '../../../../parts/field';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';

/** The form that gives an account to its person. */
export interface LinkAccountProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly path: string;
  readonly back: string;
  readonly account: {
    readonly name: string;
    readonly userName?: string;
    readonly email?: string;
    readonly remoteId: string;
  };
  readonly person: string;
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** Says whose account one is. */
export function LinkAccountPage({
  chrome,
  frame,
  path,
  back,
  account,
  person,
  errors,
  message,
}: LinkAccountProps): VNode {
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" page="Link an account" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <form class="card" method="post" action={path} autocomplete="off" aria-labelledby="link">
        <CsrfField token={chrome.csrfToken} />
        <header>
          <h2 id="link">Whose account is this?</h2>
          <p>
            Passo takes the account as it is. While the person may use {frame.label}, it is kept in step with the
            directory; otherwise nothing is sent for it.
          </p>
        </header>
        <div class="body stack s4">
          <Facts
            facts={[
              { term: 'Name there', value: <bdi>{account.name}</bdi> },
              { term: 'Username there', value: <bdi>{account.userName ?? '–'}</bdi> },
              { term: 'Email there', value: <bdi>{account.email ?? '–'}</bdi> },
              { term: 'Id there', value: <bdi>{account.remoteId}</bdi> },
            ]}
          />
          <Field
            name="person"
            label="Person here, by username or email"
            value={person}
            exact
            required
            error={errors['person']}
          />
        </div>
        <footer>
          <a class="btn" href={back}>
            Cancel
          </a>
          <button class="btn main push">Link</button>
        </footer>
      </form>
    </ApplicationFrame>
  );
}

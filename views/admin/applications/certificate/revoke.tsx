import type { VNode } from 'preact';
import { Banner } from '../../../parts/banner';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Check, Field } from '../../../parts/field';
import { ApplicationFrame } from '../frame';
import { certificatePath, type RevokeProps } from './props';
import { CertificateFacts, shortFingerprint } from './words';

/** The question before a certificate is revoked, with the application's name to type. */
export function RevokePage(props: RevokeProps): VNode {
  const { chrome, frame, certificate, typed, errors, message } = props;
  const inUse = certificate.state === 'current';
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Revoke certificate" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      {inUse ? (
        <Banner kind="bad" title="Sign-on breaks until the application has the new certificate">
          From the moment you revoke, sign-ons to <bdi>{frame.label}</bdi> are signed with another key. Nobody gets in
          before it reads the metadata again, or somebody enters the new certificate there.
        </Banner>
      ) : null}
      <form
        class="card tight"
        method="post"
        action={certificatePath(frame.slug, 'revocation')}
        aria-labelledby="revoke"
      >
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="certificate" value={certificate.id} />
        <header>
          <h2 id="revoke">
            Revoke {WORDS[certificate.state]} <code>{shortFingerprint(certificate.fingerprint)}</code>
          </h2>
        </header>
        <div class="body stack s4">
          <CertificateFacts certificate={certificate} now={chrome.now} />
          <ul class="bullets small">
            <li>
              Its key is destroyed and can’t be brought back. Other certificates here that were made for the same key go
              with it.
            </li>
            <li>It leaves the metadata at once. Nothing is signed with it any more, on any server.</li>
            <li>
              An application that still trusts it goes on trusting it: remove the certificate in{' '}
              <bdi>{frame.label}</bdi> as well, above all if somebody else has the key.
            </li>
          </ul>
          {inUse ? <Replacement {...props} /> : <input type="hidden" name="replaceBy" value="fresh" />}
          <Field
            name="typed"
            label={`Enter the name of the application: ${frame.label}`}
            value={typed}
            autocomplete="off"
            required
            error={errors['typed']}
          />
        </div>
        <footer>
          <a class="btn" href={certificatePath(frame.slug)}>
            Cancel
          </a>
          <button class="btn danger push">Revoke now</button>
        </footer>
      </form>
    </ApplicationFrame>
  );
}

const WORDS = {
  current: 'the certificate in use',
  next: 'the next certificate',
  retiring: 'a certificate used before',
} as const;

function Replacement({ next, replaceBy }: RevokeProps): VNode {
  if (next === undefined) {
    return (
      <>
        <input type="hidden" name="replaceBy" value="fresh" />
        <p class="small">Passo makes a new key in its place, in the same step.</p>
      </>
    );
  }
  return (
    <fieldset>
      <legend>What signs in its place</legend>
      <div class="checks">
        <Check
          type="radio"
          name="replaceBy"
          value="next"
          checked={replaceBy === 'next'}
          label={`The next certificate ${shortFingerprint(next.fingerprint)}`}
          help="Right when the application has it already, and nobody else its key."
        />
        <Check
          type="radio"
          name="replaceBy"
          value="fresh"
          checked={replaceBy === 'fresh'}
          label="A key made now"
          help="Right when the next key may be known as well. The next certificate stays as it is."
        />
      </div>
    </fieldset>
  );
}

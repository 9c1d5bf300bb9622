import type { VNode } from 'preact';
import type { Chrome } from '../../../../layout/chrome';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { ErrorSummary } from '../../../../parts/error-summary';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';
import type { TestResult } from '../props';
import { TestSteps } from '../test-steps';
import { CredentialFields, type CredentialProps } from './fields';

/** The page that replaces a credential. */
export interface CredentialsPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly credential: CredentialProps;
  readonly baseUrl: string;
  /** A test that failed; the old credential is still in use then. */
  readonly test?: TestResult;
  readonly message?: string;
}

/** Replaces the credential of an active integration, verified before it counts (A-03, M-192). */
export function CredentialsPage(props: CredentialsPageProps): VNode {
  const { chrome, frame, credential, baseUrl, test, message } = props;
  const path = `/admin/applications/${frame.slug}/identity-management`;
  const problem = message !== undefined || test !== undefined || Object.keys(credential.errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" problem={problem}>
      <ErrorSummary errors={credential.errors} message={message} />
      <Card
        id="credentials"
        title="Replace Token Key"
        lead="The new one is verified before it replaces the old one. Until then changes go out with the old one."
      >
        <form class="stack s4" method="post" action={`${path}/credentials`} autocomplete="off">
          <CsrfField token={chrome.csrfToken} />
          {test === undefined ? null : (
            <TestSteps
              test={test}
              title="The new credential was not accepted"
              text={`${test.sentence ?? ''} Changes go on with the old one. Enter the new one again to try once more.`.trim()}
            />
          )}
          <CredentialFields label={frame.label} {...credential} />
          <p class="help">
            It is tried at <code>{baseUrl}</code>. To change that address, choose Deactivate IdM connection and
            configure it anew.
          </p>
          <div class="row">
            <button class="btn main">Verify and replace</button>
            <a class="btn quiet" href={path}>
              Cancel
            </a>
          </div>
        </form>
      </Card>
    </ApplicationFrame>
  );
}

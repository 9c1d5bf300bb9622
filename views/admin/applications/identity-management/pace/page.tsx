import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import type { Chrome } from '../../../../layout/chrome';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { ErrorSummary } from '../../../../parts/error-summary';
import { Field } from '../../../../parts/field';
import { ApplicationFrame } from '../../frame';
import type { FrameProps } from '../../props';

/** The form of the pace. */
export interface PacePageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly value: string;
    readonly help: string;
  }[];
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** Sets how fast an application is served; what is left empty follows the whole Passo. */
export function PacePage({ chrome, frame, fields, errors, message }: PacePageProps): VNode {
  const path = `/admin/applications/${frame.slug}/identity-management`;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="identity-management" problem={problem}>
      <ErrorSummary errors={errors} message={message} />
      <Card
        id="pace"
        title="Pace"
        lead="How fast changes go out to this application. It slows down by itself when the application asks for it."
      >
        <form class="stack s4" method="post" action={`${path}/pace`} autocomplete="off">
          <CsrfField token={chrome.csrfToken} />
          {fields.map(({ name, label, value, help }) => (
            <Field
              name={name}
              label={label}
              value={value}
              help={help}
              error={errors[name]}
              inputMode="numeric"
              required={false}
              exact
            />
          ))}
          <div class="row">
            <button class="btn main">Save</button>
            <a class="btn quiet" href={path}>
              Cancel
            </a>
          </div>
        </form>
      </Card>
    </ApplicationFrame>
  );
}

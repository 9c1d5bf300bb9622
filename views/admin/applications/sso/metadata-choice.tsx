import type { VNode } from 'preact';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Check, fieldId } from '../../../parts/field';
import { counted } from '../../../parts/words';
import { ApplicationFrame } from '../frame';
import type { MetadataChoiceProps } from './metadata-props';

/** Several service providers in one document, such as a federation's: the admin says which one this is. */
export function MetadataChoicePage({ chrome, frame, choices, carried, errors }: MetadataChoiceProps): VNode {
  const path = `/admin/applications/${frame.slug}/sso`;
  const { entityId } = errors;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" problem={entityId !== undefined}>
      <ErrorSummary errors={errors} />
      <Card
        id="choice"
        title={`The metadata holds ${counted(choices.length, 'service provider')}`}
        lead={
          <>
            Choose the one that is <bdi>{frame.label}</bdi>. You see what was read of it before anything is changed.
          </>
        }
      >
        <form class="stack s4" method="post" action={`${path}/metadata/choose`} enctype="multipart/form-data">
          <CsrfField token={chrome.csrfToken} />
          {Object.entries(carried).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <fieldset class={entityId === undefined ? 'field' : 'field wrong'} id={fieldId('entityId')} tabIndex={-1}>
            <legend>Service provider</legend>
            {entityId === undefined ? null : <span class="error">{entityId}</span>}
            <div class="stack s3">
              {choices.map((choice) => (
                <Check
                  type="radio"
                  name="entityId"
                  value={choice.entityId}
                  label={<bdi>{choice.displayName ?? choice.entityId}</bdi>}
                  help={choice.displayName === undefined ? undefined : <bdi class="mono">{choice.entityId}</bdi>}
                />
              ))}
            </div>
          </fieldset>
          <div class="row">
            <button class="btn main">Continue</button>
            <a class="btn" href={path}>
              Cancel
            </a>
          </div>
        </form>
      </Card>
    </ApplicationFrame>
  );
}

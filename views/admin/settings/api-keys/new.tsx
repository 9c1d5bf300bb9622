import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../src/core/errors';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Check, Field, fieldId, Select } from '../../../parts/field';
import { SettingsFrame } from '../frame';
import { settingsHref } from '../parts';

/** What the form of a new key shows, as typed. */
export interface NewApiKeyProps {
  readonly chrome: Chrome;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly ends: string;
  /** What the maker may give. */
  readonly offered: readonly { readonly name: string; readonly words: string }[];
  readonly lives: readonly { readonly value: string; readonly label: string }[];
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Making a key: what it is for, what it may, and for how long. */
export function NewApiKeyPage(props: NewApiKeyProps): VNode {
  const { chrome, name, scopes, ends, offered, lives, errors = {}, message } = props;
  const wrong = errors['scopes'];
  return (
    <SettingsFrame chrome={chrome} part="api-keys" problem={message !== undefined || Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action={settingsHref('api-keys')} class="stack s5">
        <CsrfField token={chrome.csrfToken} />
        <Card
          id="api-key"
          title="Make API key"
          lead="It never does more than you may, also when your role changes later."
        >
          <Field
            name="name"
            label="Name"
            value={name}
            error={errors['name']}
            required
            maxLength={100}
            help="The program that uses it. Events name it: API key and this name."
          />
          <Select
            name="expires"
            label="Ends"
            value={ends}
            options={lives}
            error={errors['expires']}
            help="A key that ends can be forgotten without harm."
          />
        </Card>
        <Card
          id="scopes"
          title="What it may do"
          lead="As little as the program needs. Writing includes reading the same."
        >
          <fieldset aria-describedby={wrong === undefined ? undefined : 'scopes-error'}>
            <legend class="vh">What it may do</legend>
            <div class="checks">
              {offered.map((scope, index) => (
                <Check
                  name="scope"
                  id={index === 0 ? fieldId('scopes') : undefined}
                  value={scope.name}
                  label={scope.words}
                  help={<code>{scope.name}</code>}
                  checked={scopes.includes(scope.name)}
                />
              ))}
            </div>
            {wrong === undefined ? null : (
              <span class="error" id="scopes-error">
                {wrong}
              </span>
            )}
          </fieldset>
        </Card>
        <div class="row">
          <button class="btn main">Make API key</button>
          <a class="btn" href={settingsHref('api-keys')}>
            Cancel
          </a>
        </div>
      </form>
    </SettingsFrame>
  );
}

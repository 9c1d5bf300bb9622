import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../src/core/errors';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { ErrorSummary } from '../../../parts/error-summary';
import { Check, Field, fieldId } from '../../../parts/field';
import { SettingsFrame } from '../frame';
import { settingsHref } from '../parts';
import { webhookHref } from './props';

/** A family of events with the events in it. */
export interface EventFamily {
  readonly category: string;
  readonly events: readonly { readonly name: string; readonly label: string }[];
}

/** What the form of a webhook shows: as typed, or as it is. */
export interface WebhookFormProps {
  readonly chrome: Chrome;
  /** Absent for a new one. */
  readonly id?: string;
  readonly name: string;
  readonly url: string;
  /** `all` or `some`. */
  readonly scope: string;
  readonly categories: readonly string[];
  readonly names: readonly string[];
  readonly families: readonly EventFamily[];
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Adding or changing a webhook: where it is, and which events it gets. */
export function WebhookFormPage(props: WebhookFormProps): VNode {
  const { chrome, id, name, url, errors = {}, message } = props;
  const back = id === undefined ? settingsHref('webhooks') : webhookHref(id);
  return (
    <SettingsFrame chrome={chrome} part="webhooks" problem={message !== undefined || Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action={back} class="stack s5">
        <CsrfField token={chrome.csrfToken} />
        <Card id="webhook" title={id === undefined ? 'Add webhook' : 'Change webhook'}>
          <Field
            name="name"
            label="Name"
            value={name}
            error={errors['name']}
            required
            maxLength={128}
            help="What it is for, such as the name of the program that listens."
          />
          <Field
            name="url"
            label="Address"
            type="text"
            inputMode="url"
            value={url}
            error={errors['url']}
            required
            maxLength={2_048}
            exact
            help="Begins with https://. Passo sends a POST with JSON there, and expects an answer within 15 seconds."
          />
        </Card>
        <Events {...props} />
        <div class="row">
          <button class="btn main">{id === undefined ? 'Add webhook' : 'save'}</button>
          <a class="btn" href={back}>
            Cancel
          </a>
        </div>
      </form>
    </SettingsFrame>
  );
}

function Events({ scope, categories, names, families, errors = {} }: WebhookFormProps): VNode {
  const wrong = errors['events'];
  return (
    <Card id="choice" title="Events" lead="Whole families include events that later versions of Passo add to them.">
      <fieldset aria-describedby={wrong === undefined ? undefined : 'events-error'}>
        <legend class="vh">Which events are sent</legend>
        <div class="checks">
          <Check
            type="radio"
            name="scope"
            id={fieldId('events')}
            value="all"
            label="Every event"
            checked={scope !== 'some'}
          />
          <Check type="radio" name="scope" value="some" label="These events" checked={scope === 'some'} />
        </div>
        {wrong === undefined ? null : (
          <span class="error" id="events-error">
            {wrong}
          </span>
        )}
      </fieldset>
      {families.map(({ category, events }) => (
        <fieldset class="stack s3">
          <legend class="vh">{category}</legend>
          <Check
            name="category"
            value={category}
            label={`All of ${category}`}
            checked={categories.includes(category)}
          />
          <div class="reason">
            <details open={events.some(({ name }) => names.includes(name))}>
              <summary>Choose single events of {category}</summary>
              <div class="checks">
                {events.map(({ name, label }) => (
                  <Check
                    name="event"
                    value={name}
                    label={label}
                    help={<code>{name}</code>}
                    checked={names.includes(name)}
                  />
                ))}
              </div>
            </details>
          </div>
        </fieldset>
      ))}
    </Card>
  );
}

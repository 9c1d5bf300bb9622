import type { VNode } from 'preact';
import type { SloEndpoint, SsoSettings } from '../../../../src/core/application';
import type { FieldErrors } from '../../../../src/core/errors';
import { Banner } from '../../../parts/banner';
import { Check, Field, Select } from '../../../parts/field';
import { Part } from './part';

const BINDINGS = [
  { value: 'redirect', label: 'HTTP-Redirect' },
  { value: 'post', label: 'HTTP-POST' },
  { value: 'soap', label: 'SOAP, between the servers' },
] as const;

/** Where the application takes logout messages, and whether its own have to be signed. */
export function Logout({ sso, errors }: { readonly sso: SsoSettings; readonly errors: FieldErrors }): VNode {
  const slo = sso.slo ?? [];
  return (
    <Part
      name="slo"
      title="Logout URLs"
      help="Where Passo says that somebody has signed out. Without one, people stay signed in at the application."
      error={errors['slo']}
    >
      {slo.map((endpoint, place) => (
        <SloRow endpoint={endpoint} place={place} />
      ))}
      {slo.length >= BINDINGS.length ? null : (
        <div class="row">
          <button class="btn small" name="action" value="add-slo">
            Add logout URL
          </button>
        </div>
      )}
      <Check
        name="acceptUnsignedLogout"
        label="Accept unsigned logout messages from this application"
        help="For an application that can’t sign them. A signature that is there is checked all the same."
        checked={sso.acceptUnsignedLogout === true}
      />
      {sso.acceptUnsignedLogout === true ? (
        <Banner kind="warn" title="Accept unsigned logout messages from this application is on">
          Somebody who knows a person’s name there could sign that person out. Nobody gets in by it.
        </Banner>
      ) : null}
    </Part>
  );
}

function SloRow({ endpoint, place }: { readonly endpoint: SloEndpoint; readonly place: number }): VNode {
  const number = place + 1;
  return (
    <div class="stack s2">
      <div class="grid">
        <Select
          name={`slo.${place}.binding`}
          label={`Sent by, logout URL ${number}`}
          value={endpoint.binding}
          options={BINDINGS}
        />
        <Field name={`slo.${place}.url`} label={`Logout URL ${number}`} value={endpoint.url} exact />
        <Field
          name={`slo.${place}.responseUrl`}
          label={`Answers to logout URL ${number}`}
          value={endpoint.responseUrl ?? ''}
          help="Only when answers go to another address."
          required={false}
          exact
        />
      </div>
      <div class="row">
        <button class="btn quiet small" name="action" value={`remove-slo:${place}`}>
          Remove<span class="vh"> logout URL {number}</span>
        </button>
      </div>
    </div>
  );
}

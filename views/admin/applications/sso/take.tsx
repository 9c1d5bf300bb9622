import type { ComponentChildren, VNode } from 'preact';
import type { AcsEndpoint, SsoSettings } from '../../../../src/core/application';
import { DIRECTORY_ATTRIBUTES } from '../../../../src/core/attributes';
import type { FieldErrors } from '../../../../src/core/errors';
import { Card } from '../../../parts/card';
import { Check, Field, fieldId, Select } from '../../../parts/field';

const STRUCTURED = ['addresses', 'phoneNumbers', 'groups', 'active'];

/** Properties with one text each; the others can't be a name identifier. */
const ONE_TEXT = DIRECTORY_ATTRIBUTES.filter(({ name }) => !STRUCTURED.includes(name));

const FORMATS = [
  { value: 'email', label: 'Email address' },
  { value: 'unspecified', label: 'Unspecified' },
  { value: 'persistent', label: 'Persistent, a pseudonym of this application' },
  { value: 'transient', label: 'Transient, new at every sign-on' },
] as const;

const SIGNED = [
  { value: 'both', label: 'Response and assertion' },
  { value: 'assertion', label: 'Assertion only' },
  { value: 'response', label: 'Response only' },
] as const;

/** What an admin takes from the application: its identity, its addresses and how it wants people named (M-048, M-056). */
export function Take(props: {
  readonly label: string;
  readonly sso: SsoSettings;
  readonly errors: FieldErrors;
}): VNode {
  const { label, sso, errors } = props;
  return (
    <Card
      id="take"
      title={
        <>
          Take these from <bdi>{label}</bdi>
        </>
      }
    >
      <Field
        name="spEntityId"
        label="SP Entity ID"
        value={sso.spEntityId}
        help={`Exactly as ${label} shows it.`}
        error={errors['spEntityId']}
        exact
      />
      <AcsUrls acs={sso.acs} error={errors['acs']} />
      <Field
        name="loginUrl"
        label="Login URL"
        value={sso.loginUrl ?? ''}
        help="Where people can start at the application."
        error={errors['loginUrl']}
        required={false}
        exact
      />
      <Check
        name="startAtLogin"
        label="The tile opens the Login URL"
        help="For applications that can’t take a sign-on they did not ask for. Unticked, the tile signs people on directly."
        checked={sso.startAtLogin === true}
      />
      <div class="grid">
        <Select
          name="nameId"
          label="NameID format"
          value={sso.nameId.format}
          options={FORMATS}
          error={errors['nameId']}
        />
        <Select
          name="nameIdFrom"
          label="NameID value"
          value={sso.nameId.from}
          options={ONE_TEXT.map(({ name, label: words }) => ({ value: name, label: words }))}
          help="For the formats Email address and Unspecified."
          error={errors['nameIdFrom']}
        />
        <Select name="sign" label="What is signed" value={sso.sign} options={SIGNED} error={errors['sign']} />
      </div>
      <Requests sso={sso} errors={errors} />
    </Card>
  );
}

function Part(props: {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}): VNode {
  const { name, title, help, error, children } = props;
  return (
    <fieldset class={error === undefined ? 'field' : 'field wrong'} id={fieldId(name)} tabIndex={-1}>
      <legend>{title}</legend>
      <div class="stack s3">
        <p class="help">{help}</p>
        {error === undefined ? null : <span class="error">{error}</span>}
        {children}
      </div>
    </fieldset>
  );
}

function AcsUrls({ acs, error }: { readonly acs: readonly AcsEndpoint[]; readonly error?: string | undefined }): VNode {
  const rows = acs.length === 0 ? [{ url: '', isDefault: true }] : acs;
  return (
    <Part name="acs" title="ACS URLs" help="Where Passo sends people after they sign in." error={error}>
      {rows.map((endpoint: AcsEndpoint, place) => (
        <AcsRow endpoint={endpoint} place={place} alone={rows.length === 1} />
      ))}
      <div class="row">
        <button class="btn small" name="action" value="add-acs">
          Add ACS URL
        </button>
      </div>
    </Part>
  );
}

function AcsRow(props: { readonly endpoint: AcsEndpoint; readonly place: number; readonly alone: boolean }): VNode {
  const { endpoint, place, alone } = props;
  const number = place + 1;
  return (
    <div class="stack s2">
      <Field name={`acs.${place}.url`} label={`ACS URL ${number}`} value={endpoint.url} exact />
      {alone && endpoint.index === undefined ? (
        <input type="hidden" name="acs.default" value={place} />
      ) : (
        <div class="row">
          <Check
            type="radio"
            name="acs.default"
            value={String(place)}
            label={`Default, ACS URL ${number}`}
            checked={endpoint.isDefault}
          />
          <label class="check">
            <span>Index</span>
            <input
              class="input slim short"
              name={`acs.${place}.index`}
              inputMode="numeric"
              maxLength={5}
              value={endpoint.index === undefined || Number.isNaN(endpoint.index) ? '' : String(endpoint.index)}
              aria-label={`Index of ACS URL ${number}`}
            />
          </label>
          {alone ? null : (
            <button class="btn quiet small" name="action" value={`remove-acs:${place}`}>
              Remove<span class="vh"> ACS URL {number}</span>
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Requests({ sso, errors }: { readonly sso: SsoSettings; readonly errors: FieldErrors }): VNode {
  return (
    <Part
      name="requireSignedRequests"
      title="Requests of the application"
      help="With a certificate of the application, a signature on its requests is checked."
      error={errors['requireSignedRequests'] ?? errors['spCertificates']}
    >
      <Check
        name="requireSigned"
        label="Require signed requests"
        help="Requests without a valid signature are refused."
        checked={sso.requireSignedRequests}
      />
      <span id={fieldId('spCertificates')} tabIndex={-1} />
      {sso.spCertificates.map((pem, place) => (
        <div class="stack s2">
          <Field
            name={`certificate.${place}`}
            label={`Certificate ${place + 1} of the application`}
            value={pem}
            rows={5}
            exact
          />
          <div class="row">
            <button class="btn quiet small" name="action" value={`remove-certificate:${place}`}>
              Remove<span class="vh"> certificate {place + 1}</span>
            </button>
          </div>
        </div>
      ))}
      <div class="row">
        <button class="btn small" name="action" value="add-certificate">
          Add certificate
        </button>
      </div>
    </Part>
  );
}

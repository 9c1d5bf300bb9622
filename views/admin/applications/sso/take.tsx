import type { VNode } from 'preact';
import type { AcsEndpoint, SsoSettings } from '../../../../src/core/application';
import { DIRECTORY_ATTRIBUTES, isOneText } from '../../../../src/core/attributes';
import type { FieldErrors } from '../../../../src/core/errors';
import { Card } from '../../../parts/card';
import { Check, Field, Select } from '../../../parts/field';
import { Logout } from './logout';
import { Part } from './part';
import type { SsoTyped } from './props';
import { Requests } from './requests';

/** Properties with one text each; the others can't be a name identifier. */
const ONE_TEXT = DIRECTORY_ATTRIBUTES.filter(({ name }) => isOneText(name));

const FORMATS = [
  { value: 'email', label: 'Email address' },
  { value: 'unspecified', label: 'Unspecified' },
  { value: 'persistent', label: 'Persistent, a pseudonym of this application' },
  { value: 'transient', label: 'Transient, new at every sign-on' },
] as const;

/** What an admin takes from the application: its identity, its addresses and how it wants people named (M-048, M-056). */
export function Take(props: {
  readonly label: string;
  readonly sso: SsoSettings;
  readonly typed: SsoTyped | undefined;
  readonly errors: FieldErrors;
}): VNode {
  const { label, sso, typed, errors } = props;
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
      <AcsUrls acs={sso.acs} typed={typed} error={errors['acs']} />
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
      </div>
      <Check
        name="nameIdFixed"
        label="Always send this NameID format"
        help="Unticked, a request may ask for another one that Passo knows."
        checked={sso.nameId.fixed === true}
      />
      <Requests sso={sso} errors={errors} />
      <Logout sso={sso} errors={errors} />
    </Card>
  );
}

function AcsUrls(props: {
  readonly acs: readonly AcsEndpoint[];
  readonly typed: SsoTyped | undefined;
  readonly error?: string | undefined;
}): VNode {
  const { acs, typed, error } = props;
  const rows = acs.length === 0 ? [{ url: '', isDefault: true }] : acs;
  return (
    <Part name="acs" title="ACS URLs" help="Where Passo sends people after they sign in." error={error}>
      {rows.map((endpoint: AcsEndpoint, place) => (
        <AcsRow
          endpoint={endpoint}
          index={typed?.acsIndexes[place] ?? (endpoint.index === undefined ? '' : String(endpoint.index))}
          place={place}
          alone={rows.length === 1}
        />
      ))}
      <div class="row">
        <button class="btn small" name="action" value="add-acs">
          Add ACS URL
        </button>
      </div>
    </Part>
  );
}

function AcsRow(props: {
  readonly endpoint: AcsEndpoint;
  /** As stored, or as typed. */
  readonly index: string;
  readonly place: number;
  readonly alone: boolean;
}): VNode {
  const { endpoint, index, place, alone } = props;
  const number = place + 1;
  return (
    <div class="stack s2">
      <Field name={`acs.${place}.url`} label={`ACS URL ${number}`} value={endpoint.url} exact />
      {alone && index === '' ? (
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
              value={index}
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

import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Profile } from '../../../src/core/user';
import { Field } from '../../parts/field';

/** A person's properties as the form's fields, by name: `jobTitle`, `work.streetAddress`, `mobile.phone`. */
export type ProfileValues = Readonly<Record<string, string>>;

interface Entry {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
}

const NAMES: readonly Entry[] = [
  { name: 'firstname', label: 'First Name' },
  { name: 'middlename', label: 'Middle Name' },
  { name: 'lastname', label: 'Last Name' },
  { name: 'displayName', label: 'Display Name' },
];
const EMPLOYMENT: readonly Entry[] = [
  { name: 'jobTitle', label: 'Job Title' },
  { name: 'department', label: 'Department' },
  { name: 'company', label: 'Company' },
  { name: 'location', label: 'Location' },
  { name: 'employeeIdentifier', label: 'Employee ID' },
  { name: 'employeeType', label: 'Employee Type' },
];
const LANGUAGE: readonly Entry[] = [
  { name: 'preferredLanguage', label: 'Preferred Language', help: 'Such as de or en-GB.' },
  { name: 'locale', label: 'Locale', help: 'Such as de-DE.' },
  { name: 'timezone', label: 'Time Zone', help: 'Such as Europe/Berlin.' },
];
const ADDRESS: readonly Entry[] = [
  { name: 'streetAddress', label: 'Street Address' },
  { name: 'locality', label: 'City' },
  { name: 'region', label: 'State' },
  { name: 'postalCode', label: 'Postal Code' },
  { name: 'country', label: 'Country' },
];
const PLACES = [
  { type: 'work', word: 'Work' },
  { type: 'home', word: 'Home' },
  { type: 'other', word: 'Other' },
] as const;
const PHONES: readonly Entry[] = [
  { name: 'work.phone', label: 'Work Phone' },
  { name: 'mobile.phone', label: 'Mobile Phone' },
  { name: 'home.phone', label: 'Home Phone' },
  { name: 'other.phone', label: 'Other Phone' },
];

/** The fields' values of a profile, the way `ProfileFields` wants them. */
export function profileValues(profile: Profile): ProfileValues {
  const { addresses, phoneNumbers, ...plain } = profile;
  const values: Record<string, string> = {};
  for (const name of ['username', 'email', ...[...NAMES, ...EMPLOYMENT, ...LANGUAGE].map((entry) => entry.name)]) {
    const value = plain[name as keyof typeof plain];
    if (value !== undefined) values[name] = value;
  }
  for (const { type, ...parts } of addresses) {
    for (const [part, value] of Object.entries(parts)) values[`${type}.${part}`] ??= String(value);
  }
  for (const { type, value } of phoneNumbers) values[`${type}.phone`] ??= value;
  return values;
}

/** Every property of a person that an admin edits. */
export function ProfileFields(props: { readonly values: ProfileValues; readonly errors: FieldErrors }): VNode {
  const { values, errors } = props;
  const places = PLACES.filter(({ type }) => type !== 'other' || ADDRESS.some(({ name }) => values[`other.${name}`]));
  const phones = PHONES.filter(({ name }) => name !== 'other.phone' || values[name]);
  return (
    <>
      <Group legend="Account">
        <Field
          name="username"
          label="Username"
          value={values['username']}
          help="No spaces. Applications may keep the first one for good."
          autocomplete="off"
          exact
          required
          error={errors['username']}
        />
        <Field
          name="email"
          label="Company Email"
          type="email"
          value={values['email']}
          autocomplete="off"
          required
          error={errors['email']}
        />
      </Group>
      <Plain legend="Name" entries={NAMES} values={values} errors={errors} />
      <Plain legend="Employment" entries={EMPLOYMENT} values={values} errors={errors} />
      <Plain legend="Language and time" entries={LANGUAGE} values={values} errors={errors} />
      <Plain legend="Phones" entries={phones} values={values} errors={errors} />
      {places.map(({ type, word }) => (
        <Plain
          legend={`${word} address`}
          entries={ADDRESS.map(({ name, label }) => ({ name: `${type}.${name}`, label: `${word} ${label}` }))}
          values={values}
          errors={errors}
        />
      ))}
    </>
  );
}

function Group({ legend, children }: { readonly legend: string; readonly children: VNode | VNode[] }): VNode {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="grid">{children}</div>
    </fieldset>
  );
}

function Plain(props: {
  readonly legend: string;
  readonly entries: readonly Entry[];
  readonly values: ProfileValues;
  readonly errors: FieldErrors;
}): VNode {
  return (
    <Group legend={props.legend}>
      {props.entries.map(({ name, label, help }) => (
        <Field
          name={name}
          label={label}
          value={props.values[name]}
          type={name.endsWith('.phone') ? 'tel' : 'text'}
          autocomplete="off"
          help={help}
          error={props.errors[name]}
        />
      ))}
    </Group>
  );
}

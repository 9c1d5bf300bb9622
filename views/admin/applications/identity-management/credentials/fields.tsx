import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../../src/core/errors';
import { Field } from '../../../../parts/field';
import { Tabs } from '../../../../parts/tabs';

/** How Passo proves itself to a SCIM service. */
export type CredentialKind = 'bearer' | 'basic' | 'oauth' | 'header';

/** A credential as it is typed. The secret never comes back. */
export interface CredentialProps {
  readonly kind: CredentialKind;
  /** As typed, or as it is stored: `username`, `tokenUrl`, `clientId`, `scope`, `headerName`, `expires`. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
  /** The connector's own word for the bearer token. */
  readonly tokenName: string;
  /** Where the form is with another kind chosen; absent, the kind can't be chosen. */
  readonly hrefOf?: (kind: CredentialKind) => string;
}

/** The kinds in the words of the page, the usual one first. */
export const CREDENTIAL_KINDS: readonly { readonly kind: CredentialKind; readonly label: string }[] = [
  { kind: 'bearer', label: 'Token Key' },
  { kind: 'basic', label: 'Username and password' },
  { kind: 'oauth', label: 'OAuth 2.0' },
  { kind: 'header', label: 'Header' },
];

const SECRETS: Readonly<Record<CredentialKind, string>> = {
  bearer: 'Token Key',
  basic: 'Password',
  oauth: 'Client secret',
  header: 'Value of the header',
};

/** The fields of a credential, for the kind that is chosen. */
export function CredentialFields({ label, ...props }: CredentialProps & { readonly label: string }): VNode {
  const { kind, values, errors, hrefOf } = props;
  const line = (name: string, title: string, help?: string, type?: 'url'): VNode => (
    <Field name={name} label={title} value={values[name]} help={help} error={errors[name]} type={type} exact />
  );
  return (
    <>
      {hrefOf === undefined ? null : (
        <Tabs
          label="How Passo proves itself"
          inset
          tabs={CREDENTIAL_KINDS.map((one) => ({
            label: one.label,
            href: hrefOf(one.kind),
            current: one.kind === kind,
          }))}
        />
      )}
      <input type="hidden" name="kind" value={kind} />
      {kind === 'basic' ? line('username', 'Username') : null}
      {kind === 'oauth'
        ? [
            line('tokenUrl', 'Token address', 'Where tokens are fetched, by client credentials.', 'url'),
            line('clientId', 'Client ID'),
            line('scope', 'Scope', 'Leave it empty unless the application asks for one.'),
          ]
        : null}
      {kind === 'header' ? line('headerName', 'Name of the header', 'For example X-Api-Key.') : null}
      <Field
        name="token"
        label={SECRETS[kind]}
        type="password"
        autocomplete="off"
        help={helpOf(props, label)}
        error={errors['token']}
        exact
      />
      <Field
        name="expires"
        label="It ends on"
        type="date"
        required={false}
        value={values['expires']}
        help="The day it stops working, if there is one. Admins are reminded 30, 14, 7 and 1 days before."
        error={errors['expires']}
      />
    </>
  );
}

function helpOf({ kind, tokenName }: Pick<CredentialProps, 'kind' | 'tokenName'>, label: string): string {
  const kept = 'Stored encrypted and never shown again.';
  if (kind !== 'bearer') return kept;
  return tokenName === 'Token Key'
    ? `The bearer token of ${label}. ${kept}`
    : `${label} calls it ${tokenName}. ${kept}`;
}

import type { Request } from 'express';
import type { CredentialKind } from '../../../../../views/admin/applications/identity-management/credentials/fields';
import type { CredentialInput } from '../../../../actions/provisioning/credentials/input';
import type { Application } from '../../../../core/application';
import { SecretText } from '../../../../core/secret-text';
import { queryText, text, type Form } from '../../../forms';

/** What a form shows of a credential: its kind and everything but the secret. */
export interface ShownCredential {
  readonly kind: CredentialKind;
  readonly values: Readonly<Record<string, string>>;
}

const KINDS: readonly string[] = ['bearer', 'basic', 'oauth', 'header'] satisfies readonly CredentialKind[];
const FIELDS = ['username', 'tokenUrl', 'clientId', 'scope', 'headerName', 'expires'] as const;

/** Reads a credential from a form. */
export function credentialOf(form: Form): CredentialInput {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, text(form, name)]));
  return { ...fields, kind: text(form, 'kind') || 'bearer', token: new SecretText(text(form, 'token')) };
}

/** What was typed, without the secret, so that a refused form loses nothing else. */
export function typedCredential(form: Form): ShownCredential {
  const kind = text(form, 'kind');
  return {
    kind: KINDS.includes(kind) ? (kind as CredentialKind) : 'bearer',
    values: Object.fromEntries(FIELDS.map((name) => [name, text(form, name)])),
  };
}

/** The kind that the address asks for, else the one in use, with what is stored beside its secret. */
export function storedCredential(request: Request, { idm }: Pick<Application, 'idm'>): ShownCredential {
  const asked = queryText(request, 'auth');
  const { auth } = idm;
  const kind = KINDS.includes(asked) ? (asked as CredentialKind) : (auth?.kind ?? 'bearer');
  if (auth?.kind !== kind) return { kind, values: {} };
  switch (auth.kind) {
    case 'basic':
      return { kind, values: { username: auth.username } };
    case 'oauth':
      return { kind, values: { tokenUrl: auth.tokenUrl, clientId: auth.clientId, scope: auth.scope ?? '' } };
    case 'header':
      return { kind, values: { headerName: auth.name } };
    case 'bearer':
      return { kind, values: {} };
  }
}

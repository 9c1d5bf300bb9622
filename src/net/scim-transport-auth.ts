import { Buffer } from 'node:buffer';
import { authProblem } from '../core/idm-auth';
import type { IdmAuth } from '../core/idm-settings';
import type { SecretText } from '../core/secret-text';
import type { ScimAnswer, ScimSilence } from '../scim/transport';
import type { OauthTokens } from './scim-transport-oauth';

/** One header that proves who asks, and the texts that must not come back out of an answer. */
export interface Credential {
  readonly name: string;
  readonly value: string;
  readonly secrets: readonly string[];
}

/** Gets the credential of the next request; `refused` is the one an SP has just answered with 401. */
export type GetCredential = (
  refused?: Credential,
) => Promise<Credential | CredentialFailure> | Credential | CredentialFailure;

/** There is no credential: what came of asking for one. */
export interface CredentialFailure {
  readonly came: ScimAnswer | ScimSilence;
}

/** A credential that is renewed when it is refused, or one that never changes. */
export interface CredentialSource {
  readonly renews: boolean;
  readonly get: GetCredential;
}

/**
 * Makes the way an application proves itself: a bearer token (RFC 6750 section 2.1), HTTP basic (RFC 7617), OAuth 2.0
 * client credentials (RFC 6749 section 4.4), or a header of the SP's own.
 * @param tokens absent, OAuth can't be used
 */
export function credentialSource(
  auth: IdmAuth,
  secret: SecretText,
  tokens: OauthTokens | undefined,
  timeoutMs: number,
): CredentialSource {
  const problem = authProblem(auth);
  if (problem !== undefined) return fixed({ came: unsent(problem) });
  switch (auth.kind) {
    case 'bearer':
      return fixed(bearer(secret.reveal(), [secret.reveal()]));
    case 'header':
      return fixed({ name: auth.name.toLowerCase(), value: secret.reveal(), secrets: [secret.reveal()] });
    case 'basic': {
      const pair = Buffer.from(`${auth.username}:${secret.reveal()}`, 'utf8').toString('base64');
      return fixed({ name: 'authorization', value: `Basic ${pair}`, secrets: [pair, secret.reveal()] });
    }
    case 'oauth':
      if (tokens === undefined) return fixed({ came: unsent('OAuth is not set up') });
      return { renews: true, get: (refused) => oauthCredential(auth, secret, tokens, timeoutMs, refused) };
  }
}

function fixed(credential: Credential | CredentialFailure): CredentialSource {
  return { renews: false, get: () => credential };
}

async function oauthCredential(
  auth: Extract<IdmAuth, { kind: 'oauth' }>,
  secret: SecretText,
  tokens: OauthTokens,
  timeoutMs: number,
  refused: Credential | undefined,
): Promise<Credential | CredentialFailure> {
  const old = refused?.value.slice('Bearer '.length);
  const got = await tokens.get({ ...auth, secret, timeoutMs, ...(old === undefined ? {} : { refused: old }) });
  return got.kind === 'token' ? bearer(got.token, [got.token, secret.reveal()]) : { came: got.came };
}

function bearer(token: string, secrets: readonly string[]): Credential {
  return { name: 'authorization', value: `Bearer ${token}`, secrets };
}

function unsent(detail: string): ScimSilence {
  return { kind: 'silence', reason: 'broken', detail, tookMs: 0, unsent: true };
}

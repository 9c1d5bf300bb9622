import type { IdmAuth } from './idm-settings';

/** Headers that a SCIM request has already, or that would change where it goes or how it is read (RFC 9110 section 7.6). */
const TAKEN = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'if-match',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-request-id',
]);

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const VISIBLE = /^[\x20-\x7e]*$/;

/**
 * Says what is wrong with a way of proving oneself to a SCIM service, for the admin who enters it. The secret and where
 * the token address leads are not looked at here.
 * @returns a sentence; undefined when nothing is wrong
 */
export function authProblem(auth: IdmAuth): string | undefined {
  switch (auth.kind) {
    case 'bearer':
      return undefined;
    case 'basic':
      if (auth.username === '') return 'Enter the username.';
      // RFC 7617 section 2: the first colon ends the user-id.
      return auth.username.includes(':') ? 'The username may not hold a colon.' : undefined;
    case 'oauth':
      if (auth.clientId === '') return 'Enter the client ID.';
      if (!VISIBLE.test(auth.clientId)) return 'The client ID may hold letters, digits and signs of ASCII only.';
      if (!URL.canParse(auth.tokenUrl)) return 'Enter the token address as a full https address.';
      return VISIBLE.test(auth.scope ?? '') ? undefined : 'The scope may hold letters, digits and signs of ASCII only.';
    case 'header':
      if (!HEADER_NAME.test(auth.name)) return 'Enter the name of a header, such as X-API-Key.';
      return TAKEN.has(auth.name.toLowerCase()) ? `The header ${auth.name} can’t carry a secret.` : undefined;
  }
}

import { authProblem } from '../../../core/idm-auth';
import type { IdmAuth } from '../../../core/idm-settings';
import { invalid } from '../../../core/errors';
import { SecretText } from '../../../core/secret-text';

/** A credential as typed. Only the fields of the chosen kind are looked at. */
export interface CredentialInput {
  /** The bearer token, password, client secret or header value. */
  readonly token: SecretText;
  /** Absent: a bearer token. */
  readonly kind?: string;
  readonly username?: string;
  readonly tokenUrl?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly headerName?: string;
  /** The day the secret ends at the SP, as `2027-03-01`; empty when it does not. */
  readonly expires?: string;
}

/** A credential that was checked for its form. */
export interface Credential {
  /** Absent: a bearer token. */
  readonly auth?: IdmAuth;
  readonly token: SecretText;
  /** Milliseconds since the epoch: the beginning of the day, by UTC. */
  readonly tokenExpiresAt?: number;
}

type Problems = Record<string, string>;

const SECRET_WORDS = { bearer: 'Token Key', basic: 'password', oauth: 'secret', header: 'value' } as const;
const MOST = 8_192;
/** The field that a problem of each kind belongs to. */
const FIELDS = { bearer: 'token', basic: 'username', oauth: 'clientId', header: 'headerName' } as const;

/**
 * Checks the form of a credential and cuts off the blanks that pasting brings.
 * @param now milliseconds since the epoch; a secret that has ended already is refused
 * @throws AppError invalid by field
 */
export function readCredential(input: CredentialInput, now: number): Credential {
  const problems: Problems = {};
  const credential = checkCredential(input, now, problems);
  if (Object.keys(problems).length > 0) throw invalid(problems);
  return credential;
}

/**
 * Does what `readCredential` does, beside other fields of a form.
 * @param problems gets a sentence for each field that is wrong; what is returned counts only when there are none
 */
export function checkCredential(input: CredentialInput, now: number, problems: Problems): Credential {
  const kind = kindOf(input.kind, problems);
  const token = input.token.reveal().trim();
  const word = SECRET_WORDS[kind];
  if (token === '') problems['token'] = `Enter the ${word}.`;
  else if (token.length > MOST) problems['token'] = `The ${word} is longer than ${MOST} characters.`;
  else if (!(kind === 'bearer' ? /^[\x21-\x7e]+$/ : /^[^\p{Cc}\p{Cs}]+$/u).test(token)) {
    problems['token'] =
      kind === 'bearer'
        ? 'The Token Key holds a space or another character that tokens don’t have.'
        : `The ${word} holds a character that can’t be sent.`;
  } else if (kind === 'header' && !/^[\x20-\x7e]+$/.test(token)) {
    problems['token'] = 'The value holds a character that headers don’t have.';
  }
  const auth = authOf(kind, input, problems);
  const wrong = authProblem(auth);
  if (wrong !== undefined) problems[FIELDS[kind]] ??= wrong;
  const tokenExpiresAt = endOf(input.expires ?? '', now, problems);
  return {
    ...(auth.kind === 'bearer' ? {} : { auth }),
    token: new SecretText(token),
    ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }),
  };
}

/** Enough of a long secret to recognise it by, and nothing of a short one or of a password. */
export function hintOf({ auth, token }: Credential): string {
  const text = token.reveal();
  return auth?.kind !== 'basic' && text.length >= 16 ? text.slice(-4) : '';
}

function kindOf(kind = 'bearer', problems: Problems): IdmAuth['kind'] {
  if (kind === 'bearer' || kind === 'basic' || kind === 'oauth' || kind === 'header') return kind;
  problems['kind'] = 'Choose how Passo proves itself.';
  return 'bearer';
}

function authOf(kind: IdmAuth['kind'], input: CredentialInput, problems: Problems): IdmAuth {
  switch (kind) {
    case 'bearer':
      return { kind };
    case 'basic':
      return { kind, username: line(input.username, 'username', 'the username', problems) };
    case 'oauth': {
      const scope = (input.scope ?? '').trim();
      // RFC 6749 section 3.3.
      if (scope !== '' && !/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(scope)) {
        problems['scope'] = 'A scope is made of words with one blank between, without quotes or backslashes.';
      } else if (scope.length > 1_000) problems['scope'] = 'The scope is longer than 1000 characters.';
      const tokenUrl = tokenUrlOf(input.tokenUrl, problems);
      const clientId = line(input.clientId, 'clientId', 'the ID', problems);
      return { kind, tokenUrl, clientId, ...(scope === '' ? {} : { scope }) };
    }
    case 'header':
      return { kind, name: line(input.headerName, 'headerName', 'the name of the header', problems) };
  }
}

function line(typed: string | undefined, field: string, what: string, problems: Problems): string {
  const text = (typed ?? '').trim();
  if (text === '') problems[field] = `Enter ${what}.`;
  else if (text.length > 512) problems[field] = 'Use at most 512 characters.';
  else if (/[\p{Cc}\p{Cs}]/u.test(text)) problems[field] = 'This holds a character that can’t be sent.';
  return text;
}

function tokenUrlOf(typed: string | undefined, problems: Problems): string {
  const text = (typed ?? '').trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fit = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!fit || url.hash !== '' || text.length > 2_000) {
    problems['tokenUrl'] = 'Enter the full address tokens are fetched from, beginning with https://.';
    return '';
  }
  return url.href;
}

function endOf(typed: string, now: number, problems: Problems): number | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    problems['expires'] = 'Enter a day such as 2027-03-01.';
  } else if (at <= now) problems['expires'] = 'This day has come already. Enter the day the new secret ends.';
  else if (at > now + 100 * 366 * 86_400_000) problems['expires'] = 'This day is more than 100 years away.';
  else return at;
  return undefined;
}

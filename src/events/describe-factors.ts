import type { SecondFactorPayload, SignInPayload } from './payloads';

const METHODS = { totp: 'an authenticator app', passkey: 'a passkey', recovery: 'a recovery code' } as const;

/** How somebody signed in, after "signed in"; nothing for a password alone. */
export function withStep({ method, passwordless }: SignInPayload): string {
  if (method === undefined) return '';
  return passwordless === true ? ' with a passkey alone' : ` in two steps, the second with ${METHODS[method]}`;
}

/** A second factor with the name its owner gave it. */
export function factor({ kind, name }: SecondFactorPayload): string {
  const what = kind === undefined ? 'a second factor' : METHODS[kind];
  return name === undefined ? what : `${what}, “${name}”`;
}

/** How many recovery codes are left, as the end of a sentence. */
export function leftOver(left: number | undefined): string {
  return left === undefined ? '' : `; ${left} ${left === 1 ? 'is' : 'are'} left`;
}

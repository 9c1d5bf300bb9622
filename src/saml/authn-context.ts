import type { ContextComparison } from './reading/authn-request-values';
import { AUTHN_CONTEXT } from './constants';
import { SamlError } from './errors';

/** What a sign-in with a password can claim, weakest first. */
const OFFERED: readonly string[] = [
  AUTHN_CONTEXT.unspecified,
  AUTHN_CONTEXT.password,
  AUTHN_CONTEXT.passwordProtectedTransport,
];

/**
 * Picks the authentication context class to claim for a password sign-in over TLS (saml-core section 3.3.2.2.1).
 * @returns the strongest class that meets the request
 * @throws SamlError no_authn_context, for the service provider, when none does; a class that was not met is never claimed
 */
export function authnContextFor(requested: readonly string[], comparison: ContextComparison = 'exact'): string {
  if (requested.length === 0) return AUTHN_CONTEXT.passwordProtectedTransport;
  const meets = OFFERED.filter((offered) => MEETS[comparison](strength(offered), requested.map(strength)));
  const strongest = meets[meets.length - 1];
  if (strongest !== undefined) return strongest;
  throw new SamlError(
    'no_authn_context',
    'The application asked for a stronger or other way to sign in than a password.',
    {
      clause: 'saml-core 3.3.2.2.1',
      deliver: 'to-sp',
      facts: { asked: requested.join(' ').slice(0, 1000), comparison },
    },
  );
}

/** Strengths count from 0; -1 is a class nothing is known about, which never meets anything. */
const MEETS: Record<ContextComparison, (offered: number, requested: readonly number[]) => boolean> = {
  exact: (offered, requested) => requested.includes(offered),
  minimum: (offered, requested) => requested.some((asked) => asked >= 0 && offered >= asked),
  maximum: (offered, requested) => requested.some((asked) => asked >= 0 && offered <= asked),
  better: (offered, requested) => requested.every((asked) => asked >= 0 && offered > asked),
};

function strength(contextClass: string): number {
  return OFFERED.indexOf(contextClass);
}

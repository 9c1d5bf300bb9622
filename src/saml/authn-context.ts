import { AUTHN_CONTEXT } from './constants';
import { SamlError } from './errors';
import type { AskedContext, ContextComparison } from './reading/request-parts';

/** What a sign-in with a password can claim, weakest first. */
const OFFERED: readonly string[] = [
  AUTHN_CONTEXT.unspecified,
  AUTHN_CONTEXT.password,
  AUTHN_CONTEXT.passwordProtectedTransport,
];

/**
 * Picks the authentication context class to claim for a password sign-in over TLS (saml-core section 3.3.2.2.1).
 * @returns the class of the request that it prefers, when it wants one exactly; else the strongest that meets it
 * @throws SamlError no_authn_context, for the service provider, when none does; a class that was not met is never
 *   claimed, and declarations are not known at all
 */
export function authnContextFor(asked: AskedContext | undefined): string {
  if (asked === undefined) return AUTHN_CONTEXT.passwordProtectedTransport;
  const { by, references, comparison } = asked;
  const found =
    by === 'declaration'
      ? undefined
      : comparison === 'exact'
        ? references.find((reference) => OFFERED.includes(reference))
        : OFFERED.findLast((offered) => MEETS[comparison](strength(offered), references.map(strength)));
  if (found !== undefined) return found;
  throw new SamlError(
    'no_authn_context',
    'The application asked for a stronger or other way to sign in than a password.',
    {
      clause: 'saml-core 3.3.2.2.1',
      deliver: 'to-sp',
      facts: { asked: references.join(' ').slice(0, 1000), comparison },
    },
  );
}

/** Strengths count from 0; -1 is a class nothing is known about, which never meets anything. */
const MEETS: Record<Exclude<ContextComparison, 'exact'>, (offered: number, requested: readonly number[]) => boolean> = {
  minimum: (offered, requested) => requested.some((asked) => asked >= 0 && offered >= asked),
  maximum: (offered, requested) => requested.some((asked) => asked >= 0 && offered <= asked),
  better: (offered, requested) => requested.every((asked) => asked >= 0 && offered > asked),
};

function strength(contextClass: string): number {
  return OFFERED.indexOf(contextClass);
}

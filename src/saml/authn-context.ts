import type { SignInKind } from '../core/second-factor';
import { AUTHN_CONTEXT } from './constants';
import { SamlError } from './errors';
import type { AskedContext, ContextComparison } from './reading/request-parts';

const { unspecified, password, passwordProtectedTransport, refedsMfa, multipleAuthn } = AUTHN_CONTEXT;

/** What each kind of sign-in can claim, weakest first. A passkey is no password, and is not called one. */
const OFFERED: Readonly<Record<SignInKind, readonly string[]>> = {
  password: [unspecified, password, passwordProtectedTransport],
  'two-steps': [unspecified, password, passwordProtectedTransport, refedsMfa],
  passkey: [unspecified, refedsMfa],
};

/** Strengths count from 0. */
const STRENGTH: readonly string[] = [unspecified, password, passwordProtectedTransport, refedsMfa];

/** The class each kind of sign-in may claim in the answer to a request; absent, that kind does not meet the request. */
export type AuthnContexts = Readonly<Partial<Record<SignInKind, string>>>;

/** What is claimed when nothing is asked: what happened. */
const UNASKED: AuthnContexts = {
  password: passwordProtectedTransport,
  'two-steps': refedsMfa,
  passkey: refedsMfa,
};

/**
 * Picks the authentication context class to claim for each kind of sign-in over TLS (saml-core section 3.3.2.2.1): the
 * class of the request that it prefers, when it wants one exactly; else the strongest that meets it.
 * @throws SamlError no_authn_context, for the service provider, when none does; a class that was not met is never
 *   claimed, and declarations are not known at all
 */
export function authnContextsFor(asked: AskedContext | undefined): AuthnContexts {
  if (asked === undefined) return UNASKED;
  const contexts: Partial<Record<SignInKind, string>> = {};
  for (const kind of Object.keys(OFFERED) as SignInKind[]) {
    const found = asked.by === 'declaration' ? undefined : chosen(asked, OFFERED[kind]);
    if (found !== undefined) contexts[kind] = found;
  }
  if (Object.keys(contexts).length > 0) return contexts;
  throw new SamlError('no_authn_context', 'The application asked for another way to sign in than Passo has.', {
    clause: 'saml-core 3.3.2.2.1',
    deliver: 'to-sp',
    facts: { asked: asked.references.join(' ').slice(0, 1000), comparison: asked.comparison },
  });
}

function chosen({ references, comparison }: AskedContext, offered: readonly string[]): string | undefined {
  if (comparison === 'exact') {
    return references.find((reference) => offered.includes(reference === multipleAuthn ? refedsMfa : reference));
  }
  return offered.findLast((mine) => MEETS[comparison](strength(mine), references.map(strength)));
}

/** -1 is a class nothing is known about, which never meets anything. */
const MEETS: Record<Exclude<ContextComparison, 'exact'>, (offered: number, requested: readonly number[]) => boolean> = {
  minimum: (offered, requested) => requested.some((asked) => asked >= 0 && offered >= asked),
  maximum: (offered, requested) => requested.some((asked) => asked >= 0 && offered <= asked),
  better: (offered, requested) => requested.every((asked) => asked >= 0 && offered > asked),
};

function strength(contextClass: string): number {
  return STRENGTH.indexOf(contextClass === multipleAuthn ? refedsMfa : contextClass);
}

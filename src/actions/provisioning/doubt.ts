import { compact } from '../../core/compact';
import type { Outcome } from '../../scim/outcome';
import type { Link } from '../../store/provisioning/links';

/** A refusal means that nothing was made, and so does "slow down"; silence or a server's failure leaves it open. */
export function mayHaveActed(outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>): boolean {
  if (outcome.kind === 'unreachable' || outcome.kind === 'retry') return outcome.exchange.mayHaveActed;
  return outcome.kind === 'not-scim';
}

/** A link of which nothing is in doubt. */
export function withoutDoubt(link: Link): Link {
  const { inDoubt: _inDoubt, lateUntil: _lateUntil, ...certain } = link;
  return certain;
}

/** Goes back to the doubt there was before a request that had no effect. */
export function withDoubtOf(link: Link, before: Link): Link {
  const { inDoubt, lateUntil } = before;
  return compact<Link>({ ...withoutDoubt(link), inDoubt, lateUntil });
}

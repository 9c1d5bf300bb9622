import { compact } from '../../core/compact';
import type { ScimAttributes } from '../../scim/schemas';
import type { Outcome } from '../../scim/outcome';
import type { Link } from '../../store/provisioning/links';

/** A refusal means that nothing was made, and so does "slow down"; silence or a server's failure leaves it open. */
export function mayHaveActed(outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>): boolean {
  if (outcome.kind === 'unreachable' || outcome.kind === 'retry') return outcome.exchange.mayHaveActed;
  return outcome.kind === 'not-scim';
}

/** A link of which nothing is in doubt. */
export function withoutDoubt(link: Link): Link {
  if (link.inDoubt === undefined && link.lateUntil === undefined) return link;
  const { inDoubt: _inDoubt, lateUntil: _lateUntil, ...certain } = link;
  return certain;
}

/**
 * A link whose written intent was carried out. Put together member by member: leaving two out of a copy costs ten times
 * as much, and this is done for every account that is made or changed.
 */
export function carriedOut(
  intent: Link,
  now: Pick<Link, 'status'> & {
    readonly remoteId: string;
    readonly accepted: ScimAttributes;
    readonly sentence: string;
  },
): Link {
  const { applicationId, userId, removed, managed, decision, prior, eventId, updatedAt } = intent;
  const { remoteId, accepted, status, sentence } = now;
  const link: Link = {
    applicationId,
    userId,
    remoteId,
    accepted,
    creating: false,
    removed,
    managed,
    status,
    sentence,
    updatedAt,
  };
  if (decision === undefined && prior === undefined && eventId === undefined) return link;
  return compact<Link>({ ...link, decision, prior, eventId });
}

/** Goes back to the doubt there was before a request that had no effect. */
export function withDoubtOf(link: Link, before: Link): Link {
  const { inDoubt, lateUntil } = before;
  return compact<Link>({ ...withoutDoubt(link), inDoubt, lateUntil });
}

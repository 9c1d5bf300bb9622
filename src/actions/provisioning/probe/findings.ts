import type { ScimFacts } from '../../../scim/facts';
import type { ServiceProviderConfig } from '../../../scim/service-provider-config';

/** What measuring has found so far. Facts steer the client; the rest is told in the report. */
export interface Findings {
  facts: { -readonly [Name in keyof ScimFacts]?: ScimFacts[Name] };
  /** What the SP says of itself; absent when it says nothing. */
  said?: ServiceProviderConfig;
  /** Operations of one Bulk request, as the SP says. */
  bulkOperations?: number;
  /** Lists can be read to the end, only their beginning is given, or there were too few people to tell. */
  lists?: 'whole' | 'first-page' | 'too-few';
  /** A page was smaller than what was asked for. */
  smallPages?: true;
  /** How an account could be made. */
  creates?: 'all' | 'few' | 'refused' | 'unseen';
  /** In the SP's own words, why not. */
  refusal?: string;
  activeFromStart?: true;
  hidesInactive?: boolean;
  /** Attributes that were taken and then not there. */
  lost?: readonly string[];
  /** No form of a change had an effect. */
  noChange?: true;
  groups?: 'works' | 'missing' | 'refused' | 'listed';
  groupRename?: boolean;
  /** Reads were late at least once. */
  late?: boolean;
  /** What could not be done or removed, in sentences. */
  notes: string[];
}

/** Before anything was asked. */
export function nothingFound(): Findings {
  return { facts: {}, notes: [] };
}

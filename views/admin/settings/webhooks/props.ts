import type { BadgeKind } from '../../../parts/badge';
import { settingsHref } from '../parts';

/** A webhook as pages show it. Times in milliseconds since the epoch. */
export interface WebhookView {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly state: 'active' | 'paused' | 'disabled';
  /** Its state in a word; one that fails just now says so. */
  readonly badge: { readonly kind: BadgeKind; readonly word: string };
  /** Which events it gets, in a few words. */
  readonly choice: string;
  readonly waiting: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly failingSince?: number;
  readonly lastSuccessAt?: number;
  readonly oldSecretUntil?: number;
  readonly createdBy: string;
  readonly createdAt: number;
}

/** The address of a webhook, or of something below it. */
export function webhookHref(id: string, ...rest: readonly string[]): string {
  return [settingsHref('webhooks'), encodeURIComponent(id), ...rest.map(encodeURIComponent)].join('/');
}

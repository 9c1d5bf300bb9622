import type { BadgeKind } from '../../../parts/badge';
import { settingsHref } from '../parts';

/** A key as pages show it. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  /** Its first characters. */
  readonly prefix: string;
  readonly scopes: readonly { readonly name: string; readonly words: string }[];
  readonly badge: { readonly kind: BadgeKind; readonly word: string };
  /** Why it does not work, or works for less than it says. */
  readonly remark?: string;
  readonly revoked: boolean;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly lastUsedAt?: number;
  readonly lastUsedIp?: string;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** The address of a key's page. */
export function apiKeyHref(id: string): string {
  return `${settingsHref('api-keys')}/${id}`;
}

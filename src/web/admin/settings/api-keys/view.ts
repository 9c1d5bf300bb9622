import type { ApiKeyView } from '../../../../../views/admin/settings/api-keys/props';
import { standingOf } from '../../../../actions/api-keys/use';
import { keyNoticeStepOf } from '../../../../core/api-keys/ending';
import type { ApiKey } from '../../../../core/api-keys/key';
import { SCOPE_PERMISSIONS, SCOPE_WORDS, type ApiScope } from '../../../../core/api-keys/scopes';
import { compact } from '../../../../core/compact';
import { may, ROLE_WORDS } from '../../../../core/roles';
import type { User } from '../../../../core/user';

/** A scope with its words. */
export function scopeWords(scope: ApiScope): { readonly name: string; readonly words: string } {
  return { name: scope, words: SCOPE_WORDS[scope] };
}

/** How a key stands, with the person who made it as they are now. */
export function apiKeyView(key: ApiKey, maker: User | undefined, now: number): ApiKeyView {
  return compact<ApiKeyView>({
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes.map(scopeWords),
    ...standing(key, maker, now),
    revoked: key.revokedAt !== undefined,
    createdBy: key.createdBy,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    lastUsedAt: key.lastUsedAt,
    lastUsedIp: key.lastUsedIp,
    revokedAt: key.revokedAt,
    revokedBy: key.revokedBy,
  });
}

function standing(
  key: ApiKey,
  maker: User | undefined,
  now: number,
): { readonly badge: ApiKeyView['badge']; readonly remark: string | undefined } {
  const found = standingOf(key, maker, now);
  if (key.revokedAt !== undefined) return { badge: { kind: 'off', word: 'Revoked' }, remark: undefined };
  if (found.kind === 'over') return { badge: { kind: 'bad', word: 'Refused' }, remark: found.sentence };
  const lost = key.scopes.filter((scope) => !may(found.role, SCOPE_PERMISSIONS[scope]));
  if (lost.length === 0 && keyNoticeStepOf(key, now) !== undefined) {
    const remark = 'Its end can’t be moved: make a new one, then revoke this one.';
    return { badge: { kind: 'warn', word: 'Ends soon' }, remark };
  }
  if (lost.length === 0) return { badge: { kind: 'ok', word: 'Works' }, remark: undefined };
  const remark = `The role of who made it, ${ROLE_WORDS[found.role].name}, no longer reaches ${lost.join(', ')}.`;
  return { badge: { kind: 'warn', word: 'Works for less' }, remark };
}

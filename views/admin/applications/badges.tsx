import type { ApplicationRow } from './props';

/** The Provisioning badge: green while active (M-046), grey while available (M-045), none otherwise (M-047). */
export function ProvisioningBadge({ state }: { state: ApplicationRow['provisioning'] }) {
  if (state === 'none') return null;
  return (
    <span class={state === 'green' ? 'badge ok' : 'badge off'}>
      Provisioning<span class="vh">{state === 'green' ? ', active' : ', available, not active'}</span>
    </span>
  );
}

/** The SSO badge, called Bookmark for a bookmark; none when the application has neither. */
export function SsoBadge({ row }: { row: Pick<ApplicationRow, 'bookmark' | 'hasSso' | 'ssoState'> }) {
  if (!row.bookmark && !row.hasSso) return null;
  const active = row.ssoState === 'active';
  return (
    <span class={active ? 'badge ok' : 'badge off'}>
      {row.bookmark ? 'Bookmark' : 'SSO'}
      <span class="vh">{active ? ', active' : ', not active'}</span>
    </span>
  );
}

import type { ComponentChildren, VNode } from 'preact';

/** Good, on its way, needs somebody, soon a problem, switched off, or a plain label. */
export type BadgeKind = 'ok' | 'wait' | 'bad' | 'warn' | 'off' | 'plain';

/** A state as a shape and a word; the colour only repeats it. */
export function Badge({ kind, children }: { readonly kind: BadgeKind; readonly children: ComponentChildren }): VNode {
  return <span class={`badge ${kind}`}>{children}</span>;
}

/** How a person's account at an application stands. */
export type SyncStatus = 'in-sync' | 'waiting' | 'attention' | 'deactivated';

const SYNC: Readonly<Record<SyncStatus, { readonly kind: BadgeKind; readonly word: string }>> = {
  'in-sync': { kind: 'ok', word: 'In sync' },
  waiting: { kind: 'wait', word: 'Waiting' },
  attention: { kind: 'bad', word: 'Needs attention' },
  deactivated: { kind: 'off', word: 'Deactivated' },
};

/** The badge of an account's status, in the four words of the product. */
export function SyncBadge({ status }: { readonly status: SyncStatus }): VNode {
  return <Badge kind={SYNC[status].kind}>{SYNC[status].word}</Badge>;
}

/** A small figure beside a word. */
export function Count({ value, bad = false }: { readonly value: number; readonly bad?: boolean }): VNode {
  return <span class={bad ? 'count bad' : 'count'}>{value.toLocaleString('en')}</span>;
}

/** The kinds of steps, in the order of the page, with whether they send something. */
export const PLAN_KINDS: readonly { readonly kind: string; readonly word: string; readonly sends: boolean }[] = [
  { kind: 'create', word: 'Create', sends: true },
  { kind: 'take-over', word: 'Take over', sends: true },
  { kind: 'update', word: 'Update', sends: true },
  { kind: 'deactivate', word: 'Deactivate', sends: true },
  { kind: 'delete', word: 'Delete', sends: true },
  { kind: 'group', word: 'User Groups', sends: true },
  { kind: 'members', word: 'Membership', sends: true },
  { kind: 'conflict', word: 'Conflict', sends: false },
  { kind: 'not-sent', word: 'Not sent', sends: false },
];

/** The word of a kind of step. */
export function kindWord(kind: string): string {
  return PLAN_KINDS.find((one) => one.kind === kind)?.word ?? kind;
}

/** A plan in few words: "12 Create, 3 Update". */
export function planSummary(counts: Readonly<Record<string, number>>): string {
  const parts = PLAN_KINDS.flatMap(({ kind, word }) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`];
  });
  return parts.length === 0 ? 'Nothing would be sent' : parts.join(', ');
}

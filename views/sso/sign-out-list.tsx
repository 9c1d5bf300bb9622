import type { VNode } from 'preact';
import { Badge, type BadgeKind } from '../parts/badge';
import { Facts } from '../parts/facts';

/** How an application stands in a sign-out. */
export type SignOutState =
  'waiting' | 'asked' | 'signed-out' | 'partial' | 'refused' | 'silent' | 'no-address' | 'failed';

/** One application of a sign-out. */
export interface SignOutRow {
  readonly label: string;
  readonly state: SignOutState;
}

const WORDS: Readonly<Record<SignOutState, readonly [kind: BadgeKind, word: string, text: string]>> = {
  waiting: ['wait', 'To come', ''],
  asked: ['wait', 'Not answered yet', ''],
  'signed-out': ['ok', 'Signed out', ''],
  partial: ['warn', 'Not everywhere', 'You may still be signed in to something that belongs to it.'],
  refused: ['bad', 'Not signed out', 'It refused. You may still be signed in there.'],
  silent: ['bad', 'No answer', 'You may still be signed in there.'],
  'no-address': ['bad', 'Not signed out', 'It can’t be signed out from here. You may still be signed in there.'],
  failed: ['bad', 'Not signed out', 'Passo could not ask it. You may still be signed in there.'],
};

/** The applications of a sign-out, and how each stands. */
export function SignOutList({ rows }: { readonly rows: readonly SignOutRow[] }): VNode {
  return (
    <Facts
      facts={rows.map(({ label, state }) => {
        const [kind, word, text] = WORDS[state];
        return {
          term: label,
          value: (
            <>
              <Badge kind={kind}>{word}</Badge>
              {text === '' ? null : <div class="small">{text}</div>}
            </>
          ),
        };
      })}
    />
  );
}

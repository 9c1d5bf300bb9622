import type { VNode } from 'preact';
import { Badge, type BadgeKind } from '../parts/badge';
import { Facts } from '../parts/facts';
import { withReading } from '../parts/reading/reading';

/** How an application stands in a sign-out. */
export type SignOutState =
  'waiting' | 'asked' | 'signed-out' | 'partial' | 'refused' | 'silent' | 'no-address' | 'failed';

/** One application of a sign-out. */
export interface SignOutRow {
  readonly label: string;
  readonly state: SignOutState;
}

const KINDS: Readonly<Record<SignOutState, BadgeKind>> = {
  waiting: 'wait',
  asked: 'wait',
  'signed-out': 'ok',
  partial: 'warn',
  refused: 'bad',
  silent: 'bad',
  'no-address': 'bad',
  failed: 'bad',
};

/** The applications of a sign-out, and how each stands. */
export const SignOutList = withReading(({ rows }: { readonly rows: readonly SignOutRow[] }, reading): VNode => {
  const { states } = reading.words.signOut;
  return (
    <Facts
      facts={rows.map(({ label, state }) => {
        const { word, text } = states[state];
        return {
          term: label,
          value: (
            <>
              <Badge kind={KINDS[state]}>{word}</Badge>
              {text === '' ? null : <div class="small">{text}</div>}
            </>
          ),
        };
      })}
    />
  );
});

import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { GateLayout } from '../../layout/gate';
import { CopyField } from '../../parts/copy-field';
import { safeHref } from '../../parts/safe-href';

/** A new set of recovery codes. */
export interface RecoveryCodesProps {
  readonly chrome: Chrome;
  readonly codes: readonly string[];
  /** There was a set before, which has stopped working. */
  readonly renewed: boolean;
  /** The checked path to go to afterwards. */
  readonly next: string;
}

/** Recovery codes, shown this once. */
export function RecoveryCodesPage({ chrome, codes, renewed, next }: RecoveryCodesProps): VNode {
  const words = chrome.words.secondFactor.codes;
  return (
    <GateLayout chrome={chrome} title={words.title}>
      <div class="stack s2">
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        <p class="muted">
          {words.keep}
          {renewed ? ` ${words.oldOver}` : ''}
        </p>
      </div>
      <CopyField id="recovery-codes" label={words.label} value={codes.join('\n')} rows={codes.length + 1} />
      <a class="btn main" href={safeHref(next)}>
        {words.done}
      </a>
    </GateLayout>
  );
}

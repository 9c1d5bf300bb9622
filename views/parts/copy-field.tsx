import type { VNode } from 'preact';
import { Icon } from './icon';
import { withReading } from './reading/reading';

/** A long value to take elsewhere. */
export interface CopyFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly help?: string | undefined;
  /** More than one line, such as a certificate. */
  readonly rows?: number | undefined;
}

/** A value that can be read in full and copied with one press; without script it can be selected. */
export const CopyField = withReading(({ id, label, value, help, rows }: CopyFieldProps, reading): VNode => {
  const { frame } = reading.words;
  const helpId = help === undefined ? undefined : `${id}-help`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={rows === undefined ? 'copy' : 'copy tall'}>
        {rows === undefined ? (
          <input class="input" id={id} readOnly value={value} aria-describedby={helpId} />
        ) : (
          <textarea class="input" id={id} readOnly rows={rows} aria-describedby={helpId} value={value} />
        )}
        <button
          class="btn needs-script"
          type="button"
          data-copy={id}
          data-copied={frame.copied}
          data-copy-by-hand={frame.copyByHand}
          aria-label={frame.copyNamed({ label })}
        >
          <Icon name="copy" />
          {frame.copy}
        </button>
      </div>
      {help === undefined ? null : (
        <span class="help" id={helpId}>
          {help}
        </span>
      )}
    </div>
  );
});

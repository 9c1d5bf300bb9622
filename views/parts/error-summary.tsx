import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import { fieldId } from './field';
import { withReading } from './reading/reading';

/** What was refused: sentences by field, and one that belongs to no field. */
export interface ErrorSummaryProps {
  readonly errors?: FieldErrors | undefined;
  readonly message?: string | undefined;
  /** A remark below, such as how many tries are left. */
  readonly remark?: string | undefined;
}

/** All problems of a refused form, at its top and with the focus; each leads to its field. Nothing when there is none. */
export const ErrorSummary = withReading(
  ({ errors = {}, message, remark }: ErrorSummaryProps, reading): VNode | null => {
    const { frame } = reading.words;
    const entries = Object.entries(errors);
    if (entries.length === 0 && message === undefined) return null;
    return (
      <div class="summary" role="alert" tabIndex={-1} autofocus>
        <h2>{frame.thereIsAProblem}</h2>
        {message === undefined ? null : <p>{message}</p>}
        {entries.length === 0 ? null : (
          <ul class="bullets">
            {entries.map(([name, sentence]) => (
              <li>
                <a href={`#${fieldId(name)}`}>{sentence}</a>
              </li>
            ))}
          </ul>
        )}
        {remark === undefined ? null : <p class="muted">{remark}</p>}
      </div>
    );
  },
);

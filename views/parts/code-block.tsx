import type { VNode } from 'preact';
import { withReading } from './reading/reading';

/** Protocol detail as it was, in fixed-width letters. */
export const CodeBlock = withReading(
  ({ text, label }: { readonly text: string; readonly label?: string | undefined }, reading): VNode => {
    const { frame } = reading.words;
    return (
      <pre class="code" tabIndex={0} role="region" aria-label={label ?? frame.technicalDetail}>
        {text}
      </pre>
    );
  },
);

/** A fold with protocol detail: closed until somebody wants it. */
export const Detail = withReading(
  (props: { readonly text: string; readonly summary?: string | undefined }, reading): VNode => {
    const { frame } = reading.words;
    return (
      <details>
        <summary>{props.summary ?? frame.technicalDetail}</summary>
        <pre class="code">{props.text}</pre>
      </details>
    );
  },
);

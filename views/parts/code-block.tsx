import type { VNode } from 'preact';
import { useReading } from './reading/reading';

/** Protocol detail as it was, in fixed-width letters. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label?: string | undefined }): VNode {
  const { frame } = useReading().words;
  return (
    <pre class="code" tabIndex={0} role="region" aria-label={label ?? frame.technicalDetail}>
      {text}
    </pre>
  );
}

/** A fold with protocol detail: closed until somebody wants it. */
export function Detail(props: { readonly text: string; readonly summary?: string | undefined }): VNode {
  const { frame } = useReading().words;
  return (
    <details>
      <summary>{props.summary ?? frame.technicalDetail}</summary>
      <pre class="code">{props.text}</pre>
    </details>
  );
}

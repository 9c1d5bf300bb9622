import type { VNode } from 'preact';

/** Protocol detail as it was, in fixed-width letters. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label?: string | undefined }): VNode {
  return (
    <pre class="code" tabIndex={0} role="region" aria-label={label ?? 'Technical detail'}>
      {text}
    </pre>
  );
}

/** A fold with protocol detail: closed until somebody wants it. */
export function Detail(props: { readonly text: string; readonly summary?: string | undefined }): VNode {
  return (
    <details>
      <summary>{props.summary ?? 'Technical detail'}</summary>
      <pre class="code">{props.text}</pre>
    </details>
  );
}

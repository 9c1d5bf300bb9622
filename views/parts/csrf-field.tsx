import type { VNode } from 'preact';

/** The token that proves a form is one of ours; the first thing in every form that writes. */
export function CsrfField({ token }: { readonly token: string }): VNode {
  return <input type="hidden" name="_csrf" value={token} />;
}

import type { ComponentChildren, VNode } from 'preact';
import { fieldId } from '../../../parts/field';

/** Several controls of a form under one title, with one help and one error. */
export function Part(props: {
  readonly name: string;
  readonly title: string;
  readonly help: ComponentChildren;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}): VNode {
  const { name, title, help, error, children } = props;
  return (
    <fieldset class={error === undefined ? 'field' : 'field wrong'} id={fieldId(name)} tabIndex={-1}>
      <legend>{title}</legend>
      <div class="stack s3">
        <p class="help">{help}</p>
        {error === undefined ? null : <span class="error">{error}</span>}
        {children}
      </div>
    </fieldset>
  );
}

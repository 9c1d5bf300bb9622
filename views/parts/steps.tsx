import type { ComponentChildren, VNode } from 'preact';

/** One step of a path. */
export interface Step {
  readonly title: string;
  readonly text?: ComponentChildren;
  readonly state: 'done' | 'now' | 'next';
  /** A link or button at its end. */
  readonly action?: ComponentChildren;
}

/** A numbered path: what is done, what is next. */
export function Steps({ steps }: { readonly steps: readonly Step[] }): VNode {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li class={step.state === 'done' ? 'done' : undefined} aria-current={step.state === 'now' ? 'step' : undefined}>
          <div>
            <b>{step.title}</b>
            {step.state === 'done' ? <span class="vh"> (done)</span> : null}
            {step.text === undefined ? null : <p class="muted">{step.text}</p>}
          </div>
          {step.action ?? null}
        </li>
      ))}
    </ol>
  );
}

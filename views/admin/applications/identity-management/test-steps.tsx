import type { VNode } from 'preact';
import { Badge } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { Detail } from '../../../parts/code-block';
import type { TestResult } from './props';

const STATES = { done: 'Done', failed: 'Failed', skipped: 'Not tried' } as const;
const KINDS = { done: 'ok', failed: 'bad', skipped: 'off' } as const;

/** What a connection test found, step by step. */
export function TestSteps(props: { readonly test: TestResult; readonly title: string; readonly text: string }): VNode {
  const { test, title, text } = props;
  return (
    <div class="stack s3">
      <Banner kind={test.ok ? 'ok' : 'bad'} title={title} role={test.ok ? 'status' : 'alert'}>
        {text}
      </Banner>
      <ol class="steps">
        {test.steps.map((step) => (
          <li class={step.state === 'done' ? 'done' : undefined}>
            <b>{step.label}</b>
            <Badge kind={KINDS[step.state]}>{STATES[step.state]}</Badge>
          </li>
        ))}
      </ol>
      {test.detail === undefined ? null : (
        <div class="reason">
          <Detail text={test.detail} />
        </div>
      )}
    </div>
  );
}

import type { VNode } from 'preact';
import { Badge, type BadgeKind } from '../../../parts/badge';
import { Banner } from '../../../parts/banner';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { Icon } from '../../../parts/icon';
import { safeHref } from '../../../parts/safe-href';
import { ApplicationFrame } from '../frame';
import { Findings, InsightTabs, MessageFold } from './parts';
import { insightPath, type StepShown, type TestPageProps } from './props';

/** The test sign-on: what it does, a button, and after it every step with what came of it. */
export function TestPage(props: TestPageProps): VNode {
  const { chrome, frame, next, hasNext, person, result } = props;
  const path = insightPath(frame.slug, 'test');
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="sso" page="Test sign-on" problem={result?.passed === false}>
      <InsightTabs frame={frame} current="test" />
      {result === undefined ? null : <Verdict {...props} result={result} />}
      <Card
        id="test"
        title={next ? 'Test sign-on with the next certificate' : 'Test sign-on as yourself'}
        lead={
          <>
            A sign-on of <bdi>{person}</bdi> is run inside Passo. node-saml and samlify, two programs that service
            providers are built with, are set up from our metadata and judge the answer. Nothing is sent to{' '}
            <bdi>{frame.label}</bdi>, and the answer can’t be used there.
          </>
        }
      >
        <form class="row" method="post" action={path}>
          <CsrfField token={chrome.csrfToken} />
          {next ? <input type="hidden" name="certificate" value="next" /> : null}
          <button class="btn main">{result === undefined ? 'Run the test' : 'Run it again'}</button>
          {hasNext && !next ? <a href={`${path}?certificate=next`}>Test the next certificate instead</a> : null}
          {next ? <a href={path}>Test the certificate in use instead</a> : null}
        </form>
      </Card>
      {result === undefined ? null : (
        <ol class="stack plain">
          {result.steps.map((step, place) => (
            <li>
              <Step step={step} number={place + 1} />
            </li>
          ))}
        </ol>
      )}
    </ApplicationFrame>
  );
}

function Verdict({ frame, next, result }: TestPageProps & { readonly result: { readonly passed: boolean } }): VNode {
  const href = safeHref(frame.launchUrl);
  if (!result.passed) {
    return (
      <Banner kind="bad" title="The test failed" role="alert">
        The first step that failed says why. What comes after it was not reached.
      </Banner>
    );
  }
  return (
    <Banner
      kind="ok"
      title="The test passed"
      role="status"
      action={
        href === undefined ? undefined : (
          <a class="btn small" href={href}>
            <Icon name="out" />
            Open the application
          </a>
        )
      }
    >
      {next
        ? 'It was signed with the next certificate, and that is noted for the rotation.'
        : href === undefined
          ? 'Activate SSO on the SSO tab to let people sign on.'
          : 'Open the application for a real sign-on: it shows whether the settings there fit too.'}
    </Banner>
  );
}

const STATES: Readonly<Record<StepShown['state'], readonly [kind: BadgeKind, word: string]>> = {
  passed: ['ok', 'Passed'],
  failed: ['bad', 'Failed'],
  remark: ['plain', 'Remark'],
  'not-reached': ['off', 'Not reached'],
};

function Step({ step, number }: { readonly step: StepShown; readonly number: number }): VNode {
  const [kind, word] = STATES[step.state];
  const { findings = [], xml } = step;
  return (
    <Card id={`step-${number}`} title={`${number}. ${step.title}`} badge={<Badge kind={kind}>{word}</Badge>} bare>
      <div class="body stack s3">
        <p>
          <bdi>{step.text}</bdi>
        </p>
        {xml === undefined ? null : <MessageFold summary={`The message of step ${number}`} xml={xml} />}
      </div>
      {findings.length === 0 ? null : <Findings findings={findings} caption={`What step ${number} found`} />}
    </Card>
  );
}

import type { VNode } from 'preact';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { Empty } from '../../../../parts/empty';
import { ErrorSummary } from '../../../../parts/error-summary';
import { counted, figure } from '../../../../parts/words';
import { ApplicationFrame } from '../../frame';
import type { PlanPageProps, WithPlan } from './props';
import { Again, Report } from './report';
import { Steps } from './steps';
import { PLAN_KINDS } from './words';

/** What would be sent to an application, step by step, before it is. */
export function PlanPage(props: PlanPageProps): VNode {
  const { chrome, frame, plan, message } = props;
  return (
    <ApplicationFrame
      chrome={chrome}
      frame={frame}
      tab="identity-management"
      page="Plan of changes"
      problem={message !== undefined}
    >
      <ErrorSummary message={message} />
      {plan === undefined ? null : <State {...props} plan={plan} />}
      {plan === undefined ? (
        <Card id="plan" title="Plan of changes" bare>
          <Empty
            icon="sync"
            title="No plan yet"
            text={`A plan says what Passo would send to ${frame.label}. It is made by reading alone.`}
          >
            <Again {...props} label="Make a plan" />
          </Empty>
        </Card>
      ) : plan.state === 'ready' ? (
        <Steps {...props} plan={plan} />
      ) : null}
    </ApplicationFrame>
  );
}

function State(props: WithPlan): VNode {
  const { plan, frame, path, chrome } = props;
  const { state, counts, report, staged } = plan;
  if (state === 'failed') {
    return (
      <Banner kind="bad" title="The plan could not be made" action={<Again {...props} label="Try again" />}>
        {plan.sentence}
      </Banner>
    );
  }
  if (state !== 'ready') {
    return (
      <Banner kind="info" title="The plan is being made" link={{ href: path, label: 'Reload' }}>
        {frame.label} is only read. This goes on in the background; you can leave the page.
      </Banner>
    );
  }
  if (report !== undefined) return <Report {...props} report={report} />;
  const steps = PLAN_KINDS.filter(({ sends }) => sends).reduce((sum, { kind }) => sum + (counts[kind] ?? 0), 0);
  const supposed = plan.kind === 'mapping' || plan.kind === 'binding';
  return (
    <>
      {staged === undefined ? null : (
        <Banner kind="warn" title="The deactivations will wait for an admin">
          {figure(counts['deactivate'] ?? 0)} are more than the limit of {staged}. They are held until they are allowed.
        </Banner>
      )}
      <Banner
        kind={steps === 0 ? 'ok' : 'info'}
        title={steps === 0 ? 'Nothing would be sent' : `${counted(steps, 'step')} would be sent`}
        action={
          supposed ? undefined : (
            <span class="row">
              <Again {...props} label="Make it again" />
              {steps === 0 && plan.kind === 'now' ? null : (
                <form method="post" action={`${path}/application`}>
                  <CsrfField token={chrome.csrfToken} />
                  <input type="hidden" name="plan" value={plan.id} />
                  <button class="btn small main">{plan.kind === 'activation' ? 'Start' : 'Apply'}</button>
                </form>
              )}
            </span>
          )
        }
      >
        {supposed
          ? 'This plan supposes a change that is not saved. Save the change, and it is sent.'
          : 'Nothing has been sent. Whoever changes before it is applied is planned again.'}
      </Banner>
    </>
  );
}

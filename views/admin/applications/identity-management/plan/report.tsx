import type { VNode } from 'preact';
import { Banner } from '../../../../parts/banner';
import { Card } from '../../../../parts/card';
import { CsrfField } from '../../../../parts/csrf-field';
import { counted, figure } from '../../../../parts/words';
import type { PlanPageProps, WithPlan } from './props';

/** Makes the plan anew. */
export function Again({ chrome, path, label }: PlanPageProps & { readonly label: string }): VNode {
  return (
    <form method="post" action={path}>
      <CsrfField token={chrome.csrfToken} />
      <button class="btn small">{label}</button>
    </form>
  );
}

/** Whether what was sent is what was planned. */
export function Report(props: WithPlan & { readonly report: NonNullable<WithPlan['plan']['report']> }): VNode {
  const { report } = props;
  const { waiting, deviations } = report;
  if (waiting > 0) {
    return (
      <Banner kind="info" title={`${figure(waiting)} still in line`} link={{ href: props.path, label: 'Reload' }}>
        The plan is being carried out.
      </Banner>
    );
  }
  return (
    <>
      <Banner
        kind={deviations.length === 0 ? 'ok' : 'warn'}
        title={
          deviations.length === 0 ? '0 deviations: exactly the plan was sent' : counted(deviations.length, 'deviation')
        }
        action={<Again {...props} label="Make a new plan" />}
      >
        {deviations.length === 0
          ? undefined
          : 'These were sent otherwise than planned, because they changed or were refused.'}
      </Banner>
      {deviations.length === 0 ? null : (
        <Card id="deviations" title="Deviations" bare>
          <table class="table fold">
            <caption class="vh">What was sent otherwise than planned</caption>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Planned</th>
                <th scope="col">Sent</th>
              </tr>
            </thead>
            <tbody>
              {deviations.slice(0, 200).map(({ name, planned, sent }) => (
                <tr>
                  <td>
                    <bdi>{name}</bdi>
                  </td>
                  <td data-th="Planned">{planned}</td>
                  <td data-th="Sent">{sent}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </>
  );
}

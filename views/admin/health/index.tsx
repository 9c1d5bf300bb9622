import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Badge, type BadgeKind } from '../../parts/badge';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { safeHref } from '../../parts/safe-href';
import { counted } from '../../parts/words';
import { InstancesCard, type InstanceView } from './instances';

/** One check of the installation. */
export interface HealthRow {
  readonly id: string;
  readonly title: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly sentence: string;
  /** What to do about it. */
  readonly fix?: string;
  readonly href?: string;
}

const STATES: Readonly<Record<HealthRow['state'], { readonly kind: BadgeKind; readonly word: string }>> = {
  ok: { kind: 'ok', word: 'Fine' },
  warn: { kind: 'warn', word: 'Look at it' },
  bad: { kind: 'bad', word: 'Broken' },
};

/** Every check with what to do about it. */
export function HealthPage({
  chrome,
  checks,
  instances,
}: {
  readonly chrome: Chrome;
  readonly checks: readonly HealthRow[];
  readonly instances: readonly InstanceView[];
}): VNode {
  const bad = checks.filter(({ state }) => state === 'bad').length;
  const warn = checks.filter(({ state }) => state === 'warn').length;
  return (
    <AdminLayout chrome={chrome} title="Health" nav="health" crumbs={[{ label: 'Health' }]}>
      <div class="row">
        <h1>Health</h1>
        <a class="btn small push" href="/admin/health">
          Look again
        </a>
      </div>
      {bad > 0 ? (
        <Banner kind="bad" title={`${counted(bad, 'check is', 'checks are')} broken`}>
          People may not be able to sign in, or changes may not arrive.
        </Banner>
      ) : warn > 0 ? (
        <Banner kind="warn" title={`${counted(warn, 'check wants', 'checks want')} a look`} />
      ) : (
        <Banner kind="ok" title="All checks pass" />
      )}
      <Card id="checks" title="Checks" lead="Made when this page was opened. Nothing was changed." bare>
        <table class="table fold">
          <caption class="vh">Checks of this installation</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">State</th>
              <th scope="col" class="w-most">
                What was found
              </th>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <Row check={check} />
            ))}
          </tbody>
        </table>
      </Card>
      <InstancesCard chrome={chrome} instances={instances} />
    </AdminLayout>
  );
}

function Row({ check }: { readonly check: HealthRow }): VNode {
  const { title, state, sentence, fix, href } = check;
  const address = safeHref(href);
  return (
    <tr>
      <td>
        <b>{title}</b>
      </td>
      <td data-th="State">
        <Badge kind={STATES[state].kind}>{STATES[state].word}</Badge>
      </td>
      <td data-th="Found">
        <div class="reason">
          <p>
            <bdi>{sentence}</bdi>
          </p>
          {fix === undefined ? null : <p class="muted">{fix}</p>}
          {address === undefined || state === 'ok' ? null : (
            <div class="do">
              <a class="small" href={address}>
                Open {title.toLowerCase()}
              </a>
            </div>
          )}
        </div>
      </td>
    </tr>
  );
}

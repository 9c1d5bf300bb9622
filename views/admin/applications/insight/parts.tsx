import type { VNode } from 'preact';
import { CodeBlock } from '../../../parts/code-block';
import { Tabs } from '../../../parts/tabs';
import type { FrameProps } from '../props';
import { insightPath, type Finding } from './props';

const PAGES = [
  ['preview', 'Preview'],
  ['test', 'Test sign-on'],
  ['exchanges', 'Last exchanges'],
] as const;

/** One of the pages that check a sign-on. */
export type InsightPage = (typeof PAGES)[number][0];

/** The way between the SSO tab and the pages that check a sign-on. */
export function InsightTabs({ frame, current }: { readonly frame: FrameProps; readonly current: InsightPage }): VNode {
  const tabs = PAGES.map(([name, label]) => ({
    label,
    href: insightPath(frame.slug, name),
    current: name === current,
  }));
  const settings = { label: 'SSO settings', href: `/admin/applications/${frame.slug}/sso`, current: false };
  return <Tabs label="Check the sign-on" tabs={[settings, ...tabs]} inset />;
}

/** Terms and values that came from somewhere else. */
export function Findings(props: { readonly findings: readonly Finding[]; readonly caption: string }): VNode {
  return (
    <table class="table fold">
      <caption class="vh">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col" class="w-half">
            Value
          </th>
        </tr>
      </thead>
      <tbody>
        {props.findings.map(({ term, value }) => (
          <tr>
            <td>
              <b>
                <bdi>{term}</bdi>
              </b>
            </td>
            <td data-th="Value">
              <bdi>{value}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A message behind a fold. */
export function MessageFold({ summary, xml }: { readonly summary: string; readonly xml: string }): VNode {
  return (
    <div class="reason">
      <details>
        <summary>{summary}</summary>
        <CodeBlock text={xml} label={summary} />
      </details>
    </div>
  );
}

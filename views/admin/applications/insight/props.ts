import type { FieldErrors } from '../../../../src/core/errors';
import type { Chrome } from '../../../layout/chrome';
import type { FrameProps } from '../props';

/** A term and what there is to say about it. */
export interface Finding {
  readonly term: string;
  readonly value: string;
}

/** What every page about an application's sign-on is given. */
export interface InsightProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
}

/** What an application would be told of a person. */
export interface PreviewShown {
  readonly allowed: boolean;
  readonly decision: string;
  readonly nameId: {
    readonly value?: string;
    readonly format?: string;
    readonly origin: string;
    readonly note?: string;
  };
  readonly rows: readonly {
    readonly name: string;
    readonly origin: string;
    readonly values: readonly string[];
    readonly note?: string;
  }[];
  readonly xml?: string;
  readonly problem?: string;
  /** What keeps these settings from being used. */
  readonly unusable: readonly string[];
  readonly remarks: readonly string[];
  readonly request?: {
    readonly accepted: boolean;
    readonly sentence: string;
    readonly told?: string;
    readonly findings: readonly Finding[];
    readonly xml?: string;
  };
}

/** The full preview. */
export interface PreviewPageProps extends InsightProps {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly chosenId?: string;
  readonly chosenName?: string;
  /** The username or email as typed, for people who are not in the list. */
  readonly who: string;
  readonly pasted: string;
  /** The fields of the SSO form as typed, when it is those that are previewed. */
  readonly typed?: readonly (readonly [name: string, value: string])[];
  readonly preview?: PreviewShown;
  readonly errors: FieldErrors;
}

/** One step of a test sign-on. */
export interface StepShown {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'remark' | 'not-reached';
  readonly text: string;
  readonly findings?: readonly Finding[];
  readonly xml?: string;
}

/** The test sign-on: before it was run, and after. */
export interface TestPageProps extends InsightProps {
  readonly next: boolean;
  /** A rotation is on its way, so that there is a next certificate to test. */
  readonly hasNext: boolean;
  readonly person: string;
  readonly result?: { readonly passed: boolean; readonly fingerprint: string; readonly steps: readonly StepShown[] };
}

/** One exchange of messages as the list shows it. */
export interface ExchangeRow {
  readonly id: string;
  readonly at: number;
  readonly what: string;
  readonly answered: boolean;
  readonly sentence: string;
  readonly userName?: string;
  /** Where it can be put right. */
  readonly remedy?: { readonly label: string; readonly href: string };
}

/** The last exchanges with an application. */
export interface ExchangesPageProps extends InsightProps {
  readonly rows: readonly ExchangeRow[];
}

/** One exchange. */
export interface ExchangePageProps extends InsightProps {
  readonly row: ExchangeRow;
  readonly facts: readonly Finding[];
  /** Passo asked and the application answered; else it is the other way round. */
  readonly asked: boolean;
  readonly request?: string;
  readonly response?: string;
}

/** Address of a page about an application's sign-on. */
export function insightPath(slug: string, page: string): string {
  return `/admin/applications/${slug}/sso/${page}`;
}

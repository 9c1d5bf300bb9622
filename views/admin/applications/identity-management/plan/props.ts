import type { Chrome } from '../../../../layout/chrome';
import type { FrameProps } from '../../props';

/** A step of the plan. */
export interface PlanRow {
  readonly kind: string;
  readonly name: string;
  readonly href?: string;
  readonly sentence: string;
  readonly changes: readonly { readonly name: string; readonly before?: string; readonly after?: string }[];
  /** It changed since the plan was made, and was planned again. */
  readonly again: boolean;
}

/** A plan and a page of its steps. */
export interface PlanPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly path: string;
  readonly message?: string;
  /** Absent: none was made yet. */
  readonly plan?: {
    readonly id: string;
    readonly kind: 'now' | 'activation' | 'mapping' | 'binding';
    readonly state: 'queued' | 'running' | 'ready' | 'failed';
    readonly sentence?: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly startedBy: string;
    readonly createdAt: number;
    readonly appliedAt?: number;
    /** Absent before it was applied. */
    readonly report?: {
      readonly waiting: number;
      readonly deviations: readonly { readonly name: string; readonly planned: string; readonly sent: string }[];
    };
    /** The deactivations of it would wait for an admin: the limit in words. */
    readonly staged?: string;
  };
  readonly show?: string;
  readonly q: string;
  readonly rows: readonly PlanRow[];
  readonly total: number;
  readonly first: number;
  readonly previous?: string;
  readonly next?: string;
}

/** The same, of a plan that there is. */
export type WithPlan = PlanPageProps & { readonly plan: NonNullable<PlanPageProps['plan']> };

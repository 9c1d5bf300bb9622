import type { ApplicationId, UserId } from '../ids';

declare const requestBrand: unique symbol;

/** Identifies a request for access. */
export type AccessRequestId = string & { readonly [requestBrand]: 'AccessRequestId' };

/** Open requests wait for an admin; a person may take theirs back. */
export type AccessRequestState = 'open' | 'granted' | 'declined' | 'withdrawn';

/** Somebody asks for an application. */
export interface AccessRequest {
  readonly id: AccessRequestId;
  readonly userId: UserId;
  /** The application that refused them, or that an admin found to be meant. */
  readonly applicationId?: ApplicationId;
  /** What they wrote, or the name of the application that refused them. */
  readonly wanted: string;
  /** What they need it for. */
  readonly reason: string;
  readonly state: AccessRequestState;
  /** What the admin answered. */
  readonly answer?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** How much one person may ask. */
export const REQUEST_LIMITS = {
  /** Requests that wait at the same time. */
  open: 10,
  /** Requests in a day, those taken back among them. */
  perDay: 10,
  dayMs: 24 * 3_600_000,
  wanted: 200,
  reason: 1_000,
  answer: 1_000,
} as const;

import { z } from 'zod';
import { asUnavailable } from '../../actions/health/trouble';
import { AppError, Stale, type ErrorCode } from '../../core/errors';
import { SamlError } from '../../saml/errors';
import type { Operation } from '../operation';
import { pointerStep } from './json';
import { PROBLEM_TYPES, Refusal, type Fault, type ProblemType } from './refusal';

/** A problem document (RFC 9457 section 3). */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'The kind of problem: a page about it, below the address of Passo.' }),
    title: z.string().meta({ description: 'The kind in words; the same for every problem of the kind.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened this time, for people.' }),
    instance: z.string().meta({ description: 'The address that was asked.' }),
    requestId: z.string().meta({ description: 'As in X-Request-Id and in the log of Passo.' }),
    event_id: z.string().optional().meta({ description: 'The event in Directory Insights, where there is one.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().meta({ description: 'The place in the body: a JSON pointer (RFC 6901).' }),
          parameter: z.string().optional().meta({ description: 'The name in the address.' }),
          header: z.string().optional(),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'Every place that is not right.' }),
  })
  .meta({
    id: 'Problem',
    example: {
      type: '/api/docs#problem-invalid',
      title: 'Something in the request is not right',
      status: 422,
      detail: 'email: Enter an email address such as name@example.com.',
      instance: '/api/v1/users',
      requestId: '01K0Z9A6V7M2C3D4E5F6G7H8J9',
      errors: [{ pointer: '#/email', detail: 'Enter an email address such as name@example.com.' }],
    },
  });

/** A problem document. */
export type Problem = z.output<typeof problemSchema>;

const TYPES: Readonly<Record<ErrorCode, ProblemType>> = {
  invalid: 'invalid',
  not_found: 'not-found',
  conflict: 'conflict',
  forbidden: 'not-allowed',
  unauthenticated: 'not-allowed',
  too_many: 'too-many',
  unavailable: 'unavailable',
  internal: 'fault',
};

/** What is known of the request that failed. */
interface Asked {
  /** Without a query: what was searched for is nobody's business later. */
  readonly path: string;
  readonly requestId: string;
  readonly operation?: Operation;
}

/**
 * Makes the problem document of an error. What is no error for people is told as a fault, without its words.
 * @returns the document, and headers that go with it
 */
export function problemOf(
  error: unknown,
  { path, requestId, operation }: Asked,
): { readonly problem: Problem; readonly headers: Readonly<Record<string, string>> } {
  const { type, detail, faults, headers } = readError(asUnavailable(error) ?? error, operation);
  const eventId = (error as { eventId?: unknown } | null)?.eventId;
  const problem: Problem = {
    type: `/api/docs#problem-${type}`,
    ...PROBLEM_TYPES[type],
    detail,
    instance: path,
    requestId,
    ...(typeof eventId === 'string' ? { event_id: eventId } : {}),
    ...(faults.length === 0 ? {} : { errors: [...faults] }),
  };
  return { problem, headers };
}

interface Read {
  readonly type: ProblemType;
  readonly detail: string;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;
}

function readError(error: unknown, operation: Operation | undefined): Read {
  if (error instanceof Refusal) {
    return { type: error.type, detail: error.message, faults: error.faults, headers: error.headers };
  }
  const plain = { faults: [], headers: {} };
  if (error instanceof Stale) return { ...plain, type: 'changed-meanwhile', detail: error.message };
  if (error instanceof SamlError) return { ...plain, type: 'invalid', detail: error.message };
  if (error instanceof AppError) {
    const type = TYPES[error.code];
    return { type, detail: error.message, faults: faultsOf(error, operation), headers: waitOf(type) };
  }
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 413) return { ...plain, type: 'too-large', detail: tooLarge(operation) };
  if (status === 415) return { ...plain, type: 'wrong-media-type', detail: 'Send the body as it is, not packed.' };
  if (error instanceof URIError || (typeof status === 'number' && status >= 400 && status < 500)) {
    return { ...plain, type: 'unreadable', detail: 'The request can’t be read.' };
  }
  return { ...plain, type: 'fault', detail: 'Something went wrong in Passo. Its log has the request id.' };
}

const DEFAULT_LIMIT = 1024 * 1024;

/** The largest body of an operation, in bytes. */
export function limitOf(operation: Pick<Operation, 'maxBytes'> | undefined): number {
  return operation?.maxBytes ?? DEFAULT_LIMIT;
}

function tooLarge(operation: Operation | undefined): string {
  return `A body may have ${Math.floor(limitOf(operation) / 1024)} KiB here.`;
}

function waitOf(type: ProblemType): Readonly<Record<string, string>> {
  return type === 'too-many' || type === 'unavailable' ? { 'Retry-After': '30' } : {};
}

/** Fields of an action's error are named as in forms: with a point between the parts. */
function faultsOf(error: AppError, operation: Operation | undefined): Fault[] {
  return Object.entries(error.fields).map(([name, detail]) => {
    const path = operation?.pointers?.[name]?.split('/') ?? name.split('.');
    return { pointer: `#${path.map(pointerStep).join('')}`, detail };
  });
}

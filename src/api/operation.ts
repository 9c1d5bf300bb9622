import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { KeyInUse } from '../actions/api-keys/use';
import type { Actor } from '../actions/deps';
import type { Context } from '../context';
import type { ApiScope } from '../core/api-keys/scopes';
import type { Permission } from '../core/roles';
import { SecretText } from '../core/secret-text';

/** How an operation is asked for. */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An answer that is written as it comes: a certificate, metadata, an export. */
export interface RawAnswer {
  readonly mediaType: string;
  readonly description: string;
  readonly example?: string;
  /** What it holds, where it is JSON; text unless told. */
  readonly schema?: z.ZodType;
}

/** What an operation may answer, by status: a schema, text of another kind, or null for no body at all. */
export type AnswerSchemas = Readonly<Record<number, z.ZodType | RawAnswer | null>>;

type BodyOf<Schema> = Schema extends z.ZodType
  ? { readonly body: z.input<Schema> }
  : Schema extends RawAnswer
    ? { readonly body: string | Buffer | Readable }
    : { readonly body?: undefined };

/** What `run` gives back: one of the answers that are documented. */
export type Answer<Answers extends AnswerSchemas> = {
  [Status in keyof Answers & number]: {
    readonly status: Status;
    /** Where what was made is read: a path below /api/v1, beginning with a slash. */
    readonly location?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } & BodyOf<Answers[Status]>;
}[keyof Answers & number];

/** One request, checked: everything in it has the form that its schemas say. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly deps: Context;
  /** The key as an admin: kind `admin`, the name "API key …", and the role it acts with. It has no id of a person. */
  readonly actor: Actor;
  /** The key that the request came with. */
  readonly key: KeyInUse;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** In the answer's X-Request-Id, in the log, and in problem documents. */
  readonly requestId: string;
  /** `operationId`, which cursors belong to. */
  readonly operationId: string;
  /**
   * Refuses a key that lacks a scope: for what only some bodies ask for, beside the operation's own.
   * @throws Refusal
   */
  readonly demandScope: (scope: ApiScope) => void;
  /** Tells whether the key, and the role of its maker, reach a scope: for answers that show more to who may see more. */
  readonly allows: (scope: ApiScope) => boolean;
  /**
   * Refuses with 412 when the request carries If-Match and its ETag is not that of this representation. Hand it into the
   * action, which calls it in its transaction: what is compared there can't change before it is written.
   * @param shown what the operation that reads this resource answers as its body
   * @throws Stale
   */
  demandUnchanged(shown: unknown): void;
}

/** How one operation of the API is defined. */
export interface Definition<
  Answers extends AnswerSchemas,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  // Named apart, so that the compiler takes `status: 200` for 200 and not for any number.
  Status extends number,
> {
  /** The operationId: camelCase, unique. */
  readonly id: string;
  readonly method: Method;
  /** Below /api/v1, with {name} for parameters. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What the key must be allowed; null for what every key may ask. */
  readonly scope: ApiScope | null;
  /** What the key's maker must be allowed, where it is more than the scope says. */
  readonly permission?: Permission;
  readonly params?: Params;
  /** A strict object: names that are not in it are refused. Use z.coerce for numbers and `flag` for switches. */
  readonly query?: Query;
  /** A strict object, all the way down. */
  readonly body?: Body;
  /** The largest body in bytes; 1 MB unless told. */
  readonly maxBytes?: number;
  readonly answers: Answers;
  /** The answer is one resource: it carries an ETag, GET honours If-None-Match and writes honour If-Match. */
  readonly etag?: boolean;
  /** Names of fields in errors of the action, and where they stand in the body: `{ secret: 'auth/token' }`. */
  readonly pointers?: Readonly<Record<string, string>>;
  run(
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<{ readonly status: Status } & Answer<Answers>>;
}

/** An operation as the router and the OpenAPI document see it: the same for all. */
export type Operation = Omit<Definition<AnswerSchemas, z.ZodType, z.ZodType, z.ZodType, number>, 'run'> & {
  run(call: Call): Promise<AnyAnswer>;
};

/** An answer of any operation. */
export interface AnyAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Nothing = z.ZodObject<Record<never, never>, z.core.$strict>;

/** Defines an operation. The schemas give the types of what `run` receives and of what it answers. */
export function operation<
  const Answers extends AnswerSchemas,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
  Status extends number = number,
>(definition: Definition<Answers, Params, Query, Body, Status>): Operation {
  return definition;
}

/** A switch in an address: `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** A moment, as every answer writes it. */
export const moment = z.iso.datetime().meta({ description: 'A moment in UTC.', example: '2026-05-04T09:30:00.000Z' });

/** Writes a moment. @param at milliseconds since the epoch */
export function momentOf(at: number): string {
  return new Date(at).toISOString();
}

/** Writes a moment that there may not be. */
export function momentOrNull(at: number | undefined): string | null {
  return at === undefined ? null : momentOf(at);
}

/**
 * A password or token in a body: it comes out as SecretText, is never shown again, and stands in no log.
 * @param most characters at most
 */
export function secretText(most = 4_096) {
  return z
    .string()
    .min(1)
    .max(most)
    .transform((text) => new SecretText(text))
    .meta({ format: 'password', writeOnly: true });
}

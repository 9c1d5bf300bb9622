/** What went wrong, as the outer layers need to know it. */
export type ErrorCode =
  'invalid' | 'not_found' | 'conflict' | 'forbidden' | 'unauthenticated' | 'too_many' | 'unavailable' | 'internal';

/** Problems by form field; the key is the field's name in the form. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A sentence of the catalogue by its name, with what it names. Made by `say` in `src/words/said.ts`. */
export interface Said {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What an error carries beside its sentence. */
export interface AppErrorOptions {
  readonly fields?: FieldErrors;
  readonly cause?: unknown;
  /** The same sentences by name, for readers of other languages. */
  readonly said?: Said;
  readonly saidFields?: Readonly<Record<string, Said>>;
}

/**
 * An error with two audiences: `message` is a sentence that is safe to show to the person, `cause` is for the operator.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors;
  readonly said?: Said;
  readonly saidFields?: Readonly<Record<string, Said>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = options.fields ?? {};
    if (options.said !== undefined) this.said = options.said;
    if (options.saidFields !== undefined) this.saidFields = options.saidFields;
  }
}

/** What was to be changed is no longer what the caller saw (RFC 9110 section 13.1.1). Nothing was changed. */
export class Stale extends AppError {
  constructor() {
    super('conflict', 'Somebody changed this in the meantime. Read it again. Nothing was changed.');
    this.name = 'Stale';
  }
}

/** Input that can't be accepted, with the sentence for each field. */
export function invalid(fields: FieldErrors): AppError {
  return new AppError('invalid', Object.values(fields)[0] ?? 'Check what you entered.', { fields });
}

/** Something that isn't there, named in the words of the page: "This user". */
export function notFound(what: string): AppError {
  return new AppError('not_found', `${what} was not found.`);
}

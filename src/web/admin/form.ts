import { AppError, type FieldErrors } from '../../core/errors';
import { isUlid } from '../../core/ids';
import { all, type Form } from '../forms';

/** Why a form was refused, as its page shows it again. */
export interface FormProblem {
  readonly errors: FieldErrors;
  /** A sentence that belongs to no field. */
  readonly message?: string;
  readonly status: 409 | 422;
}

/**
 * Reads a refusal that the person can put right in the form.
 * @throws whatever else was thrown, for the error page
 */
export function formProblem(error: unknown): FormProblem {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'conflict') return { errors: {}, message: error.message, status: 409 };
  if (error.code !== 'invalid') throw error;
  const named = Object.keys(error.fields).length > 0;
  return { errors: error.fields, ...(named ? {} : { message: error.message }), status: 422 };
}

/** The single texts of a form, to show again what was typed. */
export function typedValues(form: Form): Readonly<Record<string, string>> {
  const texts = Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.filter(([name]) => name !== '_csrf'));
}

/** The ids of the ticked boxes of one name, each once; whatever is no id is left out. */
export function tickedIds<Id extends string>(form: Form, name: string): Id[] {
  return [...new Set(all(form, name))].filter(isUlid) as Id[];
}

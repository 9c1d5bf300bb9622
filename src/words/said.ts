import type { FieldErrors, Said } from '../core/errors';
import { AppError, type ErrorCode } from '../core/errors';
import type { Words } from './catalog';
import { en } from './en';

type Sentences = Words['sentences'];

/** The name of a sentence. */
export type SentenceName = keyof Sentences;

type Arguments<Name extends SentenceName> = Parameters<Sentences[Name]>;

/** A sentence by name with what it names, to be put into words where the reader's language is known. */
export function say<Name extends SentenceName>(name: Name, ...parameters: Arguments<Name>): Said {
  return { name, parameters: parameters[0] ?? {} };
}

/** Puts a sentence into words. */
export function sentenceOf(words: Words, said: Said): string {
  const sentence = words.sentences[said.name as SentenceName] as (parameters: unknown) => string;
  return sentence(said.parameters);
}

/** An error that people read in their own language; logs, events and programs read it in English. */
export function saidError(code: ErrorCode, said: Said): AppError {
  return new AppError(code, sentenceOf(en, said), { said });
}

/** Input that can't be accepted, with the sentence for each field, in the reader's own language. */
export function saidInvalid(fields: Readonly<Record<string, Said>>): AppError {
  const english = fieldsOf(en, fields);
  return new AppError('invalid', Object.values(english)[0] ?? '', { fields: english, saidFields: fields });
}

/** What an error says to its reader. */
export function messageFor(words: Words, error: AppError): string {
  return error.said === undefined ? error.message : sentenceOf(words, error.said);
}

/** What an error says about each field to its reader. */
export function fieldErrorsFor(words: Words, error: AppError): FieldErrors {
  return { ...error.fields, ...fieldsOf(words, error.saidFields ?? {}) };
}

function fieldsOf(words: Words, fields: Readonly<Record<string, Said>>): FieldErrors {
  return Object.fromEntries(Object.entries(fields).map(([field, said]) => [field, sentenceOf(words, said)]));
}

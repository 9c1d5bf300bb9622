import type { Request } from 'express';

/** A form as it came: texts, and lists where a name came more than once. Nothing in it is believed. */
export type Form = Readonly<Record<string, unknown>>;

/** The form of a request; empty when there is none. */
export function formOf(request: Request): Form {
  return (request.body ?? {}) as Form;
}

/** A text field; empty when it is absent or came more than once. */
export function text(form: Form, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Whether a check box is ticked. */
export function ticked(form: Form, name: string): boolean {
  return text(form, name) !== '';
}

/** All values of a field that may come more than once. */
export function all(form: Form, name: string): string[] {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === 'string');
  return typeof value === 'string' ? [value] : [];
}

/** The fields whose names begin with a prefix, without it: `variable.YOUR_SUBDOMAIN`. */
export function withPrefix(form: Form, prefix: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of Object.keys(form)) {
    if (name.startsWith(prefix)) found[name.slice(prefix.length)] = text(form, name);
  }
  return found;
}

/** A text of the query; empty when it is absent or came more than once. */
export function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

/** A page number of the query, from 1 to 10,000. */
export function queryPage(request: Request): number {
  const value = Number(queryText(request, 'page'));
  return Number.isInteger(value) && value >= 1 && value <= 10_000 ? value : 1;
}

/** An uploaded file by the name of its field; undefined when none was chosen. */
export function uploaded(request: Request, name: string): Buffer | undefined {
  const files = Array.isArray(request.files) ? request.files : [];
  const file = files.find((candidate) => candidate.fieldname === name);
  return file === undefined || file.size === 0 ? undefined : file.buffer;
}

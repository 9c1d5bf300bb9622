import type { FieldErrors } from '../core/errors';
import type { ConnectorGuide, ConnectorVariable } from './definition';

const NAME = '[A-Z][A-Z0-9_]*';
const BRACED = new RegExp(`\\{(${NAME})\\}`, 'g');
const ENCODED = new RegExp(`%7B(${NAME})%7D`, 'gi');
const BARE_WORDS = ['YOURDOMAIN', 'YOUR_SUBDOMAIN', 'YOUR_DOMAIN'] as const;
const BARE = new RegExp(`(${BARE_WORDS.join('|')})`, 'g');
const GUIDE_FIELD = /\{([a-z][a-z-]*)\}/g;
const VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/;
const VALUE_LIMIT = 253;

/** What a guide's steps are filled with: our addresses for the application. */
export interface GuideValues {
  readonly 'sso-url': string;
  readonly 'idp-entity-id': string;
  readonly 'metadata-url': string;
}

/** The names that may stand in braces in a guide. */
export const GUIDE_FIELDS: readonly string[] = [
  'sso-url',
  'idp-entity-id',
  'metadata-url',
] satisfies (keyof GuideValues)[];

/**
 * Lists the placeholders left in a text, each once: {NAME} in braces (percent-encoded braces too) and the bare words
 * YOURDOMAIN and YOUR_SUBDOMAIN. Upper case only: a host may rightly be called yourdomain.example.
 */
export function findPlaceholders(text: string): readonly string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(BRACED)) found.add(match[1] ?? '');
  for (const match of text.matchAll(ENCODED)) found.add((match[1] ?? '').toUpperCase());
  const rest = text.replace(BRACED, '').replace(ENCODED, '');
  for (const match of rest.matchAll(BARE)) found.add(match[1] ?? '');
  return [...found];
}

/**
 * Replaces the placeholders that have a value, in one pass, so that a value can never bring another placeholder to life.
 * A placeholder without a value stays and is found by `findPlaceholders`.
 * @param values checked values by the placeholder's name
 */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  const either = new RegExp(`${BRACED.source}|${BARE.source}`, 'g');
  return text.replace(either, (whole: string, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    const value = Object.hasOwn(values, name) ? values[name]?.trim() : undefined;
    return value === undefined || value === '' ? whole : value;
  });
}

/**
 * Checks what an admin entered for a connector's placeholders. A value stands in a host name or a path, so it may
 * hold letters, digits, dots, hyphens and underscores, and end in a port; anything that could change where an address
 * leads is refused.
 * @returns a sentence for each placeholder that is missing or not usable, by its name; empty when all are fine
 */
export function checkVariables(
  variables: readonly ConnectorVariable[],
  values: Readonly<Record<string, string>>,
): FieldErrors {
  const errors: Record<string, string> = {};
  for (const variable of variables) {
    const value = Object.hasOwn(values, variable.name) ? (values[variable.name] ?? '').trim() : '';
    const problem = problemWith(variable, value);
    if (problem !== undefined) errors[variable.name] = problem;
  }
  return errors;
}

/**
 * Refuses fields that still hold a placeholder: sign-on is not saved and provisioning is not activated with one.
 * @param fields texts by the form's field name
 * @returns a sentence for each such field; empty when none is left
 */
export function unreplaced(fields: Readonly<Record<string, string | undefined>>): FieldErrors {
  const errors: Record<string, string> = {};
  for (const [field, text] of Object.entries(fields)) {
    const left = findPlaceholders(text ?? '');
    if (left.length > 0) errors[field] = replaceSentence(left);
  }
  return errors;
}

/** The sentence that asks an admin to replace placeholders. */
export function replaceSentence(names: readonly string[]): string {
  return `This still holds the placeholder ${names.join(' and ')}. Replace it with your own value.`;
}

/**
 * Fills a guide's steps with our addresses and the connector's variables. Text that names neither is left as it is.
 * @param values our addresses for the application
 * @param variables checked values by the placeholder's name
 */
export function fillGuide(
  guide: ConnectorGuide,
  values: GuideValues,
  variables: Readonly<Record<string, string>> = {},
): ConnectorGuide {
  const known: Readonly<Record<string, string>> = { ...values };
  const steps = guide.steps.map((step) =>
    fillPlaceholders(step, variables).replace(GUIDE_FIELD, (whole: string, name: string) =>
      Object.hasOwn(known, name) ? (known[name] ?? whole) : whole,
    ),
  );
  return { title: guide.title, steps };
}

function problemWith(variable: ConnectorVariable, value: string): string | undefined {
  if (value === '') return `Enter ${variable.label}, for example ${variable.example}.`;
  if (findPlaceholders(value).length > 0) return replaceSentence(findPlaceholders(value));
  if (value.length > VALUE_LIMIT)
    return `${variable.label} is longer than ${VALUE_LIMIT} characters. Check what you entered.`;
  if (value.includes('://') || value.includes('/')) {
    return `Enter ${variable.label} alone, without https:// and without a slash, for example ${variable.example}.`;
  }
  if (!VALUE.test(value) || value.includes('..')) {
    return `${variable.label} may hold letters, digits, dots and hyphens only, for example ${variable.example}.`;
  }
  return undefined;
}

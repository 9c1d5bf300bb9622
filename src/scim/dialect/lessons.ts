import type { ScimAnswer, ScimSilence } from '../transport';
import { isComplex } from '../attribute-path';
import type { Form } from './form';

/** A refusal that certainly had no effect, in what is needed to learn from it. */
export interface Refusal {
  readonly status: number;
  readonly scimType: string;
  readonly detail: string;
}

/** What was refused. */
export interface Attempt {
  readonly verb: 'create' | 'patch' | 'put';
  /** The attributes that were sent, as patch paths. */
  readonly paths: readonly string[];
  /** Some of them were to go. */
  readonly removes: boolean;
  /** Nothing of the present form has worked yet, so that a refusal without a reason may be about the form. */
  readonly explore: boolean;
}

const NO_EFFECT = new Set([400, 405, 412, 413, 422, 428, 501]);
/** Keywords of RFC 7644 table 9 that speak of the person or the account, never of the form. */
const NOT_OF_FORM = new Set(['uniqueness', 'mutability', 'notarget', 'toomany', 'sensitive', 'invalidvers']);
/** What may never be left out: without it an account would be another's, or stay open. */
const NEVER_LEFT_OUT = new Set(['username', 'active', 'password', 'id', 'schemas', 'displayname']);
const MISSING = /\brequired\b|missing|mandatory|must be (?:present|set|given)|can.?t be (?:empty|blank|null)/i;
/** Words that an attribute is not known; that a value is not allowed is another matter, and no reason to leave it out. */
const UNKNOWN =
  /\b(?:unknown|unrecogni[sz]ed|unexpected|undefined|extra (?:field|input)|additional propert|no (?:such )?(?:attribute|property|field|schema)|not (?:a |an )?(?:known|defined|recogni[sz]ed|valid attribute|attribute|part of)|(?:attribute|property|field|path)\b.{0,120}\b(?:not (?:supported|found|allowed|permitted)|does ?n[o’']t exist)|(?:unsupported|invalid|illegal) (?:attribute|property|path|field))/i;
const OP_WORD = /\bop\b|\boperations?\b/i;

/** What an answer refused, when it is one to learn from; silence and faults of the SP teach nothing. */
export function refusalOf(came: ScimAnswer | ScimSilence): Refusal | undefined {
  if (came.kind !== 'answer' || !NO_EFFECT.has(came.status)) return undefined;
  const error = isComplex(came.json) ? came.json : {};
  const { scimType, detail, message } = error;
  const words = [detail, message, came.text].find((text) => typeof text === 'string');
  return {
    status: came.status,
    scimType: typeof scimType === 'string' ? scimType.toLowerCase() : '',
    detail: typeof words === 'string' ? words.slice(0, 2_000) : '',
  };
}

/**
 * Finds the form to try next after a refusal; undefined when it speaks of something else. The form of booleans and the
 * PATCH dialect are told apart, and a removal alone never changes the dialect: an SP may refuse it for what it lacks.
 */
export function nextForm(form: Form, attempt: Attempt, refusal: Refusal): Form | undefined {
  const { status, scimType, detail } = refusal;
  if (status === 412 || status === 428) return form.etag === 'required' ? undefined : { ...form, etag: 'required' };
  if (status === 405 || status === 501) return otherVerb(form, attempt);
  if (status === 413 || NOT_OF_FORM.has(scimType) || MISSING.test(detail)) return undefined;
  const named = namedPath(detail, attempt.paths);
  if (attempt.paths.includes('active') && speaksOfBooleans(detail, scimType)) {
    return { ...form, booleans: form.booleans === 'json' ? 'text' : 'json' };
  }
  if (named !== undefined) {
    if (scimType === 'invalidvalue' || !UNKNOWN.test(detail) || NEVER_LEFT_OUT.has(named.toLowerCase()))
      return undefined;
    return { ...form, unknown: [...form.unknown, named] };
  }
  if (attempt.verb !== 'patch') return undefined;
  if (scimType !== 'invalidpath' && OP_WORD.test(detail)) {
    return { ...form, opCase: form.opCase === 'lower' ? 'title' : 'lower' };
  }
  if (scimType === 'invalidpath' || /\bpaths?\b/i.test(detail)) return otherPath(form, attempt);
  return attempt.explore && (scimType === '' || scimType === 'invalidsyntax') ? explored(form) : undefined;
}

/** The path a refusal names among those that were sent; the longest, when there are several. */
export function namedPath(detail: string, paths: readonly string[]): string | undefined {
  const words = new Set(
    detail
      .toLowerCase()
      .match(/[\w$.:-]+/g)
      ?.map((word) => word.replace(/[.:]+$/, '')),
  );
  const named = paths.filter((path) => {
    const small = path.toLowerCase();
    return words.has(small) || words.has(small.slice(Math.max(small.lastIndexOf(':'), small.lastIndexOf('.')) + 1));
  });
  return named.sort((one, other) => other.length - one.length)[0];
}

function speaksOfBooleans(detail: string, scimType: string): boolean {
  if (scimType === 'invalidpath') return false;
  return (
    /boolean|["'“”]?\b(?:true|false)\b["'“”]?/i.test(detail) ||
    (/\bactive\b/i.test(detail) && /text|string|type/i.test(detail))
  );
}

function otherVerb(form: Form, { verb }: Attempt): Form | undefined {
  if (verb === 'patch') return { ...form, change: 'put' };
  return verb === 'put' ? { ...form, change: 'patch' } : undefined;
}

function otherPath(form: Form, { removes }: Attempt): Form {
  if (form.change === 'patch') return { ...form, change: 'patch-no-path' };
  return removes && form.clears === 'path' ? { ...form, clears: 'null' } : { ...form, change: 'patch', clears: 'path' };
}

/** Without any hint: the other word in `op`, then no path, then the whole user. */
function explored(form: Form): Form | undefined {
  if (form.change === 'patch' && form.opCase === 'lower') return { ...form, opCase: 'title' };
  if (form.change === 'patch') return { ...form, opCase: 'lower', change: 'patch-no-path' };
  return form.change === 'patch-no-path' ? { ...form, change: 'put' } : undefined;
}

import { MASK } from '../core/secret-text';

/** Names whose values are secrets, whatever they hold. */
const SECRET_NAME =
  /pass(?:word|phrase|wd)|secret|token|authori[sz]ation|cookie|credential|saml(?:request|response)|assertion|private.?key|(?:api|encryption|sealing|cookie|recovery|name.?id|token).?key|csrf|otp|(?:smtp|database).?url|relay.?state/i;

/** Names that say only something about a secret. */
const HARMLESS_NAME = /(?:_|\b)(?:id|at|kind|type|count|name)$|(?:Id|At|Kind|Type|Count|Name)$/;

/** Secrets inside of texts: what to look for, and what stays. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/\b(Bearer|Basic|Digest)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\b(passo_|whsec_)[\w+/=-]{8,}/g, `$1${MASK}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s/@]*@/gi, `$1${MASK}@`],
  [
    /\b((?:SAML(?:Request|Response)|RelayState|Signature|token|access_token|refresh_token|id_token|client_secret|password|passwd|secret|api_key|_csrf|set-cookie|cookie)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s&;,"'<>]+)/gi,
    `$1${MASK}`,
  ],
  [/([?&](?:code|key|state|sig)=)[^\s&]+/gi, `$1${MASK}`],
  [/<(?:[\w-]+:)?(?:Response|Assertion|EncryptedAssertion|AttributeStatement)\b[\s\S]*/g, MASK],
  // What is sealed, signed or encoded: nobody reads it in a log.
  [/[A-Za-z0-9+/_-]{100,}={0,2}/g, MASK],
  // Links to choose a password and to guides have their token in the path.
  [/\/[\w-]{43,}(?=[/?\s"']|$)/g, `/${MASK}`],
];

const DEEPEST = 6;
const LONGEST = 4_000;
const MOST = 50;

/**
 * Replaces secrets in whatever is about to be logged: by the names of fields, and by their look in texts. Lists and depth
 * are bounded, so a line is never large.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (isErrorLike(value)) return describeError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (Array.isArray(value)) return value.slice(0, MOST).map((one) => redact(one, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return redact((value.toJSON as () => unknown)(), depth + 1);
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(
    entries
      .slice(0, MOST)
      .map(([name, inner]) => [String(name), isSecret(String(name), inner) ? MASK : redact(inner, depth + 1)]),
  );
}

/**
 * Says what is known of an error: its name, code, sentence, stack and causes. Nothing else that hangs on it is written: the
 * drivers of databases and of HTTP put rows and headers there.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (typeof error !== 'object' || error === null) return redact(error);
  const { name, message, code, stack, cause, errors } = error as Partial<
    Record<keyof AggregateError | 'code', unknown>
  >;
  if (typeof message !== 'string') return redact(error, depth + 1);
  const inner = Array.isArray(errors) && errors.length > 0 ? errors.slice(0, 3) : undefined;
  return {
    type: typeof name === 'string' ? name : 'Error',
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: redactText(message),
    ...(typeof stack === 'string' ? { stack: redactText(stack) } : {}),
    ...(cause === undefined || depth >= DEEPEST ? {} : { cause: describeError(cause, depth + 1) }),
    ...(inner === undefined || depth >= DEEPEST ? {} : { errors: inner.map((one) => describeError(one, depth + 1)) }),
  };
}

/** Tells errors from other things, whichever library made them. */
export function isErrorLike(value: unknown): value is Error {
  if (value instanceof Error) return true;
  const { message, stack } = (value ?? {}) as { message?: unknown; stack?: unknown };
  return typeof message === 'string' && typeof stack === 'string';
}

function isSecret(name: string, value: unknown): boolean {
  if (typeof value === 'boolean' || typeof value === 'number' || value === undefined || value === null) return false;
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

function redactText(text: string): string {
  let found = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  for (const [pattern, stays] of SECRET_TEXTS) found = found.replace(pattern, stays);
  return found;
}

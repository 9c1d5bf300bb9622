import type { ScimRequest, ScimSilence } from './transport';

/** Whom a sentence is about. */
export interface Subject {
  /** The application's name, as the admin gave it. */
  readonly label: string;
  /** The host name of its Base URL. */
  readonly host?: string;
}

/** Says why no answer came, for an admin. */
export function silenceSentence({ label, host }: Subject, silence: ScimSilence): string {
  const seconds = Math.max(1, Math.round(silence.tookMs / 1000));
  const where = host === undefined ? label : `${label} at ${host}`;
  switch (silence.reason) {
    case 'timeout':
      return `${label} did not answer within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
    case 'too-large':
      return `${label} answered with more data than Passo reads (${silence.detail}).`;
    case 'refused-address':
      return `Passo may not connect to ${where} (${silence.detail}). Check the Base URL. The operator of Passo can allow private addresses with PASSO_ALLOWED_PRIVATE_RANGES.`;
    default:
      return `Passo can't reach ${where} (${silence.detail}).`;
  }
}

/** Says that an answer was no SCIM: a web page, a redirect, a resource without an id. */
export function notScimSentence(
  { label }: Subject,
  what: 'page' | 'redirect' | 'missing' | 'unreadable' | 'other',
): string {
  const ask = 'Is the Base URL right?';
  switch (what) {
    case 'page':
      return `${label} answered with a web page instead of data. ${ask}`;
    case 'redirect':
      return `${label} answered with a redirect instead of data. ${ask}`;
    case 'missing':
      return `${label} has no SCIM service at this address. ${ask}`;
    case 'other':
      return `${label} answered about another account than the one Passo asked for. Nothing was recorded.`;
    default:
      return `${label} answered with data Passo can't read. ${ask}`;
  }
}

/** Says that the Token Key was refused (401), or may not do this (403). */
export function unauthorizedSentence({ label }: Subject, status: number, request: ScimRequest): string {
  if (status === 401) return `${label} refused the Token Key.`;
  return `The Token Key may not ${verbOf(request.method)} users in ${label}.`;
}

/** Says that the SP wants fewer requests (429), with the time by the clock when it named one. */
export function slowDownSentence({ label }: Subject, until: number | undefined): string {
  if (until === undefined) return `${label} asks to slow down.`;
  return `${label} asks to slow down until ${new Date(until).toISOString().slice(11, 16)} UTC.`;
}

/** Says what the SP objects to, by its scimType (RFC 7644 section 3.12) and otherwise in its own words. */
export function rejectedSentence(
  { label }: Subject,
  refusal: { status: number; scimType: string | undefined; detail: string | undefined; paths: readonly string[] },
): string {
  const { status, scimType, detail, paths } = refusal;
  if (status === 413) return `${label} says the request is too large.`;
  if (scimType === 'mutability') return `${label} does not allow ${attributeWords(paths)} to change.`;
  if (scimType === 'invalidSyntax' || scimType === 'invalidPath') return misunderstoodSentence({ label });
  const said = detail === undefined ? '' : ` It says: ${detail}`;
  if (scimType === 'invalidValue') return `${label} did not accept ${attributeWords(paths)}.${said}`;
  return `${label} refused this change (${status}).${said}`;
}

/** Says that the SP did not know what to do with the request (405, 501, or a path it does not know). */
export function misunderstoodSentence({ label }: Subject): string {
  return `${label} did not understand this change. This is likely a fault of the connector.`;
}

/** Says that a name or e-mail address is taken (409). */
export function conflictSentence({ label }: Subject, paths: readonly string[]): string {
  const both = paths.includes('userName') === paths.includes('emails');
  const what = both ? 'this username or email' : paths.includes('emails') ? 'this email' : 'this username';
  return `${label} says ${what} already belongs to another account.`;
}

function attributeWords(paths: readonly string[]): string {
  if (paths.length !== 1) return 'one of these values';
  const [path = ''] = paths;
  if (path === 'userName') return 'the username';
  if (path === 'emails') return 'the email';
  return `${path.slice(path.lastIndexOf(':') + 1)}`;
}

function verbOf(method: ScimRequest['method']): string {
  return { GET: 'read', POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' }[method];
}

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
  const what = request.path.startsWith('/Groups') ? 'groups' : 'users';
  return `The Token Key may not ${verbOf(request.method)} ${what} in ${label}.`;
}

/** Says that the SP wants fewer requests (429), with the time by the clock when it named one. */
export function slowDownSentence({ label }: Subject, until: number | undefined): string {
  if (until === undefined) return `${label} asks to slow down.`;
  return `${label} asks to slow down until ${new Date(until).toISOString().slice(11, 16)} UTC.`;
}

/** Says what the SP objects to, by its scimType (RFC 7644 section 3.12) and otherwise in its own words. */
export function rejectedSentence(
  { label }: Subject,
  refusal: {
    status: number;
    scimType: string | undefined;
    detail: string | undefined;
    /** The attributes a PATCH sets. */
    paths: readonly string[];
    group: boolean;
    /** Names of what was sent, in lower case. */
    sent: readonly string[];
  },
): string {
  const { status, scimType, detail, paths } = refusal;
  if (status === 413) return refusal.group ? TOO_LARGE_GROUP : `${label} says the request is too large.`;
  if (status === 428) return `${label} wants to be told the version of what is changed, and gives none.`;
  const required = refusal.group ? undefined : requiredSentence(label, detail ?? '', refusal.sent);
  if (required !== undefined) return required;
  if (refusal.group && scimType === 'tooMany') return TOO_LARGE_GROUP;
  if (scimType === 'mutability') return `${label} does not allow ${attributeWords(paths)} to change.`;
  if (scimType === 'invalidSyntax' || scimType === 'invalidPath') return misunderstoodSentence({ label });
  const said = detail === undefined ? '' : ` It says: ${detail}`;
  if (scimType === 'invalidValue') return `${label} did not accept ${attributeWords(paths)}.${said}`;
  return `${label} refused this change (${status}).${said}`;
}

const TOO_LARGE_GROUP = 'The group is too large for one request.';
const REQUIRED =
  /\brequired?s?\b|mandatory|missing|must (?:have|be (?:present|set|given))|can.?t be (?:empty|blank|null)/i;

/** What SPs call an attribute, and what its field is called here. Names of two kinds of things stand last. */
const FIELD_LABELS: readonly (readonly [string, string])[] = [
  ['department', 'Department'],
  ['familyname', 'Last Name'],
  ['givenname', 'First Name'],
  ['middlename', 'Middle Name'],
  ['title', 'Job Title'],
  ['employeenumber', 'Employee ID'],
  ['organization', 'Company'],
  ['usertype', 'Employee Type'],
  ['preferredlanguage', 'Preferred Language'],
  ['locale', 'Locale'],
  ['timezone', 'Time Zone'],
  ['phonenumbers', 'Phones'],
  ['addresses', 'Addresses'],
  ['emails', 'Company Email'],
  ['email', 'Company Email'],
  ['displayname', 'Display Name'],
  ['username', 'Username'],
];

/** Says which field an SP requires, when its words name one that was not sent. */
function requiredSentence(label: string, detail: string, sent: readonly string[]): string | undefined {
  if (!REQUIRED.test(detail)) return undefined;
  const words = new Set(detail.toLowerCase().match(/[a-z]+/g));
  const named = FIELD_LABELS.find(([name]) => words.has(name));
  if (named === undefined) return undefined;
  const [name, field] = named;
  const isSent = sent.some((one) => one === name || one.endsWith(`.${name}`) || one.startsWith(`${name}.`));
  return isSent ? undefined : `${label} requires ${field}, and it is empty for this person.`;
}

/** Says that an account or a group that was known is not there (404). */
export function goneSentence({ label }: Subject, group: boolean): string {
  return `This ${group ? 'group' : 'account'} was removed in ${label}.`;
}

/** Says that somebody else is at work on what was to be changed (412, 423). */
export function lockedSentence({ label }: Subject, status: number): string {
  return status === 412
    ? `In ${label}, somebody else changed this at the same moment.`
    : `${label} has locked this at the moment (423).`;
}

/** Says that the SP did not know what to do with the request (405, 501, or a path it does not know). */
export function misunderstoodSentence({ label }: Subject): string {
  return `${label} did not understand this change. This is likely a fault of the connector.`;
}

/** Says that a name or e-mail address is taken (409), or the name of a group. */
export function conflictSentence({ label }: Subject, paths: readonly string[], group = false): string {
  if (group) return `${label} says this name already belongs to another group.`;
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

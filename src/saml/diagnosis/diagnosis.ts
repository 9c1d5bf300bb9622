import type { Diagnosis, ExchangeFacts, Remedy, Surroundings } from './exchange';
import { differenceOf, nearestOf } from './nearest';
import { refusedAlgorithm, wrongSignature } from './signatures';

export type { Diagnosis, ExchangeFacts, Remedy, Surroundings } from './exchange';

const MINUTE = 60_000;
/** So many answers to one person within a minute are a browser that is sent round. */
const LOOP = 4;

interface Rule {
  readonly say: (exchange: ExchangeFacts, around: Surroundings) => string;
  readonly remedy?: Remedy;
}

/**
 * Says what was wrong with an exchange and where it can be put right, from what was kept of it and the settings of the
 * application now.
 */
export function diagnose(exchange: ExchangeFacts, around: Surroundings): Diagnosis {
  if (exchange.code === undefined) return answered(exchange, around);
  const rule = RULES[exchange.code];
  if (rule === undefined) return { answered: false, sentence: exchange.sentence ?? `Refused (${exchange.code}).` };
  const sentence = rule.say(exchange, around);
  return { answered: false, sentence, ...(rule.remedy === undefined ? {} : { remedy: rule.remedy }) };
}

/** The codes that have words of their own. */
export function diagnosedCodes(): readonly string[] {
  return Object.keys(RULES);
}

function answered(exchange: ExchangeFacts, { label, exchanges }: Surroundings): Diagnosis {
  const same = exchanges
    .filter(
      ({ kind, startedBy, code, userName }) =>
        kind === 'sign-on' && startedBy === 'sp' && !code && userName === exchange.userName,
    )
    .map(({ at }) => at);
  const within = (from: number): number => same.filter((at) => at >= from && at < from + MINUTE).length;
  const asked = Math.max(0, ...same.filter((at) => at <= exchange.at && at > exchange.at - MINUTE).map(within));
  if (exchange.kind === 'logout' || exchange.startedBy !== 'sp' || asked < LOOP) {
    return { answered: true, sentence: 'Answered.' };
  }
  return {
    answered: true,
    sentence: `Answered, but asked ${asked} times within a minute: ${label} probably refuses our answer. Check there its clock, the certificate of Passo that it holds, and the audience (SP Entity ID).`,
    remedy: 'sso',
  };
}

const plain =
  (sentence: string): Rule['say'] =>
  () =>
    sentence;
const own: Rule['say'] = (exchange) => exchange.sentence ?? `Refused (${exchange.code ?? ''}).`;

const RULES: Readonly<Record<string, Rule>> = {
  request_expired: { say: clock },
  unknown_issuer: { say: issuer, remedy: 'sso' },
  acs_not_registered: { say: address, remedy: 'sso' },
  destination_mismatch: { say: destination, remedy: 'sso' },
  signature_required: { say: unsigned, remedy: 'sso' },
  signature_invalid: { say: wrongSignature, remedy: 'sso' },
  signature_algorithm_refused: { say: refusedAlgorithm, remedy: 'sso' },
  invalid_name_id_policy: { say: nameIdPolicy, remedy: 'sso' },
  value_not_allowed: { say: own, remedy: 'users' },
  unknown_principal: {
    say: ({ userName }, { label }) =>
      `${label} asked for another person than ${userName ?? 'the one who signed in'}: the name in its request is not the NameID that Passo sends.`,
    remedy: 'sso',
  },
  no_authn_context: {
    say: ({ facts }, { label }) =>
      `${label} wants another way of signing in than a password${asked(facts)}. Let it ask for PasswordProtectedTransport, or for nothing.`,
  },
  no_passive: {
    say: (_, { label }) =>
      `${label} asked without letting Passo ask the person (IsPassive), and nobody was signed in. It was told so; most applications then ask again in the ordinary way.`,
  },
  no_supported_idp: {
    say: (_, { label }) =>
      `${label} wants an answer of another identity provider: its request lists others and not Passo.`,
  },
  request_unsupported: { say: own },
  unknown_request: { say: own },
  binding_unsupported: {
    say: ({ facts, sentence }, { label }) =>
      facts?.['asked'] === undefined
        ? (sentence ?? '')
        : `${label} wants its answer by ${lastName(facts['asked'])}. Passo answers by HTTP-POST: set that binding there.`,
  },
  version_unsupported: {
    say: ({ facts }, { label }) =>
      `${label} speaks SAML ${facts?.['asked']?.slice(0, 20) ?? 'of another version'}. Passo speaks 2.0: choose that there.`,
  },
  request_replayed: {
    say: (_, { label }) =>
      `This request was answered before: the page was reloaded, a bookmark keeps an old request, or ${label} repeats its request IDs. Start again from ${label}.`,
  },
  message_malformed: { say: malformed },
  message_too_large: { say: own },
  parameter_repeated: { say: own },
  metadata_malformed: { say: own, remedy: 'sso' },
  user_not_in_group: {
    say: ({ userName }, { label }) =>
      `${userName ?? 'The person'} is in no user group that has ${label}. Add the person to one, or give ${label} to a group of theirs.`,
    remedy: 'user-groups',
  },
  user_suspended: {
    say: ({ userName }) =>
      `${userName ?? 'The person'} is suspended. Unsuspend them on their page if they may sign on.`,
    remedy: 'users',
  },
  password_expired: {
    say: ({ userName }) =>
      `The password of ${userName ?? 'the person'} has expired. They choose a new one at their next sign-in.`,
    remedy: 'users',
  },
  sso_inactive: { say: (_, { label }) => `SSO is not active for ${label}. Activate it on the SSO tab.`, remedy: 'sso' },
  unknown_application: { say: plain('No application has this address.') },
};

function clock({ facts, at }: ExchangeFacts, { label }: Surroundings): string {
  const issued = Date.parse(facts?.['issued'] ?? '');
  if (Number.isNaN(issued))
    return 'The request was too old: the person took too long to sign in. Start again from the application.';
  const now = Date.parse(facts?.['now'] ?? '');
  const age = (Number.isNaN(now) ? at : now) - issued;
  if (age < 0) {
    return `The request is from the future: the clock of ${label} is ${span(-age)} ahead. Up to 5 minutes are allowed; set that clock right.`;
  }
  return `The request was ${span(age)} old; up to 5 minutes are allowed. It was kept and opened later, or the clock of ${label} is behind.`;
}

function issuer({ facts }: ExchangeFacts, { label, others }: Surroundings): string {
  const [got, wanted] = [facts?.['asked'] ?? '', facts?.['allowed'] ?? ''];
  const other = others.find(({ entityId }) => entityId === got);
  if (other !== undefined) {
    return `The request comes from ${other.label}, which has an SSO IdP URL of its own. Enter that one there.`;
  }
  return `The application calls itself ${quoted(got)}, the SSO tab says ${quoted(wanted)}.${differing(got, wanted)} Make the SP Entity ID of ${label} the same on both sides.`;
}

function address({ facts }: ExchangeFacts, { label }: Surroundings): string {
  const got = facts?.['asked'] ?? '';
  const allowed = (facts?.['allowed'] ?? '').split(' ').filter((url) => url !== '');
  if (/^index \d+$/.test(got)) {
    return `${label} asked for its ACS URL by ${got}, and no ACS URL on the SSO tab has that index. Enter the index there.`;
  }
  const nearest = nearestOf(got, allowed);
  if (nearest === undefined)
    return `${label} wants its answer at ${quoted(got)}. Add it on the SSO tab if it is right.`;
  return `${label} wants its answer at ${quoted(got)}, which is not on the SSO tab. The nearest there is ${quoted(nearest)}.${differing(got, nearest)} If it is right, add it as an ACS URL.`;
}

function destination({ facts }: ExchangeFacts, { label }: Surroundings): string {
  const [got, wanted] = [facts?.['asked'] ?? '', facts?.['allowed'] ?? ''];
  if (got === '(none)')
    return `The request is signed and names no Destination. Let ${label} send ${quoted(wanted)} there.`;
  return `The request was meant for ${quoted(got)}, and this is ${quoted(wanted)}.${differing(got, wanted)} Enter the SSO IdP URL in ${label} as the SSO tab shows it.`;
}

function unsigned(_: ExchangeFacts, { label, certificates }: Surroundings): string {
  return certificates.length === 0
    ? `Signed requests are required, and the SSO tab has no certificate of ${label} to check them with. Upload its metadata, or switch “Require signed requests” off.`
    : `The request is not signed, and “Require signed requests” is on. Let ${label} sign its requests, or switch that off on the SSO tab.`;
}

function nameIdPolicy({ facts, sentence }: ExchangeFacts, { label }: Surroundings): string {
  const got = facts?.['asked'];
  if (got === undefined || got === '') return sentence ?? '';
  return got.includes('nameid-format:')
    ? `${label} asked for a NameID of the format ${lastName(got)}, which Passo does not give. Choose another format there, or tick “Always send this NameID format” on the SSO tab.`
    : `${label} asked for a NameID in the name space of ${quoted(got)}, which is not its SP Entity ID.`;
}

function malformed({ sentence, facts }: ExchangeFacts): string {
  const line = facts?.['line'];
  const words = sentence ?? 'The message could not be read.';
  return line === undefined || /\bline \d/.test(words) ? words : `${words} See line ${line}.`;
}

function asked(facts: ExchangeFacts['facts']): string {
  const got = facts?.['asked'];
  return got === undefined || got === '' ? '' : ` (${got.split(' ').map(lastName).join(', ').slice(0, 200)})`;
}

function differing(got: string, wanted: string): string {
  const words = got === '' || wanted === '' ? undefined : differenceOf(got, wanted);
  return words === undefined ? '' : ` They differ ${words}.`;
}

function quoted(value: string): string {
  if (value === '') return '(nothing)';
  return `“${value.length > 300 ? `${value.slice(0, 300)}…` : value}”`;
}

/** "PasswordProtectedTransport" of its URN. */
function lastName(uri: string): string {
  return uri.slice(0, 300).split(/[:#/]/).at(-1) ?? uri;
}

/** A length of time in words, rounded down: "7 minutes", "3 days". */
function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  const [size, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1440), 'day'];
  return `${size} ${unit}${size === 1 ? '' : 's'}`;
}

import type { Application, GroupFilter, SsoAttribute, SsoSettings } from '../../core/application';
import { labelOf } from '../../core/attributes';
import { signingCertificateOf } from '../../core/certificate';
import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SignInKind } from '../../core/second-factor';
import { nameOf } from '../../core/user';
import { prettyXml } from '../../saml/diagnosis/pretty';
import { SamlError } from '../../saml/errors';
import { hideSignatures } from '../../saml/redact';
import { attributeValues } from '../../saml/response/attribute-statement';
import { listCertificates, type SigningCertificate } from '../../store/sign-on/certificates';
import { findPersistentNameId } from '../../store/sign-on/name-ids';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';
import { ssoProblems } from '../applications/sso-settings';
import type { Deps } from '../deps';
import { buildAnswer } from '../sign-on/answer';
import { contextFor } from '../sign-on/decide';
import { answerNameId, nameIdSettingsFor } from '../sign-on/name-id';
import { newSessionIndex } from '../sign-on/status';
import { refusedAnswer, reviewRequest, type RequestReview } from './review-request';
import { decisionWords, readSubject, type Subject } from './subject';

/** One attribute of the assertion: where its value comes from, and what is sent or why nothing is. */
export interface PreviewRow {
  readonly name: string;
  readonly origin: string;
  readonly values: readonly string[];
  readonly note?: string;
}

/** What an application would be told of a person. */
export interface SignOnPreview {
  readonly person: { readonly id: UserId; readonly name: string };
  readonly allowed: boolean;
  readonly decision: string;
  readonly nameId: {
    readonly value?: string;
    readonly format?: string;
    readonly origin: string;
    readonly note?: string;
  };
  readonly rows: readonly PreviewRow[];
  /** The Response written for reading. Its signatures are taken out: it can't be used. */
  readonly xml?: string;
  /** Why no Response can be made. */
  readonly problem?: string;
  /** What keeps these settings from being used, a sentence each. */
  readonly unusable: readonly string[];
  /** What happens to the Response beside what is shown. */
  readonly remarks: readonly string[];
  readonly request?: RequestReview;
}

type PreviewDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'secrets'>;

/**
 * Says what an application would be told of a person with these settings, which need not be saved, and what would become
 * of a request if one is pasted. Nothing is recorded, no usable message leaves this function, and the person need not
 * have the application.
 * @throws AppError not_found for an unknown person, invalid for a NameID format that is none
 */
export async function previewSignOn(
  deps: PreviewDeps,
  application: Application,
  sso: SsoSettings,
  input: { readonly personId: UserId; readonly pasted?: string },
): Promise<SignOnPreview> {
  const problems = ssoProblems(sso);
  if (problems['nameId'] !== undefined) throw invalid({ nameId: problems['nameId'] });
  const subject = await readSubject(deps, application, input.personId);
  const review =
    input.pasted === undefined ? undefined : await reviewRequest(deps, application, sso, subject, input.pasted);
  const kept = await findPersistentNameId(deps.db, application.id, subject.user.id);
  const made: Made = { deps, application, sso, subject, kept, request: review?.kept, sessionIndex: newSessionIndex() };
  const certificate = signingCertificateOf(await listCertificates(deps.db, application.id), deps.clock());
  const none = review !== undefined && review.kept === undefined;
  const { xml, refusal } = none ? {} : responseOf(made, certificate);
  return compact<SignOnPreview>({
    person: { id: subject.user.id, name: nameOf(subject.user) },
    allowed: subject.decision.allowed,
    decision: decisionWords(subject, application.label),
    nameId: nameIdRow(made),
    rows: sso.attributes.map((row) => attributeRow(row, subject)),
    xml,
    problem: refusal?.message,
    unusable: [...new Set(Object.values(problems))],
    remarks: remarksOf(sso),
    request: review && (refusal === undefined ? review : refusedAnswer(review, refusal)),
  });
}

interface Made {
  readonly deps: PreviewDeps;
  readonly application: Application;
  readonly sso: SsoSettings;
  readonly subject: Subject;
  readonly kept: string | undefined;
  readonly request: KeptRequest | undefined;
  readonly sessionIndex: string;
}

/** The sign-in to show the answer of: with a password alone, unless that does not meet the request. */
function kindFor(request: Made['request']): SignInKind {
  return contextFor(request) === undefined ? 'two-steps' : 'password';
}

function responseOf(made: Made, certificate: SigningCertificate | undefined): { xml?: string; refusal?: SamlError } {
  if (certificate === undefined) {
    const sentence = 'The application has no certificate to sign with.';
    return { refusal: new SamlError('value_not_allowed', sentence, { clause: 'saml-core 5.4' }) };
  }
  const { deps, application, sso, subject, sessionIndex } = made;
  try {
    const { encryption: _, ...clear } = sso;
    const { xml } = buildAnswer(deps, {
      application,
      sso: clear,
      person: { signedInAt: deps.clock(), sessionIndex, kind: kindFor(made.request) },
      user: subject.user,
      groupNames: subject.source.groupNames,
      applicationGroupNames: subject.source.applicationGroupNames,
      certificate,
      keptNameId: made.kept,
      request: made.request,
    });
    return { xml: prettyXml(hideSignatures(xml)) };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return { refusal: error };
  }
}

function nameIdRow({ deps, application, sso, subject, kept, request, sessionIndex }: Made): SignOnPreview['nameId'] {
  const settings = nameIdSettingsFor(sso.nameId, request);
  const because = settings.format === sso.nameId.format ? '' : ', as the request asks';
  const origin = `${originOfNameId(settings, kept)}${because}`;
  try {
    const { source } = subject;
    const { nameId } = answerNameId(deps, { application, sso, source, sessionIndex, kept, asked: request });
    return { value: nameId.value, format: nameId.format, origin };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return { origin, note: error.message };
  }
}

function originOfNameId(settings: SsoSettings['nameId'], kept: string | undefined): string {
  switch (settings.format) {
    case 'persistent':
      return kept === undefined
        ? 'A pseudonym, kept from the first sign-on on'
        : 'The pseudonym that is kept for the person';
    case 'transient':
      return 'A pseudonym, new in every session';
    case 'email':
    case 'unspecified':
      return `Property ${labelOf(settings.from)}`;
  }
}

function attributeRow(row: SsoAttribute, subject: Subject): PreviewRow {
  const base = { name: row.name, origin: originOf(row) };
  if (!row.enabled) return { ...base, values: [], note: 'Not sent: switched off.' };
  if (row.name === '') return { ...base, values: [], note: 'Not sent: the row has no name.' };
  try {
    const values = attributeValues(row, subject.source);
    return values.length > 0 ? { ...base, values } : { ...base, values, note: whyEmpty(row, subject) };
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return { ...base, values: [], note: error.message };
  }
}

function originOf(row: SsoAttribute): string {
  const { expression = '', constant = '', from, groups } = row;
  const among = groups === undefined ? '' : ` ${filterWords(groups)}`;
  if (expression !== '') return `Expression ${expression}${among === '' ? '' : `, of the groups${among}`}`;
  if (constant !== '') return 'Constant value';
  return `Property ${labelOf(from)}${from === 'groups' ? among : ''}`;
}

function filterWords(filter: GroupFilter): string {
  return filter.kind === 'of-application' ? FILTER[filter.kind] : `${FILTER[filter.kind]} “${filter.text}”`;
}

const FILTER = {
  'starts-with': 'that begin with',
  'ends-with': 'that end with',
  contains: 'that contain',
  'of-application': 'that give this application',
} as const;

function whyEmpty(row: SsoAttribute, { source }: Subject): string {
  const { expression = '', constant = '', from, groups } = row;
  if (expression !== '') return 'Not sent: the expression gives no value for this person.';
  if (constant !== '') return 'Not sent: the value is empty.';
  if (from !== 'groups') return `Not sent: the person has no ${labelOf(from)}.`;
  if (source.groupNames.length === 0) return 'Not sent: the person is in no user group.';
  const count = source.groupNames.length;
  return `Not sent: none of the person’s ${count} user groups is among those ${groups === undefined ? '' : filterWords(groups)}.`;
}

function remarksOf(sso: SsoSettings): string[] {
  const signed = { both: 'the Response and the assertion', assertion: 'the assertion', response: 'the Response' };
  return [
    `Passo signs ${signed[sso.sign]}. The signatures are taken out here, so that this can’t be used to sign on.`,
    ...(sso.encryption === undefined
      ? []
      : [`The assertion travels encrypted (${sso.encryption.algorithm}); it is shown here as it is before that.`]),
  ];
}

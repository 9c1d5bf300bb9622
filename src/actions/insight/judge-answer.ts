import { randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import { metadataUrlOf, ssoUrlOf, type Application, type SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { readAuthnRequest, verifyAuthnRequest } from '../../saml/authn-request';
import { readRedirectMessage } from '../../saml/bindings';
import { prettyXml } from '../../saml/diagnosis/pretty';
import { SamlError } from '../../saml/errors';
import { redactMessage } from '../../saml/redact';
import { prepareSigningKey } from '../../saml/response/response';
import { readAsServiceProvider, secondOpinion, type PublishedFacts } from '../../saml/samlify';
import { askAsServiceProvider, wouldAccept } from '../../saml/self-check';
import { serviceProviderOf } from '../../saml/service-provider';
import { findPersistentNameId } from '../../store/sign-on/name-ids';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';
import { readIdpMetadata } from '../certificates/metadata';
import { signingKeyOf } from '../certificates/signing-key';
import type { Deps } from '../deps';
import { buildAnswer } from '../sign-on/answer';
import { newSessionIndex } from '../sign-on/status';
import type { Subject } from './subject';
import type { Steps, TestRun } from './test-steps';

/** The settings with a key of the test wherever the application's own key would be needed. */
function withTestKeys({ sso, theirs }: TestRun): SsoSettings {
  const { encryption, requireSignedRequests } = sso;
  return {
    ...sso,
    ...(requireSignedRequests ? { spCertificates: [theirs.certificatePem] } : {}),
    ...(encryption === undefined ? {} : { encryption: { ...encryption, certificate: theirs.certificatePem } }),
  };
}

/** From our metadata to the two verdicts; a step that fails ends it by an exception. */
export async function judgeAnswer(deps: Deps, steps: Steps, subject: Subject, test: TestRun): Promise<void> {
  const { application, certificate, theirs } = test;
  const sso = withTestKeys(test);
  const { facts, metadataXml } = await metadataStep(deps, steps, application, certificate.pem);
  const acsUrl = (sso.acs.find(({ isDefault }) => isDefault) ?? sso.acs[0])?.url ?? '';
  const query = await askStep(steps, sso, facts, acsUrl, theirs.privateKeyPem);
  const request = requestStep(deps, steps, application, sso, query);
  const responseXml = await answerStep(deps, steps, subject, { ...test, sso }, request);
  const judged = { responseXml, spEntityId: sso.spEntityId, acsUrl, inResponseTo: request.requestId, sign: sso.sign };
  const decryptionKeyPem = sso.encryption === undefined ? undefined : theirs.privateKeyPem;
  const signerPem = certificate.algorithm === 'ec' ? theirs.certificatePem : certificate.pem;
  const first = await wouldAccept({
    ...judged,
    decryptionKeyPem,
    certificatePem: signerPem,
    idpEntityId: facts.entityId,
    now: deps.clock(),
  });
  if (!first.accepted) steps.fail(`node-saml refuses it: ${first.reason}`);
  const received = Object.entries(first.received).map(([term, value]) => ({ term, value }));
  const attributes = Object.entries(first.attributes).map(([term, values]) => ({ term, value: values.join(', ') }));
  steps.add('passed', 'Signature, times, audience, addresses and the request fit. This is what it received:', {
    findings: [{ term: 'NameID', value: first.nameId }, ...received, ...attributes],
  });
  const second = await secondOpinion({
    ...judged,
    decryptionKeyPem,
    metadataXml: metadataXml.replaceAll(base64Of(certificate.pem), base64Of(signerPem)),
  });
  if (!second.accepted) steps.fail(`samlify refuses it: ${second.reason}`);
  if (second.nameId !== first.nameId) steps.fail('samlify reads another NameID than node-saml.');
  const count = Object.keys(second.attributes).length;
  steps.add('passed', `It read the same NameID and ${count === 1 ? '1 attribute' : `${count} attributes`}.`);
}

async function metadataStep(
  deps: Deps,
  steps: Steps,
  application: Application,
  certificatePem: string,
): Promise<{ facts: PublishedFacts; metadataXml: string }> {
  const { baseUrl } = deps.config;
  const metadata = await readIdpMetadata(deps, application.slug);
  if (metadata === undefined) return steps.fail('There is no metadata at the Metadata URL.');
  let facts: PublishedFacts;
  try {
    facts = readAsServiceProvider(metadata.xml);
  } catch (error) {
    return steps.fail(
      `samlify can’t read our metadata: ${error instanceof Error ? error.message : 'no reason given'}.`,
    );
  }
  if (facts.entityId !== metadataUrlOf(baseUrl, application.slug)) steps.fail('The metadata has another entity ID.');
  if (facts.ssoUrl !== ssoUrlOf(baseUrl, application.slug)) steps.fail('The metadata has another SSO IdP URL.');
  if (!facts.certificates.includes(base64Of(certificatePem))) {
    steps.fail('The certificate that signs is not in the metadata.');
  }
  const count = facts.certificates.length;
  steps.add('passed', `It found the addresses and ${count === 1 ? 'the certificate' : `${count} certificates`}.`, {
    findings: [
      { term: 'IdP Entity ID', value: facts.entityId },
      { term: 'SSO IdP URL', value: facts.ssoUrl },
    ],
  });
  return { facts, metadataXml: metadata.xml };
}

async function askStep(
  steps: Steps,
  sso: SsoSettings,
  facts: PublishedFacts,
  acsUrl: string,
  privateKeyPem: string,
): Promise<string> {
  const query = await askAsServiceProvider(
    compact({
      ssoUrl: facts.ssoUrl,
      spEntityId: sso.spEntityId,
      acsUrl,
      nameIdFormat: facts.nameIdFormats[0],
      privateKeyPem: sso.requireSignedRequests ? privateKeyPem : undefined,
    }),
  );
  const signed = sso.requireSignedRequests
    ? ' It is signed with a key made for this test, because only the application has its own.'
    : '';
  steps.add('passed', `node-saml asks in the name of the application, by HTTP-Redirect.${signed}`, {
    xml: prettyXml(redactMessage(readRedirectMessage(query).xml.toString('utf8'))),
  });
  return query;
}

function requestStep(deps: Deps, steps: Steps, application: Application, sso: SsoSettings, query: string): KeptRequest {
  try {
    const request = verifyAuthnRequest(readAuthnRequest(readRedirectMessage(query)), {
      serviceProvider: serviceProviderOf(sso),
      ssoUrl: ssoUrlOf(deps.config.baseUrl, application.slug),
      idpEntityId: metadataUrlOf(deps.config.baseUrl, application.slug),
      now: deps.clock(),
    });
    steps.add('passed', `Issuer, address and time fit${request.signed ? ', and so does the signature' : ''}.`);
    return compact<KeptRequest>({
      requestId: request.id,
      acsUrl: request.acsUrl,
      forceAuthn: request.forceAuthn,
      isPassive: request.isPassive,
      nameIdFormat: request.nameIdFormat,
      allowCreate: request.allowCreate,
      authnContexts: request.authnContexts,
    });
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return steps.fail(error.message);
  }
}

async function answerStep(
  deps: Deps,
  steps: Steps,
  { user, source }: Subject,
  { application, sso, certificate, theirs }: TestRun,
  request: KeptRequest,
): Promise<string> {
  const ec = certificate.algorithm === 'ec';
  if (ec && !fits(deps, certificate)) steps.fail('The private key does not fit the certificate.');
  try {
    const { xml } = buildAnswer(deps, {
      application,
      sso,
      person: { signedInAt: deps.clock(), sessionIndex: newSessionIndex() },
      user,
      groupNames: source.groupNames,
      applicationGroupNames: source.applicationGroupNames,
      certificate,
      keptNameId: await findPersistentNameId(deps.db, application.id, user.id),
      request,
      key: ec ? prepareSigningKey(theirs) : undefined,
    });
    steps.add('passed', answerWords(sso, certificate, ec), { xml: prettyXml(redactMessage(xml)) });
    return xml;
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return steps.fail(error.message);
  }
}

function answerWords(sso: SsoSettings, { state }: TestRun['certificate'], ec: boolean): string {
  const key = state === 'next' ? 'the next key' : 'the key in use';
  return [
    ec
      ? 'Its ECDSA key fits the certificate. The two judges know RSA only, so the answer is signed with a key made for this test; make sure that the application knows ECDSA.'
      : `It is signed with ${key}.`,
    ...(sso.encryption === undefined
      ? []
      : [
          `The assertion is encrypted (${sso.encryption.algorithm}) for a key made for this test, because only the application can open what is encrypted for its own.`,
        ]),
    'Names, values and signatures are left out here.',
  ].join(' ');
}

/** Signs something and holds it against the certificate. */
function fits(deps: Deps, certificate: TestRun['certificate']): boolean {
  const data = randomBytes(32);
  const { publicKey } = new X509Certificate(certificate.pem);
  return verify('sha256', data, publicKey, sign('sha256', data, signingKeyOf(deps, certificate).privateKey));
}

function base64Of(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}

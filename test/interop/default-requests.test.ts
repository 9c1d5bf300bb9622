import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { EXC_C14N, signXml } from '../saml/support';
import { SSO_URL, startSignOnProbe, type Outcome, type SignOnProbe } from '../support/saml/sign-on-probe';
import { ACS, ENTITY } from '../vulnerabilities/web-bench';

/**
 * What nine service providers send as they come out of the box: the shape of their requests, rebuilt with keys and IDs of
 * this run. Each has to get an assertion without a special setting, but for the one switch that is named.
 */
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const format = (name: string, version = '2.0'): string => `urn:oasis:names:tc:SAML:${version}:nameid-format:${name}`;
const EMAIL = format('emailAddress', '1.1');

interface Shape {
  /** Prefix of the protocol's namespace; '' for the default one. */
  readonly prefix?: string;
  readonly attributes?: string;
  readonly policy?: string;
  readonly context?: boolean;
  readonly quote?: "'";
  /** Written in front. */
  readonly declaration?: boolean;
}

function requestOf({ prefix = 'samlp', attributes = '', policy, context = false, ...shape }: Shape): string {
  const name = (local: string): string => (prefix === '' ? local : `${prefix}:${local}`);
  const id = `_${randomBytes(16).toString('hex')}`;
  const namespace = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  const classRef =
    '<saml:AuthnContextClassRef xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">' +
    'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>';
  const xml =
    `${shape.declaration === true ? '<?xml version="1.0" encoding="UTF-8"?>\n' : ''}` +
    `<${name('AuthnRequest')} ${namespace}="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0"` +
    ` IssueInstant="${new Date().toISOString().replace(/\.\d+/, '')}" Destination="${SSO_URL}"${attributes}>` +
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY}</saml:Issuer>` +
    (policy === undefined ? '' : `<${name('NameIDPolicy')}${policy}/>`) +
    (context
      ? `<${name('RequestedAuthnContext')} Comparison="exact">${classRef}</${name('RequestedAuthnContext')}>`
      : '') +
    `</${name('AuthnRequest')}>`;
  return shape.quote === undefined ? xml : xml.replaceAll('"', shape.quote);
}

const acs = ` AssertionConsumerServiceURL="${ACS}"`;
const acsAndBinding = `${acs} ProtocolBinding="${POST}"`;
const deep = `https://sp.example/${'deep/'.repeat(40)}?a=b&c=%20`;

interface SpDefault {
  readonly name: string;
  readonly shape: Shape;
  readonly by: 'redirect' | 'post';
  readonly signed?: 'query' | 'query-sha1' | 'inside' | 'inside-sha1';
  readonly relayState?: string;
  readonly nameIdFormat: string;
}

const DEFAULTS: readonly SpDefault[] = [
  {
    name: 'mod_auth_mellon: transient, signed query, a long RelayState',
    shape: {
      attributes: ` Consent="urn:oasis:names:tc:SAML:2.0:consent:current-implicit" ForceAuthn="false" IsPassive="false"${acs}`,
      policy: ` Format="${format('transient')}" AllowCreate="true"`,
    },
    ...{ by: 'redirect', signed: 'query', relayState: deep, nameIdFormat: format('transient') },
  },
  {
    name: 'Shibboleth SP: a policy without Format',
    shape: { attributes: acsAndBinding, policy: ' AllowCreate="1"' },
    ...{ by: 'redirect', relayState: 'ss:mem:abc', nameIdFormat: EMAIL },
  },
  {
    name: 'Shibboleth SP by POST: RSA-SHA1 inside',
    shape: { attributes: acsAndBinding, policy: ' AllowCreate="1"' },
    ...{ by: 'post', signed: 'inside-sha1', nameIdFormat: EMAIL },
  },
  {
    name: 'SimpleSAMLphp: transient, Scoping left out',
    shape: { attributes: acsAndBinding, policy: ` Format="${format('transient')}" AllowCreate="true"` },
    ...{ by: 'redirect', relayState: deep, nameIdFormat: format('transient') },
  },
  {
    name: 'python3-saml: unspecified, exact PasswordProtectedTransport',
    shape: {
      attributes: `${acsAndBinding} ProviderName="SP test"`,
      policy: ` Format="${format('unspecified', '1.1')}" AllowCreate="true"`,
      context: true,
    },
    ...{ by: 'redirect', nameIdFormat: EMAIL },
  },
  {
    name: 'pysaml2 7.0.1: no policy, prefix ns0, RSA-SHA1 query',
    shape: { prefix: 'ns0', attributes: acsAndBinding },
    ...{ by: 'redirect', signed: 'query-sha1', nameIdFormat: EMAIL },
  },
  {
    name: 'pysaml2 7.0.1 by POST: RSA-SHA1 inside',
    shape: { prefix: 'ns0', attributes: acsAndBinding, declaration: true },
    ...{ by: 'post', signed: 'inside-sha1', nameIdFormat: EMAIL },
  },
  {
    name: 'ruby-saml 1.13: single quotes, no policy, RSA-SHA1 query',
    shape: { attributes: acs, quote: "'" },
    ...{ by: 'redirect', signed: 'query-sha1', nameIdFormat: EMAIL },
  },
  {
    name: 'ruby-saml 1.13 by POST: RSA-SHA1 inside',
    shape: { attributes: acs, quote: "'" },
    ...{ by: 'post', signed: 'inside-sha1', nameIdFormat: EMAIL },
  },
  {
    name: 'better-auth: emailAddress, AllowCreate false',
    shape: { attributes: acsAndBinding, policy: ` Format="${EMAIL}" AllowCreate="false"` },
    ...{ by: 'redirect', nameIdFormat: EMAIL },
  },
  {
    name: 'saml-jackson: emailAddress, signed inside over Redirect',
    shape: {
      attributes: `${acsAndBinding} ProviderName="BoxyHQ"`,
      policy: ` Format="${EMAIL}" AllowCreate="true"`,
      declaration: true,
    },
    ...{ by: 'redirect', signed: 'inside', nameIdFormat: EMAIL },
  },
  {
    name: 'passport-saml: emailAddress, exact PasswordProtectedTransport',
    shape: {
      attributes: acsAndBinding,
      policy: ` Format="${EMAIL}" AllowCreate="true"`,
      context: true,
      declaration: true,
    },
    ...{ by: 'redirect', nameIdFormat: EMAIL },
  },
  {
    name: 'the default namespace, as some others write it',
    shape: { prefix: '', attributes: acsAndBinding },
    ...{ by: 'post', nameIdFormat: EMAIL },
  },
];

let probe: SignOnProbe;
let pair: KeyPair;
beforeAll(async () => {
  probe = await startSignOnProbe();
  pair = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 10 });
});
afterAll(() => probe.stop());

function send({ shape, by, signed, relayState }: SpDefault): Promise<Outcome> {
  const sha1 = signed?.endsWith('sha1') === true;
  const plain = requestOf(shape);
  const xml = signed?.startsWith('inside')
    ? signXml(plain, pair.privateKeyPem, {
        ...(sha1 ? { algorithm: RSA_SHA1, digest: SHA1 } : {}),
        transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXC_C14N],
      })
    : plain;
  const sending = relayState === undefined ? {} : { relayState };
  if (by === 'post') return probe.byPost(xml, sending);
  const state = relayState === undefined ? '' : `&RelayState=${encodeURIComponent(relayState)}`;
  const message = `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}${state}`;
  if (signed?.startsWith('query') !== true) return probe.byQuery(message);
  const octets = `${message}&SigAlg=${encodeURIComponent(sha1 ? RSA_SHA1 : RSA_SHA256)}`;
  const signature = sign(sha1 ? 'sha1' : 'sha256', Buffer.from(octets), createPrivateKey(pair.privateKeyPem));
  return probe.byQuery(`${octets}&Signature=${encodeURIComponent(signature.toString('base64'))}`);
}

describe('asked by default', () => {
  test.each(DEFAULTS)('$name', async (sp) => {
    const needsSwitch = sp.signed?.endsWith('sha1') === true;
    const registered = { spCertificates: sp.signed === undefined ? [] : [pair.certificatePem] };
    await probe.configure(registered);
    if (needsSwitch) {
      const refused = await send(sp);
      expect(refused).toMatchObject({ kind: 'page', code: 'signature_algorithm_refused' });
      expect(refused.kind === 'page' && refused.text).toContain('Accept SHA-1 signatures from this application');
      await probe.configure({ ...registered, allowSha1: true });
    }
    const outcome = await send(sp);
    expect(outcome).toMatchObject({
      ...{ kind: 'posted', acsUrl: ACS, status: ['Success'], nameId: { format: sp.nameIdFormat } },
      ...(sp.relayState === undefined ? {} : { relayState: sp.relayState }),
    });
    if (outcome.kind !== 'posted') return;
    // What some of them insist on.
    expect(outcome.inResponseTo).toMatch(/^_/);
    for (const part of [`Destination="${ACS}"`, `Recipient="${ACS}"`, `<saml:Audience>${ENTITY}</saml:Audience>`]) {
      expect(outcome.xml).toContain(part);
    }
    expect(outcome.xml.match(/<ds:Signature /g)).toHaveLength(2);
    expect(outcome.xml).toContain('<saml:AuthnStatement');
    expect(outcome.xml).not.toContain('SessionNotOnOrAfter');
  });
});

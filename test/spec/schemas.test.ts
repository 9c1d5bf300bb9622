import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { makeKeyPair } from '../../src/saml/key-pair';
import { prepareSigningKey } from '../../src/saml/response/response';
import { PARTLY_SIGNED_OUT, SIGNED_OUT, writeLogoutRequest, writeLogoutResponse } from '../../src/saml/logout/write';
import { requestOf, startSignOnProbe, type SignOnProbe } from '../support/saml/sign-on-probe';

const FOLDER = join(__dirname, '../fixtures/schemas');
const NAMES = ['protocol', 'assertion', 'metadata'].map((name) => `saml-schema-${name}-2.0.xsd`);
const schema = (fileName: string) => ({
  fileName,
  // The document types of the W3C's schemas point to the network; what they declare stands in them.
  contents: readFileSync(join(FOLDER, fileName), 'utf8').replace(/ PUBLIC\s+"[^"]+"\s+"[^"]+"/, ''),
});
const EVERYTHING = {
  fileName: 'everything.xsd',
  contents:
    '<schema xmlns="http://www.w3.org/2001/XMLSchema">' +
    ['protocol', 'metadata']
      .map(
        (name) =>
          `<import namespace="urn:oasis:names:tc:SAML:2.0:${name}" schemaLocation="saml-schema-${name}-2.0.xsd"/>`,
      )
      .join('') +
    '</schema>',
};

let probe: SignOnProbe;
beforeAll(async () => {
  probe = await startSignOnProbe();
});
afterAll(() => probe.stop());

async function judge(documents: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  const xml = Object.entries(documents).map(([name, contents], place) => ({
    fileName: `${place}.xml`,
    name,
    contents,
  }));
  const { errors } = await validateXML({
    xml: xml.map(({ fileName, contents }) => ({ fileName, contents })),
    schema: [EVERYTHING],
    preload: [...NAMES, 'xmldsig-core-schema.xsd', 'xenc-schema.xsd', 'xml.xsd'].map(schema),
  });
  const faults: Record<string, string[]> = {};
  for (const { rawMessage } of errors) {
    const name = xml.find(({ fileName }) => new RegExp(`^${fileName}\\b`).test(rawMessage))?.name ?? 'schema';
    faults[name] = [...(faults[name] ?? []), rawMessage];
  }
  return faults;
}

/** Messages and metadata of the running product, by the way they came about. */
async function collect(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const keys = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 10 });
  const posted = async (name: string, xml: string, nobody = false): Promise<void> => {
    const outcome = await probe.byPost(xml, { nobody });
    if (outcome.kind !== 'posted') throw new Error(`${name} gave ${outcome.kind}`);
    found[name] = outcome.xml;
  };
  const attributes = (['lastname', 'groups', 'displayName'] as const).map((from) => ({
    ...{ name: `urn:x:${from}`, from, jit: false, enabled: true },
  }));
  for (const sign of ['both', 'response'] as const) {
    await probe.configure({ sign, attributes });
    await posted(`a Response signed: ${sign}`, requestOf());
  }
  for (const format of ['email', 'unspecified', 'persistent', 'transient'] as const) {
    await probe.configure({ nameId: { format, from: 'email' } });
    await posted(`a Response with the name identifier ${format}`, requestOf());
  }
  for (const algorithm of ['aes128-cbc', 'aes256-gcm'] as const) {
    await probe.configure({ encryption: { certificate: keys.certificatePem, algorithm } });
    await posted(`a Response encrypted with ${algorithm}`, requestOf());
  }
  await probe.configure({ hash: 'sha512' });
  await posted('a Response with SHA-512', requestOf());
  await posted('a status: NoPassive', requestOf({ attributes: { IsPassive: '1' } }), true);
  await posted('a status: VersionMismatch', requestOf({ attributes: { Version: '2.1' } }));
  const policy = '<samlp:NameIDPolicy Format="urn:x"/>';
  await posted('a status: InvalidNameIDPolicy', requestOf({ rest: policy }));

  for (const signMetadata of [undefined, true] as const) {
    await probe.configure({ ...(signMetadata === undefined ? {} : { signMetadata, wantRequestsSigned: true }) });
    const answer = await probe.bench.shoot({ path: '/saml2/atlas/metadata' });
    found[`metadata${signMetadata === true ? ', signed' : ''}`] = answer.text;
  }
  const id = (): string => `_${randomBytes(20).toString('hex')}`;
  const signer = { key: prepareSigningKey(keys) };
  const nameId = { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', value: 'x', spNameQualifier: 'y' };
  const common = { issuer: 'https://id.example/m', destination: 'https://sp.example/slo', now: Date.now() };
  for (const [how, by] of [
    ['', undefined],
    [', signed', signer],
  ] as const) {
    const request = { ...common, id: id(), nameId, sessionIndexes: ['_a', '_b'] };
    found[`a LogoutRequest${how}`] = writeLogoutRequest(request, by);
    for (const status of [SIGNED_OUT, PARTLY_SIGNED_OUT]) {
      const answer = { ...common, id: id(), inResponseTo: '_a', status };
      found[`a LogoutResponse${how}, ${status.subStatus === undefined ? 'whole' : 'partial'}`] = writeLogoutResponse(
        answer,
        by,
      );
    }
  }
  return found;
}

test('saml-core, saml-metadata: everything Passo writes is valid by the schemas of OASIS', async () => {
  const documents = await collect();
  expect(Object.keys(documents).length).toBeGreaterThanOrEqual(18);
  expect(await judge(documents)).toEqual({});
});

test('the requests that the tests send as good ones are valid as well', async () => {
  expect(
    await judge({
      least: requestOf({ attributes: { Destination: undefined, AssertionConsumerServiceURL: undefined } }),
      most: requestOf({
        attributes: {
          ForceAuthn: 'true',
          IsPassive: '0',
          Consent: 'urn:x',
          ProviderName: 'x',
          AttributeConsumingServiceIndex: '1',
        },
        rest:
          '<samlp:Extensions><x xmlns="urn:x"/></samlp:Extensions>' +
          '<saml:Subject><saml:NameID>x</saml:NameID></saml:Subject>' +
          '<samlp:NameIDPolicy Format="urn:x" SPNameQualifier="x" AllowCreate="1"/>' +
          '<saml:Conditions NotBefore="2026-11-22T12:00:00Z"><saml:AudienceRestriction><saml:Audience>x</saml:Audience></saml:AudienceRestriction></saml:Conditions>' +
          '<samlp:RequestedAuthnContext Comparison="better"><saml:AuthnContextClassRef>x</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>' +
          '<samlp:Scoping ProxyCount="1"><samlp:IDPList><samlp:IDPEntry ProviderID="x"/></samlp:IDPList><samlp:RequesterID>x</samlp:RequesterID></samlp:Scoping>',
      }),
    }),
  ).toEqual({});
});

test('the judge refuses what is not valid', async () => {
  const faults = await judge({
    'no ID': requestOf({ attributes: { ID: undefined } }),
    'another order': requestOf({
      rest: '<samlp:NameIDPolicy/><saml:Subject><saml:NameID>x</saml:NameID></saml:Subject>',
    }),
    'an unknown comparison': requestOf({
      rest: '<samlp:RequestedAuthnContext Comparison="most"><saml:AuthnContextClassRef>x</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
    }),
  });
  expect(Object.keys(faults).sort()).toEqual(['an unknown comparison', 'another order', 'no ID']);
});

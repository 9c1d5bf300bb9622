import { makeKeyPair } from '../../../src/saml/key-pair';
import { NOW, refusal, signXml } from '../support';
import { acceptAnswer, answerXml, expectedLogout, posted, status, SUCCESS, UNSIGNED } from './support';
import { verifyLogoutResponse } from '../../../src/saml/logout/logout-response';

const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';

describe('what a LogoutResponse may say (saml-core 3.7.2)', () => {
  test.each([
    ['success', status(SUCCESS), { outcome: 'signed-out' }],
    ['partial', status(SUCCESS, `${STATUS}PartialLogout`), { outcome: 'partial', detail: 'Success, PartialLogout' }],
    [
      'refused, in its own words',
      status(`${STATUS}Responder`, `${STATUS}UnknownPrincipal`, 'No such person'),
      { outcome: 'refused', detail: 'Responder, UnknownPrincipal, No such person' },
    ],
    ['partial at the top', status(`${STATUS}PartialLogout`), { outcome: 'refused', detail: 'PartialLogout' }],
    ['success in capitals', status(SUCCESS.toUpperCase()), { outcome: 'refused' }],
  ])('%s', (_name, rest, outcome) => {
    expect(acceptAnswer(answerXml({ rest }))).toMatchObject({ inResponseTo: '_ours', ...outcome });
  });

  test.each([
    ['no status', answerXml({ rest: '' }), 'message_malformed'],
    ['two statuses', answerXml({ rest: status(SUCCESS) + status(SUCCESS) }), 'message_malformed'],
    ['a status without a code', answerXml({ rest: '<samlp:Status/>' }), 'message_malformed'],
    ['nothing that it answers', answerXml({ attributes: { InResponseTo: undefined } }), 'unknown_request'],
    ['another Issuer', answerXml({ issuer: 'https://evil.example' }), 'unknown_issuer'],
    ['another Destination', answerXml({ attributes: { Destination: 'https://evil.example' } }), 'destination_mismatch'],
    ['an old one', answerXml({ attributes: { IssueInstant: '2026-11-22T11:00:00Z' } }), 'request_expired'],
    ['version 1.1', answerXml({ attributes: { Version: '1.1' } }), 'version_unsupported'],
    ['a Response', answerXml().replaceAll('LogoutResponse', 'Response'), 'message_malformed'],
  ])('%s is refused', (_name, xml, code) => {
    expect(refusal(() => acceptAnswer(xml)).code).toBe(code);
  });

  test('S2: its signature is checked like that of every message (Keycloak 51211)', async () => {
    const pair = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
    const strict = expectedLogout({ spCertificates: [pair.certificatePem] });
    const good = signXml(answerXml(), pair.privateKeyPem);
    expect(acceptAnswer(good, strict)).toMatchObject({ outcome: 'signed-out' });
    expect(refusal(() => acceptAnswer(answerXml(), strict)).code).toBe('signature_required');
    const loose = expectedLogout({ spCertificates: [pair.certificatePem], ...UNSIGNED });
    expect(refusal(() => acceptAnswer(good.replace('_ours', '_theirs'), loose)).code).toBe('signature_invalid');
    expect(acceptAnswer(answerXml(), loose).outcome).toBe('signed-out');
  });

  test('in SOAP it needs no Destination, and one is not looked at', () => {
    const { sloUrl, ...expected } = expectedLogout(UNSIGNED);
    const xml = answerXml({ attributes: { Destination: `${sloUrl}/elsewhere` } });
    expect(verifyLogoutResponse(posted(xml, 'SAMLResponse'), expected).outcome).toBe('signed-out');
  });
});

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { acceptQuery, acceptRequest, expectedLogout, logoutXml } from '../saml/logout/support';
import {
  acceptPost,
  acceptRedirect,
  expectedWith,
  NOW,
  redirectQuery,
  refusal,
  requestXml,
  RSA_SHA256,
  signXml,
} from '../saml/support';

let pair: KeyPair;
let other: KeyPair;
let key: KeyObject;
let signed: string;
beforeAll(async () => {
  const validity = { commonName: 'sp', now: NOW, validDays: 10 };
  [pair, other] = await Promise.all([makeKeyPair(validity), makeKeyPair(validity)]);
  key = createPrivateKey(pair.privateKeyPem);
  signed = signXml(requestXml(), pair.privateKeyPem);
});
const registered = () => expectedWith({ spCertificates: [pair.certificatePem] });

describe('S5: SHA-1 behind the switch of an application', () => {
  test('S5: with the switch of the application SHA-1 is taken, and the refusal without it names the switch', () => {
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
    const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
    const xml = signXml(requestXml(), pair.privateKeyPem, { algorithm: rsaSha1, digest: sha1 });
    const query = redirectQuery(requestXml(), { key, algorithm: rsaSha1, hash: 'sha1' });
    const legacy = expectedWith({
      spCertificates: [pair.certificatePem],
      requireSignedRequests: true,
      allowSha1: true,
    });
    expect(acceptPost(xml, legacy).signed).toBe(true);
    expect(acceptRedirect(query, legacy).signed).toBe(true);
    expect(acceptRedirect(redirectQuery(requestXml(), { key }), legacy).signed).toBe(true);
    for (const run of [() => acceptPost(xml, registered()), () => acceptRedirect(query, registered())]) {
      expect(refusal(run).message).toContain('“Accept SHA-1 signatures from this application”');
    }
  });
  test.each([
    ['MD5 stays out', 'http://www.w3.org/2001/04/xmldsig-more#rsa-md5'],
    ['DSA stays out', 'http://www.w3.org/2000/09/xmldsig#dsa-sha1'],
    ['ECDSA with SHA-1 stays out', 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1'],
    ['HMAC stays out', 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'],
  ])('S5: the switch is for RSA-SHA1 alone: %s', (_name, algorithm) => {
    const legacy = expectedWith({ spCertificates: [pair.certificatePem], allowSha1: true });
    const error = refusal(() => acceptPost(signed.replace(RSA_SHA256, algorithm), legacy));
    expect(error.code).toBe('signature_algorithm_refused');
    expect(error.message).not.toContain('SHA-1 signatures');
  });
  test('S5: the switch does not make a wrong signature right, nor an EC key one for RSA', () => {
    const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
    const legacy = expectedWith({ spCertificates: [pair.certificatePem], allowSha1: true });
    const forged = signXml(requestXml(), other.privateKeyPem, { algorithm: rsaSha1 });
    expect(refusal(() => acceptPost(forged, legacy)).code).toBe('signature_invalid');
    const changed = signXml(requestXml(), pair.privateKeyPem, { algorithm: rsaSha1 }).replace('11:59:50Z', '11:59:51Z');
    expect(refusal(() => acceptPost(changed, legacy)).code).toBe('signature_invalid');
  });
  test('S5: logout messages follow the same switch', () => {
    const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
    const xml = signXml(logoutXml(), pair.privateKeyPem, { algorithm: rsaSha1 });
    const query = redirectQuery(logoutXml(), { key, algorithm: rsaSha1, hash: 'sha1' });
    const strict = expectedLogout({ spCertificates: [pair.certificatePem] });
    const legacy = { ...strict, allowSha1: true };
    expect(acceptRequest(xml, legacy).signed).toBe(true);
    expect(acceptQuery(query, legacy).signed).toBe(true);
    for (const run of [() => acceptRequest(xml, strict), () => acceptQuery(query, strict)]) {
      expect(refusal(run)).toMatchObject({ code: 'signature_algorithm_refused' });
    }
  });
});

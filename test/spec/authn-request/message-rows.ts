import { createPrivateKey, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { signXml } from '../../saml/support';
import { IDP_ENTITY, requestOf, SSO_URL } from '../../support/saml/sign-on-probe';
import { ACS, ENTITY } from '../../vulnerabilities/web-bench';
import type { Row } from './row';

const attribute = (name: string, value: string | undefined): string => requestOf({ attributes: { [name]: value } });
const at = (offset: number): string => attribute('IssueInstant', new Date(Date.now() + offset).toISOString());
const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const SHA1 = 'http://www.w3.org/2000/09/xmldsig#sha1';

function signedQuery(xml: string, privateKeyPem: string, algorithm = RSA): string {
  const octets = `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}&SigAlg=${encodeURIComponent(algorithm)}`;
  const hash = algorithm === RSA_SHA1 ? 'sha1' : 'sha256';
  const signature = sign(hash, Buffer.from(octets), createPrivateKey(privateKeyPem)).toString('base64');
  return `${octets}&Signature=${encodeURIComponent(signature)}`;
}

/** What every request has: who sends it, when, where to, and who signed it. */
export const MESSAGE_ROWS: readonly Row[] = [
  {
    clause: 'saml-core 3.2.1',
    field: 'ID',
    run: async ({ probe, answered, page }) => {
      const xml = attribute('ID', '_named');
      expect((await answered(probe.byPost(xml))).inResponseTo).toBe('_named');
      await page(probe.byPost(xml), 'request_replayed');
      await page(probe.byRedirect(xml), 'request_replayed');
      for (const id of [undefined, '', '1a', 'a b', `_${'a'.repeat(256)}`]) {
        await page(probe.byPost(attribute('ID', id)), 'message_malformed');
      }
    },
  },
  {
    clause: 'saml-core 4.1.3.2',
    field: 'Version',
    run: async ({ probe, status }) => {
      for (const version of ['1.1', '2.1', '3.0', '', undefined]) {
        await status(probe.byRedirect(attribute('Version', version)), 'VersionMismatch');
      }
    },
  },
  {
    clause: 'saml-core 3.2.1',
    field: 'IssueInstant',
    run: async ({ probe, answered, page }) => {
      for (const offset of [-290_000, 290_000]) await answered(probe.byPost(at(offset)));
      for (const offset of [-301_000, 301_000, -86_400_000]) await page(probe.byPost(at(offset)), 'request_expired');
      for (const text of [undefined, '', 'now', '2026-11-22T12:00:00+01:00']) {
        await page(probe.byPost(attribute('IssueInstant', text)), 'message_malformed');
      }
    },
  },
  {
    clause: 'saml-core 3.2.1',
    field: 'Destination',
    run: async ({ probe, answered, page }) => {
      await answered(probe.byPost(attribute('Destination', undefined)));
      for (const url of ['', `${SSO_URL}/`, 'https://evil.example/saml2/atlas', SSO_URL.toUpperCase()]) {
        await page(probe.byRedirect(attribute('Destination', url)), 'destination_mismatch');
      }
      const pair = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 10 });
      await probe.configure({ spCertificates: [pair.certificatePem] });
      const none = attribute('Destination', undefined);
      await page(probe.byPost(signXml(none, pair.privateKeyPem)), 'destination_mismatch');
      await page(probe.byQuery(signedQuery(none, pair.privateKeyPem)), 'destination_mismatch');
    },
  },
  {
    clause: 'saml-core 3.2.1',
    field: 'Consent',
    run: async ({ probe, answered }) => {
      for (const consent of ['urn:oasis:names:tc:SAML:2.0:consent:obtained', 'urn:x', '']) {
        const { xml } = await answered(probe.byPost(attribute('Consent', consent)));
        expect(xml).not.toContain('Consent');
      }
    },
  },
  {
    clause: 'saml-profiles 4.1.4.1',
    field: 'Issuer',
    run: async ({ probe, answered, page }) => {
      await answered(probe.byPost(requestOf({ issuer: ` ${ENTITY}\n` })));
      for (const issuer of [`${ENTITY}/`, ENTITY.toUpperCase(), 'https://evil.example', '__proto__']) {
        await page(probe.byPost(requestOf({ issuer })), 'unknown_issuer');
      }
      await page(probe.byPost(requestOf({ issuer: '' })), 'message_malformed');
    },
  },
  {
    clause: 'saml-core 8.3.6',
    field: 'Issuer/Format',
    run: async ({ probe, answered, page }) => {
      const formatted = (format: string): string => requestOf({ issuerAttributes: ` Format="${format}"` });
      await answered(probe.byPost(formatted('urn:oasis:names:tc:SAML:2.0:nameid-format:entity')));
      for (const format of ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'urn:x']) {
        await page(probe.byPost(formatted(format)), 'unknown_issuer');
      }
    },
  },
  {
    clause: 'saml-core 8.3.6',
    field: 'Issuer/NameQualifier, SPNameQualifier, SPProvidedID',
    run: async ({ probe, answered, page }) => {
      const qualified = (issuerAttributes: string): string => requestOf({ issuerAttributes });
      await answered(probe.byPost(qualified(` NameQualifier="${ENTITY}" SPNameQualifier="${ENTITY}"`)));
      for (const odd of [' NameQualifier="x"', ` SPNameQualifier="${IDP_ENTITY}"`, ' SPProvidedID="x"']) {
        await page(probe.byPost(qualified(odd)), 'unknown_issuer');
      }
    },
  },
  {
    clause: 'saml-core 5.4',
    field: 'Signature',
    run: async ({ probe, answered, page }) => {
      const validity = { commonName: 'sp', now: Date.now(), validDays: 10 };
      const [own, second, foreign] = await Promise.all([
        makeKeyPair(validity),
        makeKeyPair(validity),
        makeKeyPair(validity),
      ]);
      const spCertificates = [own.certificatePem, second.certificatePem];
      await probe.configure({ spCertificates });
      await answered(probe.byPost(requestOf()));
      for (const pair of [own, second]) {
        await answered(probe.byPost(signXml(requestOf(), pair.privateKeyPem)));
        await answered(probe.byRedirect(signXml(requestOf(), pair.privateKeyPem)));
        await answered(probe.byQuery(signedQuery(requestOf(), pair.privateKeyPem)));
      }
      await page(probe.byPost(signXml(requestOf(), foreign.privateKeyPem)), 'signature_invalid');
      await page(probe.byQuery(signedQuery(requestOf(), foreign.privateKeyPem)), 'signature_invalid');
      await probe.configure({ spCertificates, requireSignedRequests: true });
      await page(probe.byPost(requestOf()), 'signature_required');
      await page(probe.byRedirect(requestOf()), 'signature_required');
      const sha1 = (): string => signXml(requestOf(), own.privateKeyPem, { algorithm: RSA_SHA1, digest: SHA1 });
      await page(probe.byPost(sha1()), 'signature_algorithm_refused');
      await page(probe.byQuery(signedQuery(requestOf(), own.privateKeyPem, RSA_SHA1)), 'signature_algorithm_refused');
      await probe.configure({ spCertificates, requireSignedRequests: true, allowSha1: true });
      await answered(probe.byPost(sha1()));
      await answered(probe.byQuery(signedQuery(requestOf(), own.privateKeyPem, RSA_SHA1)));
    },
  },
  {
    clause: 'saml-core 3.2.1',
    field: 'Extensions',
    run: async ({ probe, answered }) => {
      const evil = `<x:Order xmlns:x="urn:x" ForceAuthn="true">${requestOf()}</x:Order>`;
      const rest = `<samlp:Extensions>${evil}</samlp:Extensions>`;
      expect((await answered(probe.byPost(requestOf({ rest })))).acsUrl).toBe(ACS);
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'ProviderName',
    run: async ({ probe, answered }) => {
      const name = `Payroll &lt;script&gt; ${'x'.repeat(5000)}`;
      const sent = requestOf({ attributes: { ProviderName: name } });
      const { xml } = await answered(probe.byPost(sent));
      expect(xml).not.toContain('Payroll');
      const begun = await probe.bench.shoot({
        method: 'POST',
        path: '/saml2/atlas',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `SAMLRequest=${encodeURIComponent(Buffer.from(requestOf({ attributes: { ProviderName: name } })).toString('base64'))}`,
      });
      let page = begun;
      while (page.headers.location !== undefined) page = await probe.bench.shoot({ path: page.headers.location });
      expect(page.text).toContain('Atlas');
      expect(page.text).not.toContain('Payroll');
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'Other elements',
    run: async ({ probe, page }) => {
      for (const rest of ['<samlp:Conditions/>', '<x xmlns="urn:x"/>', '<samlp:Extensions/><samlp:Extensions/>']) {
        await page(probe.byPost(requestOf({ rest })), 'message_malformed');
      }
    },
  },
  {
    clause: 'saml-core 3.4.1',
    field: 'Other attributes',
    run: async ({ probe, answered }) => {
      await answered(probe.byPost(requestOf({ attributes: { Colour: 'red', 'xml:lang': 'en' } })));
    },
  },
];

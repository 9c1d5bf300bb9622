import { verify, createPublicKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAML, ValidateInResponseTo, type Profile } from '@node-saml/node-saml';
import { DOMParser } from '@xmldom/xmldom';
import { ExclusiveCanonicalization, SignedXml, type SignatureAlgorithm } from 'xml-crypto';
import { withFolder } from '../response-support';
import { ACS, IDP, SP } from '../support';

/** Exclusive canonical form by xml-crypto over xmldom, with its own rules for line ends. */
export function libraryCanonical(xml: string): string {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  return new ExclusiveCanonicalization().process(document.documentElement, {});
}

/** ECDSA for xml-crypto, which has none: r and s side by side (RFC 6931 section 2.3.6). */
class EcdsaSha256 implements SignatureAlgorithm {
  getSignature = (): string => {
    throw new Error('verification only');
  };
  verifySignature = (material: string, key: unknown, value: string): boolean =>
    verify(
      'sha256',
      Buffer.from(material),
      { key: createPublicKey(key as string), dsaEncoding: 'ieee-p1363' },
      Buffer.from(value, 'base64'),
    );
  getAlgorithmName = (): string => 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
}

/** The verdict of xml-crypto on the signature that is a child of an element with this name. */
export function xmlCryptoVerifies(xml: string, certificatePem: string, parent: 'Response' | 'Assertion'): boolean {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const [found] = Array.from(document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')).filter(
    ({ parentNode }) => parentNode?.nodeName.endsWith(`:${parent}`),
  );
  if (found === undefined) throw new Error(`no signature in the ${parent}`);
  const checker = new SignedXml({ publicCert: certificatePem, getCertFromKeyInfo: () => null });
  const ecdsa = new EcdsaSha256();
  checker.SignatureAlgorithms[ecdsa.getAlgorithmName()] = EcdsaSha256;
  checker.loadSignature(found);
  try {
    return checker.checkSignature(xml);
  } catch {
    return false;
  }
}

/** What node-saml makes of a Response, by its own clock; rejected when it refuses. */
export async function nodeSamlProfile(
  xml: string,
  options: { certificatePem: string; sign?: string; decryptionKeyPem?: string },
): Promise<Profile> {
  const { certificatePem, sign = 'both', decryptionKeyPem } = options;
  const checker = new SAML({
    callbackUrl: ACS,
    issuer: SP,
    audience: SP,
    idpCert: certificatePem,
    idpIssuer: IDP,
    wantAssertionsSigned: sign !== 'response',
    wantAuthnResponseSigned: sign !== 'assertion',
    validateInResponseTo: ValidateInResponseTo.never,
    ...(decryptionKeyPem === undefined ? {} : { decryptionPvk: decryptionKeyPem }),
  });
  const { profile } = await checker.validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') });
  if (profile === null) throw new Error('no assertion');
  return profile;
}

/** The message with its EncryptedData replaced by what xmlsec1 finds inside. */
export function xmlsecDecrypted(xml: string, privateKeyPem: string): string {
  return withFolder((folder) => {
    writeFileSync(join(folder, 'key.pem'), privateKeyPem);
    writeFileSync(join(folder, 'message.xml'), xml);
    const [key, input, output] = ['key.pem', 'message.xml', 'plain.xml'].map((name) => join(folder, name));
    const result = spawnSync('xmlsec1', ['--decrypt', '--privkey-pem', key, '--output', output, input] as string[]);
    if (result.status !== 0) throw new Error(result.stderr.toString());
    return readFileSync(output as string, 'utf8');
  });
}

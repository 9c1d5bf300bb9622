import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import type { Context } from '../../../src/context';
import type { ApplicationId } from '../../../src/core/ids';
import { getCurrentCertificate } from '../../../src/store/sign-on/certificates';

/** The verdict of xml-crypto on the signature inside a message of Passo. */
export async function xmlCryptoSigns(context: Context, applicationId: ApplicationId, xml: string): Promise<boolean> {
  const { pem } = await getCurrentCertificate(context.db, applicationId);
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const [signature] = Array.from(document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature'));
  if (signature === undefined) return false;
  const checker = new SignedXml({ publicCert: pem, getCertFromKeyInfo: () => null });
  checker.loadSignature(signature);
  return checker.checkSignature(xml);
}

import { canonicalText, element } from '../canonical';
import { ALGORITHM, BINDING, NS } from '../constants';
import { base64Of } from '../key-pair';

/**
 * Writes our metadata for one application (saml-metadata section 2.4.3). Keys are for signing only, because with an
 * encryption key some service providers encrypt what they send; whether requests have to be signed is left unsaid,
 * because some service providers then refuse to start.
 * @param input.certificates PEM, in the order they are to be tried: during a rotation the next one as well
 * @param input.nameIdFormats URNs
 * @throws SamlError metadata_malformed for a certificate that can't be read
 */
export function buildIdpMetadata(input: {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly certificates: readonly string[];
  readonly nameIdFormats: readonly string[];
}): string {
  const keys = input.certificates.map((pem) =>
    element(
      'md:KeyDescriptor',
      { use: 'signing' },
      element(
        'ds:KeyInfo',
        { 'xmlns:ds': NS.signature },
        element('ds:X509Data', {}, element('ds:X509Certificate', {}, base64Of(pem))),
      ),
    ),
  );
  const formats = input.nameIdFormats.map((format) => element('md:NameIDFormat', {}, canonicalText(format)));
  const addresses = [BINDING.redirect, BINDING.post].map((binding) =>
    element('md:SingleSignOnService', { Binding: binding, Location: input.ssoUrl }),
  );
  const algorithms = element(
    'md:Extensions',
    {},
    element('alg:DigestMethod', { 'xmlns:alg': NS.algorithmSupport, Algorithm: ALGORITHM.sha256 }),
    element('alg:SigningMethod', { 'xmlns:alg': NS.algorithmSupport, Algorithm: ALGORITHM.rsaSha256 }),
  );
  const role = element(
    'md:IDPSSODescriptor',
    { protocolSupportEnumeration: NS.protocol },
    algorithms,
    ...keys,
    ...formats,
    ...addresses,
  );
  const document = element('md:EntityDescriptor', { 'xmlns:md': NS.metadata, entityID: input.entityId }, role);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`;
}

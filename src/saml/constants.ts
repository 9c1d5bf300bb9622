/** XML namespaces of the messages and documents Passo reads and writes. */
export const NS = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  algorithmSupport: 'urn:oasis:names:tc:SAML:metadata:algsupport',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
  exclusiveC14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
} as const;

/** Bindings (saml-bindings section 3). */
export const BINDING = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  deflate: 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE',
} as const;

/** Name identifier formats by Passo's names (saml-core section 8.3). */
export const NAME_ID_FORMAT = {
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
} as const;

/** The format of an Issuer, also when it names none (saml-core section 8.3.6). */
export const ENTITY_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';

/** Name identifier formats of the standard that Passo does not issue (saml-core sections 8.3.3 to 8.3.6). */
export const OTHER_NAME_ID_FORMATS: readonly string[] = [
  'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName',
  'urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName',
  'urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos',
  ENTITY_FORMAT,
];

/** Attribute name formats (saml-core section 8.2). */
export const NAME_FORMAT = {
  unspecified: 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified',
  uri: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  basic: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
} as const;

/** Status codes (saml-core section 3.2.2.2). */
export const STATUS = {
  success: 'urn:oasis:names:tc:SAML:2.0:status:Success',
  requester: 'urn:oasis:names:tc:SAML:2.0:status:Requester',
  responder: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
  versionMismatch: 'urn:oasis:names:tc:SAML:2.0:status:VersionMismatch',
  authnFailed: 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed',
  invalidNameIdPolicy: 'urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy',
  noAuthnContext: 'urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext',
  noPassive: 'urn:oasis:names:tc:SAML:2.0:status:NoPassive',
  noSupportedIdp: 'urn:oasis:names:tc:SAML:2.0:status:NoSupportedIDP',
  requestDenied: 'urn:oasis:names:tc:SAML:2.0:status:RequestDenied',
  requestUnsupported: 'urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported',
  unknownPrincipal: 'urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal',
  unsupportedBinding: 'urn:oasis:names:tc:SAML:2.0:status:UnsupportedBinding',
} as const;

/**
 * Authentication context classes that sign-ins meet, weakest first (saml-authn-context section 3.4); the last two say
 * "two factors": the profile of REFEDS, and the name Microsoft's service providers ask for the same with.
 */
export const AUTHN_CONTEXT = {
  unspecified: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
  password: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
  passwordProtectedTransport: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  refedsMfa: 'https://refeds.org/profile/mfa',
  multipleAuthn: 'http://schemas.microsoft.com/claims/multipleauthn',
} as const;

/** Subject confirmation of the browser profile (saml-profiles section 3.3). */
export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** Algorithms Passo writes with (RFC 6931, XML Encryption section 5.7). */
export const ALGORITHM = {
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  rsaSha512: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  ecdsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
} as const;

/** Algorithms Passo encrypts with (XML Encryption 1.1 sections 5.2 and 5.5). */
export const ENCRYPTION = {
  element: 'http://www.w3.org/2001/04/xmlenc#Element',
  rsaOaepMgf1p: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  blockCipher: {
    'aes128-cbc': 'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
    'aes256-cbc': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
    'aes128-gcm': 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
    'aes256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  },
} as const;

/** Hash and key type behind each signature algorithm that is accepted from service providers. Nothing else is. */
export const SIGNATURE_ALGORITHMS: ReadonlyMap<string, { readonly hash: string; readonly keyType: 'rsa' | 'ec' }> =
  new Map([
    ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', { hash: 'sha256', keyType: 'rsa' }],
    ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', { hash: 'sha384', keyType: 'rsa' }],
    ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', { hash: 'sha512', keyType: 'rsa' }],
    ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', { hash: 'sha256', keyType: 'ec' }],
    ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384', { hash: 'sha384', keyType: 'ec' }],
    ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512', { hash: 'sha512', keyType: 'ec' }],
  ]);

/** Hash behind each digest algorithm that is accepted from service providers. */
export const DIGEST_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

/** What an application signs with that has the switch for SHA-1 and no better choice (RFC 6931 sections 2.1 and 2.3). */
export const SHA1 = {
  signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
} as const;

/** Limits on what comes in: bytes, characters, nodes, levels. */
export const LIMIT = {
  xmlBytes: 256 * 1024,
  inflatedBytes: 128 * 1024,
  queryCharacters: 256 * 1024,
  relayStateBytes: 8 * 1024,
  nodes: 2000,
  depth: 50,
  entityId: 1024,
  id: 256,
} as const;

/** Limits on one document of XML: bytes, nodes, levels. Metadata may describe a whole federation of some hundred SPs. */
export const XML_LIMIT = {
  message: { bytes: LIMIT.xmlBytes, nodes: LIMIT.nodes, depth: LIMIT.depth },
  metadata: { bytes: 2 * 1024 * 1024, nodes: 60_000, depth: 50 },
} as const;

/** How far apart two clocks may be, how old a request may be, and how long a Response lives, in milliseconds. */
export const TIME = { skew: 60_000, requestWindow: 300_000, responseLife: 300_000 } as const;

/** What the tests of redaction look for. */
export interface Secrets {
  readonly pair: { readonly privateKeyPem: string; readonly certificatePem: string };
  readonly response: string;
  readonly request: string;
}

type Wrap = (secret: string) => string;

const inNameId = (content: string): string => `<saml:Subject><saml:NameID>${content}</saml:NameID></saml:Subject>`;

/** Places where a message may carry a personal value that a simple search for elements misses. */
export const HIDING_PLACES: readonly (readonly [string, Wrap])[] = [
  ['plain text', (secret) => inNameId(secret)],
  ['CDATA', (secret) => inNameId(`<![CDATA[${secret}]]>`)],
  ['text after a comment', (secret) => inNameId(`a<!-- -->${secret}`)],
  ['a comment', (secret) => inNameId(`a<!-- ${secret} -->`)],
  ['a processing instruction', (secret) => `<?who ${secret}?>${inNameId('a')}`],
  ['a child element', (secret) => inNameId(`<x>${secret}</x>`)],
  ['text after a child element', (secret) => inNameId(`<x/>${secret}`)],
  ['an attribute of an extension', (secret) => `<samlp:Extensions><x hint="${secret}"/></samlp:Extensions>`],
  ['an attribute in single quotes', (secret) => `<x hint='${secret}'/>`],
  ['an element of an extension', (secret) => `<samlp:Extensions><ext:login>${secret}</ext:login></samlp:Extensions>`],
  ['an attribute value with an angle', (secret) => `<saml:NameID Format="a>b">${secret}</saml:NameID>`],
  ['an internal subset', (secret) => `<!DOCTYPE a [<!ENTITY who "${secret}">]><a>&who;</a>`],
  ['what is not XML any more', (secret) => `<a><b <c>${secret}`],
  ['an unclosed element', (secret) => `<saml:NameID>${secret}`],
  ['text beside the root', (secret) => `${secret}<a/>${secret}`],
  ['the SPProvidedID', (secret) => `<saml:NameID SPProvidedID="${secret}">x</saml:NameID>`],
  ['another spelling of the element', (secret) => `<NAMEID>${secret}</NAMEID>`],
  ['the address of the person', (secret) => `<saml:SubjectLocality DNSName="${secret}"/>`],
];

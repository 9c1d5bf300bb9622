import { createHmac, createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { EXC_C14N, ENVELOPED, RSA_SHA256, signXml, type SignOptions } from '../../saml/support';
import { ACS_TWO, requestOf } from '../../support/saml/sign-on-probe';
import { WRAPPING_SHAPES } from '../wrapping-shapes';
import { inputs, type HostileInput, type Sent, type Tools } from './input';

type Make = (tools: Tools) => Sent;
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** A signed request whose text is changed afterwards. */
const signed =
  (change: (xml: string, tools: Tools) => string, options: SignOptions = {}): Make =>
  (tools) => ({
    xml: change(signXml(requestOf(), tools.own.privateKeyPem, options), tools),
  });

/** A signed query whose parts are changed afterwards. */
function query(
  change: (query: string, tools: Tools) => string,
  options: { relayState?: string; algorithm?: string; hash?: string; xml?: string } = {},
): Make {
  return (tools) => {
    const relayState = options.relayState === undefined ? '' : `&RelayState=${encodeURIComponent(options.relayState)}`;
    const message = encodeURIComponent(deflateRawSync(options.xml ?? requestOf()).toString('base64'));
    const octets = `SAMLRequest=${message}${relayState}&SigAlg=${encodeURIComponent(options.algorithm ?? RSA_SHA256)}`;
    const key = createPrivateKey(tools.own.privateKeyPem);
    const signature = sign(options.hash ?? 'sha256', Buffer.from(octets), key).toString('base64');
    return { query: change(`${octets}&Signature=${encodeURIComponent(signature)}`, tools) };
  };
}

const wrapped: HostileInput[] = WRAPPING_SHAPES.filter(({ harmless }) => harmless !== true).flatMap(({ name, make }) =>
  (['keys', 'required'] as const).map((setup) => ({
    row: 'S1',
    name: `${name} (${setup})`,
    setup,
    expected: /signature_|message_malformed|unknown_issuer/.source,
    make: ({ own }: Tools) => {
      const original = requestOf({ attributes: { ID: '_signed' } });
      return {
        xml: make({
          signed: signXml(original, own.privateKeyPem),
          evil: requestOf({ attributes: { ID: '_evil', AssertionConsumerServiceURL: ACS_TWO } }),
          signedId: '_signed',
          evilId: '_evil',
          addedAttribute: ' ForceAuthn="false"',
        }),
      };
    },
  })),
);

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const ALGORITHMS = [
  ...[`${DSIG}hmac-sha1`, `${MORE}hmac-sha256`, `${MORE}hmac-sha384`, `${MORE}hmac-sha512`],
  ...['none', '', '__proto__', 'constructor', `${MORE}RSA-SHA256`, `${RSA_SHA256} `, `${DSIG}dsa-sha1`],
];
const algorithm = (uri: string): Make => signed((xml) => xml.replace(RSA_SHA256, uri));

const keyInfo =
  (content: (tools: Tools) => string): Make =>
  (tools) => ({
    xml: signXml(requestOf(), tools.foreign.privateKeyPem).replace(
      '</ds:SignatureValue>',
      `</ds:SignatureValue><ds:KeyInfo>${content(tools)}</ds:KeyInfo>`,
    ),
  });
const rsaKeyValue = (pem: string): string => {
  const { n = '', e = '' } = createPublicKey(pem).export({ format: 'jwk' });
  const base64 = (text: string): string => Buffer.from(text, 'base64url').toString('base64');
  return `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${base64(n)}</ds:Modulus><ds:Exponent>${base64(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
};

const info = (xml: string): string => /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(xml)?.[0] ?? '';
const ODD: readonly (readonly [string, (xml: string) => string])[] = [
  ['two SignedInfo', (xml) => xml.replace('<ds:SignatureValue>', `${info(xml)}<ds:SignatureValue>`)],
  ['a comment in DigestValue', (xml) => xml.replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->')],
  ['a comment in SignatureValue', (xml) => xml.replace('<ds:SignatureValue>', '<ds:SignatureValue><!--x-->')],
  ['CDATA in DigestValue', (xml) => xml.replace(/<ds:DigestValue>([^<]*)/, '<ds:DigestValue><![CDATA[$1]]>')],
  ['two References', (xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, '$&$&')],
  ['no Reference', (xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, '')],
  ['an Object', (xml) => xml.replace('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>')],
  ['no URI', (xml) => xml.replace(/ URI="[^"]*"/, '')],
  ['a remote URI', (xml) => xml.replace(/URI="[^"]*"/, 'URI="http://127.0.0.1:9/"')],
  [
    'the same ID as Id elsewhere',
    (xml) => xml.replace('<saml:Issuer>', `<saml:Issuer Id="${/ ID="([^"]*)/.exec(xml)?.[1]}">`),
  ],
  [
    'HMACOutputLength',
    (xml) =>
      xml.replace(
        /(<ds:SignatureMethod [^>]*[^/])\/>/,
        '$1><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
  ],
];

const transform = (uri: string, content = ''): string => `<ds:Transform Algorithm="${uri}">${content}</ds:Transform>`;
const transforms = (content: string): Make =>
  signed((xml) => xml.replace(/<ds:Transforms>.*<\/ds:Transforms>/s, `<ds:Transforms>${content}</ds:Transforms>`));
const TRANSFORMS: readonly (readonly [string, string])[] = [
  ['400 transforms', transform(ENVELOPED) + transform(EXC_C14N).repeat(400)],
  ['three transforms', transform(ENVELOPED) + transform(EXC_C14N).repeat(2)],
  ['none', ''],
  ['enveloped alone', transform(ENVELOPED)],
  ['XSLT', transform(ENVELOPED) + transform('http://www.w3.org/TR/1999/REC-xslt-19991116', '<x xmlns="urn:x"/>')],
  [
    'XPath',
    transform(ENVELOPED) + transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<ds:XPath>//*</ds:XPath>'),
  ],
  ['an XPath filter', transform(ENVELOPED) + transform('http://www.w3.org/2002/06/xmldsig-filter2')],
  ['base64', transform(ENVELOPED) + transform(`${DSIG}base64`)],
  ['inclusive canonicalisation', transform(ENVELOPED) + transform('http://www.w3.org/TR/2001/REC-xml-c14n-20010315')],
  ['canonicalisation with comments', transform(ENVELOPED) + transform(`${EXC_C14N}WithComments`)],
];

/** SECURITY 2.2, as far as requests go in, with the answer that each input must get. */
export const SIGNATURE_INPUTS: readonly HostileInput[] = [
  ...wrapped,
  ...inputs(
    'S2',
    'signature_required',
    [
      ['no signature', () => ({ xml: requestOf() })],
      ['a stripped signature', signed((xml) => xml.replace(SIGNATURE, ''))],
      ['a stripped signature of a query', query((text) => text.replace(/&SigAlg.*/, ''))],
    ],
    { setup: 'required' },
  ),
  ...inputs(
    'S3',
    'signature_invalid',
    [
      ['an attribute added', signed((xml) => xml.replace(' Version=', ' ForceAuthn="true" Version='))],
      [
        'a time changed',
        signed((xml) =>
          xml.replace(/IssueInstant="[^"]*"/, `IssueInstant="${new Date(Date.now() - 1000).toISOString()}"`),
        ),
      ],
      ['the signature value changed', signed((xml) => xml.replace(/(<ds:SignatureValue>)..../, '$1AAAA'))],
      ['the digest changed', signed((xml) => xml.replace(/(<ds:DigestValue>)..../, '$1AAAA'))],
      [
        'a good query around a bad message',
        (tools) =>
          query((text) => text, {
            xml: signXml(requestOf(), tools.own.privateKeyPem).replace(' Version=', ' IsPassive="false" Version='),
          })(tools),
      ],
    ],
    { setup: 'keys' },
  ),
  ...inputs(
    'S4',
    'signature_algorithm_refused',
    [
      ...ALGORITHMS.map((uri) => [`the algorithm "${uri}" inside`, algorithm(uri)] as const),
      ...ALGORITHMS.filter((uri) => uri !== '').map(
        (uri) => [`the algorithm "${uri}" in the query`, query((text) => text, { algorithm: uri })] as const,
      ),
      [
        'HMAC keyed with the certificate',
        (tools) => {
          const octets = `SAMLRequest=${encodeURIComponent(deflateRawSync(requestOf()).toString('base64'))}&SigAlg=${encodeURIComponent(`${MORE}hmac-sha256`)}`;
          const mac = createHmac('sha256', tools.own.certificatePem).update(octets).digest('base64');
          return { query: `${octets}&Signature=${encodeURIComponent(mac)}` };
        },
      ],
    ],
    { setup: 'keys' },
  ),
  ...inputs(
    'S5',
    'signature_algorithm_refused',
    [
      ['RSA-SHA1 inside', signed((xml) => xml, { algorithm: `${DSIG}rsa-sha1` })],
      ['a SHA-1 digest', signed((xml) => xml, { digest: `${DSIG}sha1` })],
      ['RSA-SHA1 in the query', query((text) => text, { algorithm: `${DSIG}rsa-sha1`, hash: 'sha1' })],
      ['RSA-MD5', algorithm(`${MORE}rsa-md5`)],
      ['ECDSA-SHA1', algorithm(`${MORE}ecdsa-sha1`)],
      ['an MD5 digest', signed((xml) => xml.replace(/(DigestMethod Algorithm=")[^"]*/, `$1${MORE}md5`))],
    ],
    { setup: 'keys' },
  ),
  ...inputs(
    'S6',
    'signature_invalid',
    [
      ['the key of another application', (tools) => ({ xml: signXml(requestOf(), tools.foreign.privateKeyPem) })],
      [
        'its certificate in KeyInfo',
        keyInfo(
          ({ foreign }) =>
            `<ds:X509Data><ds:X509Certificate>${new X509Certificate(foreign.certificatePem).raw.toString('base64')}</ds:X509Certificate></ds:X509Data>`,
        ),
      ],
      ['its key as RSAKeyValue', keyInfo(({ foreign }) => rsaKeyValue(foreign.certificatePem))],
      ['a RetrievalMethod', keyInfo(({ listener }) => `<ds:RetrievalMethod URI="${listener}key"/>`)],
      ['a KeyName', keyInfo(() => '<ds:KeyName>sp</ds:KeyName>')],
      ['its key over a query', (tools) => query((text) => text)({ ...tools, own: tools.foreign })],
    ],
    { setup: 'keys' },
  ),
  ...inputs(
    'S7',
    'signature_invalid',
    ODD.map(([name, change]) => [name, signed(change)] as const),
    { setup: 'keys' },
  ),
  ...inputs(
    'S8',
    'signature_invalid',
    TRANSFORMS.map(([name, content]) => [name, transforms(content)] as const),
    { setup: 'keys' },
  ),
  ...inputs(
    'S9',
    'signature_invalid',
    [
      ['the relay state changed', query((text) => text.replace('RelayState=x', 'RelayState=y'), { relayState: 'x' })],
      ['the relay state removed', query((text) => text.replace('&RelayState=x', ''), { relayState: 'x' })],
      ['a relay state added', query((text) => `${text}&RelayState=x`)],
      ['encoded otherwise after signing', query((text) => text.replace('a%2Fb', 'a%2fb'), { relayState: 'a/b' })],
      [
        'a letter encoded after signing',
        query((text) => text.replace('RelayState=a', 'RelayState=%61'), { relayState: 'ab' }),
      ],
      [
        'another request under the signature',
        query((text) =>
          text.replace(
            /SAMLRequest=[^&]*/,
            () => `SAMLRequest=${encodeURIComponent(deflateRawSync(requestOf()).toString('base64'))}`,
          ),
        ),
      ],
    ],
    { setup: 'keys' },
  ),
];

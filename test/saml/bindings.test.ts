import { deflateRawSync, gzipSync } from 'node:zlib';
import { readPostMessage, readRedirectMessage } from '../../src/saml/bindings';
import { postForm, redirectQuery, refusal, requestXml } from './support';

const xml = requestXml();
const query = redirectQuery(xml);

describe('reading the Redirect binding', () => {
  test('saml-bindings 3.4.4.1: message and relay state come back as sent', () => {
    const message = readRedirectMessage(redirectQuery(xml, { relayState: 'a b/ü&=' }));
    expect(message.xml.toString()).toBe(xml);
    expect(message.relayState).toBe('a b/ü&=');
    expect(message.detached).toBeUndefined();
  });
  test('a plus in the relay state is a space, in the message it is a plus', () => {
    const raw = deflateRawSync(xml).toString('base64').replaceAll('=', '%3D');
    const message = readRedirectMessage(`SAMLRequest=${raw}&RelayState=a+b`);
    expect(message.xml.toString()).toBe(xml);
    expect(message.relayState).toBe('a b');
  });
  test('S9: the signed octets are the ones received, in the order of the binding', () => {
    const message = readRedirectMessage(`Signature=AAAA&x=1&SigAlg=urn%3aa&RelayState=%7e&${query}`);
    expect(message.detached?.signedOctets).toBe(`${query}&RelayState=%7e&SigAlg=urn%3aa`);
    expect(message.detached?.algorithm).toBe('urn:a');
  });
  test('an encoding other than DEFLATE is refused', () => {
    expect(refusal(() => readRedirectMessage(`${query}&SAMLEncoding=urn%3Ax`)).code).toBe('binding_unsupported');
  });
  test.each([
    ['no request', 'RelayState=x'],
    ['empty request', 'SAMLRequest='],
    ['a Response', query.replace('SAMLRequest', 'SAMLResponse')],
    ['not base64', 'SAMLRequest=%7B%7D'],
    ['not deflated', `SAMLRequest=${encodeURIComponent(Buffer.from(xml).toString('base64'))}`],
    ['gzip', `SAMLRequest=${encodeURIComponent(gzipSync(xml).toString('base64'))}`],
    ['broken percent-encoding', `${query}&RelayState=%zz`],
    ['broken UTF-8', `${query}&RelayState=%ff`],
    ['SigAlg alone', `${query}&SigAlg=x`],
    ['Signature alone', `${query}&Signature=AAAA`],
    ['empty Signature', `${query}&SigAlg=x&Signature=`],
  ])('%s is refused', (_name, text) => expect(refusal(() => readRedirectMessage(text)).code).toBe('message_malformed'));
});

describe('X3: inflating is bounded', () => {
  test('7 MB from 10 KB is refused at once', () => {
    const bomb = encodeURIComponent(deflateRawSync(Buffer.alloc(7 * 1024 * 1024, 'a')).toString('base64'));
    const began = performance.now();
    expect(refusal(() => readRedirectMessage(`SAMLRequest=${bomb}`)).code).toBe('message_too_large');
    expect(performance.now() - began).toBeLessThan(2_000);
  });
  test('128 KB are read, one byte more is not', () => {
    const sized = (bytes: number) =>
      `SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.alloc(bytes, 'a')).toString('base64'))}`;
    expect(readRedirectMessage(sized(128 * 1024)).xml).toHaveLength(128 * 1024);
    expect(refusal(() => readRedirectMessage(sized(128 * 1024 + 1))).code).toBe('message_too_large');
  });
  test('an address or a form beyond the limit is refused', () => {
    expect(refusal(() => readRedirectMessage('x'.repeat(256 * 1024 + 1))).code).toBe('message_too_large');
    expect(refusal(() => readPostMessage(postForm('x'.repeat(256 * 1024 + 1)))).code).toBe('message_too_large');
    expect(refusal(() => readPostMessage({ SAMLRequest: 'A'.repeat(600 * 1024) })).code).toBe('message_too_large');
  });
});

describe('X10: repeated and disguised parameters are refused', () => {
  test.each([
    `${query}&${query}`,
    `${query}&SAMLRequest=`,
    `${query}&RelayState=a&RelayState=b`,
    `${query}&SigAlg=a&SigAlg=b&Signature=AAAA`,
    `${query}&SigAlg=a&Signature=AAAA&Signature=BBBB`,
    `${query}&SAMLRequest[]=x`,
    `${query}&SAMLRequest%5B%5D=x`,
    `${query}&RelayState[a]=x`,
    `${query}&SAML%52equest=x`,
    `${query}&%53igAlg=x`,
    `${query}&SAMLRequest.0=x`,
    `${query}&+RelayState=x`.replace('+', '%20'),
  ])('query %#', (text) => expect(refusal(() => readRedirectMessage(text)).code).toBe('parameter_repeated'));

  test.each<[string, Record<string, unknown>]>([
    ['array', { SAMLRequest: [postForm(xml).SAMLRequest, 'x'] }],
    ['object', { SAMLRequest: { a: 'x' } }],
    ['number', { SAMLRequest: 5 }],
    ['null', { SAMLRequest: null }],
    ['relay state array', { ...postForm(xml), RelayState: ['a', 'b'] }],
    ['flat array name', { ...postForm(xml), 'SAMLRequest[]': 'x' }],
    ['flat object name', { ...postForm(xml), 'RelayState[x]': 'x' }],
  ])('form with %s', (_name, form) => expect(refusal(() => readPostMessage(form)).code).toBe('parameter_repeated'));

  test('unknown parameters and inherited fields are passed over', () => {
    expect(readRedirectMessage(`utm=1&utm=2&${query}&flag`).xml.toString()).toBe(xml);
    const inherited = Object.create(postForm(xml)) as Record<string, unknown>;
    expect(refusal(() => readPostMessage(inherited)).code).toBe('message_malformed');
  });
});

describe('reading the POST binding', () => {
  test('saml-bindings 3.5.4: base64 may be wrapped in lines', () => {
    const wrapped = String(postForm(xml).SAMLRequest).replace(/.{60}/g, '$&\r\n');
    expect(readPostMessage({ SAMLRequest: wrapped, RelayState: 'r' })).toMatchObject({
      binding: 'post',
      relayState: 'r',
    });
    expect(readPostMessage({ SAMLRequest: wrapped }).xml.toString()).toBe(xml);
  });
  test.each<[string, Record<string, unknown>]>([
    ['no request', {}],
    ['an empty request', { SAMLRequest: '' }],
    ['rubbish', { SAMLRequest: '<a/>' }],
    ['a Response beside it', { ...postForm(xml), SAMLResponse: 'AAAA' }],
    ['half a base64 group', { SAMLRequest: 'AAAAA' }],
  ])('%s is refused', (_name, form) => expect(refusal(() => readPostMessage(form)).code).toBe('message_malformed'));
});

describe('P7: the relay state is opaque and at most 8 KB', () => {
  test.each([
    '"><script>alert(1)</script>',
    'javascript:alert(1)',
    '//evil.example',
    'https://evil.example',
    '\u0000',
    "'-- ",
  ])('%j comes back unchanged', (relayState) => {
    expect(readPostMessage({ ...postForm(xml), RelayState: relayState }).relayState).toBe(relayState);
    expect(readRedirectMessage(redirectQuery(xml, { relayState })).relayState).toBe(relayState);
  });
  test('8 KB are kept, one byte more is refused', () => {
    const form = (bytes: number) => ({ ...postForm(xml), RelayState: 'é'.repeat(bytes / 2) });
    expect(readPostMessage(form(8192)).relayState).toHaveLength(4096);
    expect(refusal(() => readPostMessage(form(8194))).code).toBe('message_too_large');
  });
});

describe('saml-bindings 3.5.4: a message by POST is not compressed', () => {
  const compressed = (bytes: Buffer): Record<string, unknown> => ({ SAMLRequest: bytes.toString('base64') });
  test('who compresses it by mistake is told so', () => {
    const error = refusal(() => readPostMessage(compressed(deflateRawSync(xml))));
    expect(error).toMatchObject({ code: 'message_malformed', clause: 'saml-bindings 3.5.4', deliver: 'to-person' });
    expect(error.message).toContain('skipRequestCompression');
  });
  test('X3: a bomb is not inflated beyond the limit, and is not read either', () => {
    const bomb = deflateRawSync(Buffer.alloc(50 * 1024 * 1024, '<'));
    const began = performance.now();
    const { xml: read } = readPostMessage(compressed(bomb));
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(read.equals(bomb)).toBe(true);
  });
  test.each(['<a/>', '\uFEFF<a/>', '\n <a/>'])('%j goes on to the reader of XML', (text) => {
    expect(readPostMessage(postForm(text)).xml.toString()).toBe(text);
  });
});

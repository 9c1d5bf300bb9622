import { XML_LIMIT } from '../../src/saml/constants';
import { SamlError } from '../../src/saml/errors';
import { checkXml } from '../../src/saml/reading/xml-gate';
import { parseXml, textOf } from '../../src/saml/xml';
import { acceptPost, refusal, requestXml } from './support';

const read = (text: string | Buffer) => parseXml(Buffer.from(text), 'message');
const code = (text: string | Buffer): string => refusal(() => read(text)).code;
const inRequest = (doctype: string, rest = ''): string => doctype + requestXml({ rest });

describe('X1: document types and entities are refused before parsing', () => {
  test.each([
    ['empty', '<!DOCTYPE a>'],
    ['system id', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'],
    ['public id', '<!DOCTYPE a PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">'],
    ['internal entity', '<!DOCTYPE a [<!ENTITY b "c">]>'],
    ['external entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'],
    ['parameter entity', '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x"> %b;]>'],
    ['attribute list', '<!DOCTYPE a [<!ATTLIST a b ID #IMPLIED>]>'],
    ['element', '<!DOCTYPE a [<!ELEMENT a ANY>]>'],
    ['notation', '<!DOCTYPE a [<!NOTATION n SYSTEM "x">]>'],
    ['lower case', '<!doctype a>'],
    ['entity alone', '<!ENTITY b "c">'],
    ['after white space', '\n\n <!DOCTYPE a>'],
    ['after a comment', '<!-- x --><!DOCTYPE a>'],
    ['after the declaration', '<?xml version="1.0"?><!DOCTYPE a>'],
  ])('%s', (_name, doctype) => {
    const error = refusal(() => read(inRequest(doctype)));
    expect(error.code).toBe('message_malformed');
    expect(error.facts.reason).toMatch(/document type or entity|begins nothing/);
  });
});

describe('X2: entity bombs are refused at once', () => {
  const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  test.each([
    ['nine levels', `<!DOCTYPE a [<!ENTITY l0 "x">${levels}]><a>&l9;</a>`],
    ['quadratic', `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(50_000)}">]><a>${'&b;'.repeat(10_000)}</a>`],
  ])('%s', (_name, text) => {
    const began = performance.now();
    expect(code(text)).toBe('message_malformed');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('X4: what is read of the largest metadata costs no more than its length', () => {
  const most = 2 * 1024 * 1024 - 100;
  const padded = (text: string): string => `${text}${'x'.repeat(most - text.length)}</a>`;
  test.each([
    ['attributes', `<a ${Array.from({ length: 59_000 }, (_, n) => `a${n}=""`).join(' ')}>`],
    ['elements with attributes', `<a>${'<b c=""/>'.repeat(29_000)}`],
    ['pieces of text', `<a>${'x<b/>'.repeat(29_000)}`],
  ])('%s, and no "<" or "&" for a long way', (_name, text) => {
    const began = performance.now();
    checkXml(padded(text), XML_LIMIT.metadata);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('X4: huge, deep and wide documents are refused before parsing', () => {
  test.each([
    ['20,000 levels', '<a>'.repeat(20_000) + '</a>'.repeat(20_000)],
    ['51 levels', '<a>'.repeat(51) + '</a>'.repeat(51)],
    ['20,000 attributes', `<a ${Array.from({ length: 20_000 }, (_, n) => `b${n}="1"`).join(' ')}/>`.slice(0, 262_000)],
    ['20,000 elements', `<a>${'<b/>'.repeat(20_000)}</a>`],
    ['20,000 comments', `<a>${'<!---->'.repeat(20_000)}</a>`],
    ['more than 256 KB', `<a>${'x'.repeat(256 * 1024)}</a>`],
  ])('%s', (_name, text) => {
    const began = performance.now();
    expect(code(text)).toBe('message_too_large');
    expect(performance.now() - began).toBeLessThan(2000);
  });
  test('50 levels are read', () => expect(read('<a>'.repeat(50) + '</a>'.repeat(50)).localName).toBe('a'));
});

describe('X5: anything that is not well-formed is refused', () => {
  test.each([
    ['attribute twice', '<a b="1" b="2"/>'],
    ['attribute twice by namespace', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>'],
    ['two roots', '<a/><b/>'],
    ['text before', 'x<a/>'],
    ['text after', '<a/>x'],
    ['CDATA after', '<a/><![CDATA[x]]>'],
    ['unquoted attribute', '<a b=1/>'],
    ['attribute without value', '<a b/>'],
    ['attributes without space', '<a b="1"c="2"/>'],
    ['"<" in attribute', '<a b="<"/>'],
    ['wrong end', '<a><b></a></b>'],
    ['no end', '<a><b></b>'],
    ['surplus end', '<a/></a>'],
    ['end with attribute', '<a></a b="1">'],
    ['undefined entity', '<a>&nbsp;</a>'],
    ['bare ampersand', '<a>a & b</a>'],
    ['bare ampersand in attribute', '<a b="a & b"/>'],
    ['NUL', '<a>\u0000</a>'],
    ['reference to NUL', '<a>&#0;</a>'],
    ['reference to U+0001', '<a>&#1;</a>'],
    ['reference to a surrogate', '<a>&#xD800;</a>'],
    ['reference to U+FFFF', '<a>&#xFFFF;</a>'],
    ['reference beyond Unicode', '<a>&#x110000;</a>'],
    ['"]]>" in text', '<a>]]></a>'],
    ['"--" in a comment', '<a><!-- a -- b --></a>'],
    ['comment without end', '<a><!-- </a>'],
    ['CDATA without end', '<a><![CDATA[ </a>'],
    ['undeclared prefix', '<x:a/>'],
    ['undeclared attribute prefix', '<a x:b="1"/>'],
    ['prefix undeclared again', '<a xmlns:x=""/>'],
    ['xml prefix moved', '<a xmlns:xml="u"/>'],
    ['xmlns prefix declared', '<a xmlns:xmlns="u"/>'],
    ['two colons', '<a:b:c xmlns:a="u"/>'],
    ['name begins with a digit', '<1a/>'],
    ['processing instruction', '<a><?x y?></a>'],
    ['processing instruction in front', '<?xml-stylesheet href="x"?><a/>'],
    ['declaration after white space', ' <?xml version="1.0"?><a/>'],
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['nothing', ''],
    ['white space', ' \n '],
    ['comment alone', '<!-- a -->'],
    ['plain text', 'hello'],
  ])('%s', (_name, text) => expect(code(text)).toBe('message_malformed'));

  test('the line of the fault is told', () => {
    expect(refusal(() => read('<a>\n<b>\n</a>')).facts.line).toBe('3');
  });

  test.each([
    '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<a/>',
    "<?xml version='1.0'?><a b='1'/>",
    '\uFEFF<a/>',
    '<!-- a --><a/><!-- b -->\n',
    '<a é·́-.1="1"><日本 x̀="1"/></a>',
    '<a xml:lang="en" b="&#9;&lt;">é\u{1F600}&amp;</a>',
  ])('%j is read', (text) => expect(read(text).localName).toBe('a'));
});

describe('X6: markup inside a value is refused', () => {
  test.each(['good<!---->.evil', 'good<![CDATA[]]>.evil', 'good<?x y?>.evil', '<b>good</b>', 'good<b/>'])(
    'Issuer %s',
    (issuer) => expect(refusal(() => acceptPost(requestXml({ issuer }))).code).toBe('message_malformed'),
  );
  test('NameID of the Subject', () => {
    const rest = '<saml:Subject><saml:NameID>anna<!---->@example.com</saml:NameID></saml:Subject>';
    expect(refusal(() => acceptPost(requestXml({ rest }))).code).toBe('message_malformed');
  });
  test('entity references in a value are part of the text', () => {
    expect(textOf(read('<a> x&amp;&#x79; </a>'))).toBe('x&y');
  });
});

describe('X7: UTF-8 alone is read', () => {
  const plain = requestXml();
  test.each<[string, Buffer]>([
    ['UTF-16LE', Buffer.from(`\uFEFF${plain}`, 'utf16le')],
    ['UTF-16BE', Buffer.from(`\uFEFF${plain}`, 'utf16le').swap16()],
    ['UTF-16 without mark', Buffer.from(plain, 'utf16le')],
    ['UTF-7 claim', Buffer.from(`<?xml version="1.0" encoding="UTF-7"?>${plain}`)],
    ['EBCDIC claim', Buffer.from(`<?xml version="1.0" encoding="IBM037"?>${plain}`)],
    ['Latin-1 claim', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${plain}`)],
    ['overlong slash', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc0, 0xaf]), Buffer.from('</a>')])],
    ['broken sequence', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xe2, 0x82]), Buffer.from('</a>')])],
    ['surrogate bytes', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('</a>')])],
  ])('%s', (_name, bytes) => expect(code(bytes)).toBe('message_malformed'));
});

describe('X8: another root is refused', () => {
  const samlp = 'urn:oasis:names:tc:SAML:2.0:protocol';
  test.each([
    requestXml().replaceAll('AuthnRequest', 'LogoutRequest'),
    requestXml().replaceAll('AuthnRequest', 'Response'),
    requestXml().replaceAll('AuthnRequest', 'authnrequest'),
    requestXml().replaceAll(samlp, 'urn:oasis:names:tc:SAML:1.0:protocol'),
    requestXml().replaceAll(samlp, `${samlp} `),
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${requestXml()}</s:Body></s:Envelope>`,
    requestXml().replaceAll('samlp:', '').replace('xmlns:samlp', 'xmlns:other'),
    `<a>${requestXml()}</a>`,
  ])('case %#', (xml) => expect(refusal(() => acceptPost(xml)).code).toBe('message_malformed'));
  test('the default namespace does as well as a prefix', () => {
    const xml = requestXml().replaceAll('samlp:', '').replace('xmlns:samlp', 'xmlns').replace(':samlp', '');
    expect(acceptPost(xml).id).toBe('_request1');
  });
});

test('every refusal is a SamlError with a sentence and a clause', () => {
  const error = refusal(() => read('<a'));
  expect(error).toBeInstanceOf(SamlError);
  expect(error.message).toMatch(/^The application sent .*\.$/);
  expect(error.clause).not.toBe('');
});

import { deflateRawSync, gzipSync } from 'node:zlib';
import { requestOf } from '../../support/saml/sign-on-probe';
import { formBody } from '../web-bench';
import { inputs, type HostileInput, type Sent, type Tools } from './input';

type Make = (tools: Tools) => Sent;
const redirected = (xml: string | Buffer): string => encodeURIComponent(deflateRawSync(xml).toString('base64'));
const posted = (xml: string | Buffer): string => formBody({ SAMLRequest: Buffer.from(xml).toString('base64') });

const raw =
  (query: string): Make =>
  () => ({ query });
const twice = (): string => redirected(requestOf());
const POLLUTION: readonly (readonly [string, Make])[] = [
  ['two SAMLRequest in the query', () => ({ query: `SAMLRequest=${twice()}&SAMLRequest=${twice()}` })],
  ['two RelayState in the query', () => ({ query: `SAMLRequest=${twice()}&RelayState=a&RelayState=b` })],
  ['two SigAlg', () => ({ query: `SAMLRequest=${twice()}&SigAlg=a&SigAlg=b&Signature=AAAA` })],
  ['two Signature', () => ({ query: `SAMLRequest=${twice()}&SigAlg=a&Signature=AAAA&Signature=AAAA` })],
  ['an array in the query', () => ({ query: `SAMLRequest[]=${twice()}` })],
  ['an array beside it', () => ({ query: `SAMLRequest=${twice()}&SAMLRequest[]=x` })],
  ['an encoded array', () => ({ query: `SAMLRequest=${twice()}&SAMLRequest%5B0%5D=x` })],
  ['an object', () => ({ query: `SAMLRequest=${twice()}&RelayState[a]=x` })],
  ['an encoded name', () => ({ query: `SAMLRequest=${twice()}&%53AMLRequest=${twice()}` })],
  ['a dotted name', () => ({ query: `SAMLRequest=${twice()}&RelayState.x=1` })],
  ['two SAMLRequest in the form', () => ({ body: `${posted(requestOf())}&${posted(requestOf())}` })],
  ['two RelayState in the form', () => ({ body: `${posted(requestOf())}&RelayState=a&RelayState=b` })],
  ['an array in the form', () => ({ body: posted(requestOf()).replace('SAMLRequest', 'SAMLRequest[]') })],
];
const BROKEN: readonly (readonly [string, Make])[] = [
  ['broken percent-encoding', raw('SAMLRequest=%zz')],
  ['percent-encoding that is not UTF-8', raw('SAMLRequest=%ff%fe')],
  ['no base64', raw('SAMLRequest=%3Cscript%3E')],
  ['base64 of a length that can’t be', raw('SAMLRequest=AAAAA')],
  ['base64url', () => ({ query: `SAMLRequest=${'-_-_'.repeat(10)}` })],
  ['nothing', raw('')],
  ['an empty request', raw('SAMLRequest=')],
  ['a request and a response', () => ({ query: `SAMLRequest=${twice()}&SAMLResponse=x` })],
  ['half a signature', () => ({ query: `SAMLRequest=${twice()}&SigAlg=http%3A%2F%2Fx` })],
  ['JSON', () => ({ body: JSON.stringify({ SAMLRequest: 'x' }), headers: { 'Content-Type': 'application/json' } })],
  [
    'a form in UTF-7',
    () => ({
      body: posted(requestOf()),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-7' },
    }),
  ],
  [
    'a deflated message in a form',
    () => ({
      body: formBody({ SAMLRequest: deflateRawSync(requestOf()).toString('base64') }),
    }),
  ],
];

/** SECURITY 2.1: bombs, and parameters that come twice or broken. */
export const TRANSPORT_INPUTS: readonly HostileInput[] = [
  ...inputs('X3', 'message_too_large', [
    ['10 MB of blanks', () => ({ query: `SAMLRequest=${redirected(Buffer.alloc(10 * 1024 * 1024, 0x20))}` })],
    ['129 KB of a request', () => ({ query: `SAMLRequest=${redirected(requestOf() + ' '.repeat(129 * 1024))}` })],
    ['a body of 2 MB', () => ({ body: `SAMLRequest=${'A'.repeat(2 * 1024 * 1024)}` })],
  ]),
  ...inputs('X3', 'message_malformed', [
    [
      'bombs in a form are not inflated',
      () => ({
        body: formBody({ SAMLRequest: deflateRawSync(Buffer.alloc(10 * 1024 * 1024)).toString('base64') }),
      }),
    ],
    ['a compressed form', () => ({ body: gzipSync(posted(requestOf())), headers: { 'Content-Encoding': 'gzip' } })],
    [
      'a deflated form',
      () => ({ body: deflateRawSync(posted(requestOf())), headers: { 'Content-Encoding': 'deflate' } }),
    ],
    [
      'gzip in the query',
      () => ({ query: `SAMLRequest=${encodeURIComponent(gzipSync(requestOf()).toString('base64'))}` }),
    ],
    [
      'a bomb cut short',
      () => ({
        query: `SAMLRequest=${encodeURIComponent(
          deflateRawSync(Buffer.alloc(1024 * 64))
            .subarray(0, 20)
            .toString('base64'),
        )}`,
      }),
    ],
  ]),
  // The server takes no header of this length, so the message is never looked at.
  ...inputs(
    'X3',
    '',
    [['60 MB of blanks', () => ({ query: `SAMLRequest=${redirected(Buffer.alloc(60 * 1024 * 1024, 0x20))}` })]],
    { http: 431 },
  ),
  ...inputs('X10', 'parameter_repeated', POLLUTION),
  ...inputs('X10', 'message_malformed', BROKEN),
];

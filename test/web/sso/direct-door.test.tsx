import { LANGUAGES, type Language } from '../../../src/core/languages';
import { DEFAULT_SIGN_IN_POLICY } from '../../../src/core/sign-in/policy';
import { inLanguage } from '../../../src/words/catalog';
import { createServer, request as openRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import express from 'express';
import { PostPage } from '../../../views/sso/post';
import { buildListener } from '../../../src/app';
import { PACKAGE } from '../../../src/config/package';
import { clientIpOf } from '../../../src/web/client-ip';
import { pageText } from '../../../src/web/render';
import { postText, type Theme } from '../../../src/web/sso/post-text';
import { sessionIdOf } from '../../../src/web/middleware/session';
import { ACS, ENTITY, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';

/** An empty value is written shorter by the renderer, and is the same. */
const rendered = (posted: Parameters<typeof postText>[0], theme: Theme, language: Language): string =>
  pageText(
    <PostPage
      chrome={{
        ...inLanguage(language),
        ...{ organisation: 'Fernhill', version: PACKAGE.version, csrfToken: '', now: 5, path: '/saml2/resume/1' },
        ...(theme === undefined ? {} : { theme }),
      }}
      {...posted}
    />,
  ).replace(' value/>', ' value=""/>');

describe('the page that posts, put together', () => {
  const HOSTILE = [
    'plain',
    '',
    '"><script>alert(1)</script>',
    "' onfocus='x",
    '&amp; & &lt;',
    '</form><form action="https://evil.example">',
    'PLACE-OF-SAML-RESPONSE PLACE-OF-RELAY-STATE',
    "$& $1 $` $'",
    'line\r\nbreak\ttab',
    'نور 🐟 \u2028',
  ];
  test.each(HOSTILE)('S13, P7: is the page that is rendered, with %j in every place', (text) => {
    const posted = { acsUrl: `${ACS}?a=1&b="2"`, samlResponse: 'PHg+', applicationLabel: text };
    const withState = { ...posted, relayState: text };
    for (const theme of [undefined, 'light', 'dark'] as const) {
      for (const language of LANGUAGES) {
        expect(postText(withState, theme, language)).toBe(rendered(withState, theme, language));
        expect(postText(posted, theme, language)).toBe(rendered(posted, theme, language));
      }
    }
  });

  test('an address that may not be followed is not in it', () => {
    const text = postText(
      { acsUrl: 'javascript:alert(1)', samlResponse: 'PHg+', applicationLabel: 'x' },
      undefined,
      'en',
    );
    expect(text).not.toContain('javascript:');
  });
});

describe('the address of a browser behind proxies', () => {
  const CASES: readonly (string | undefined)[] = [
    undefined,
    '203.0.113.9',
    '198.51.100.1, 203.0.113.9',
    ' a , b,c ,d',
    '',
    ' , ',
    'a,,b,',
  ];
  test.each([0, 1, 2, 3])('is the one the framework sees, behind %i of them', async (proxies) => {
    for (const header of CASES) {
      const seen = await new Promise<[string | undefined, string | undefined]>((done) => {
        const app = express();
        app.set('trust proxy', proxies);
        app.use((request, response) => {
          done([request.ip, clientIpOf(request, proxies)]);
          response.end();
          listening.close();
        });
        const listening = createServer(app).listen(0, '127.0.0.1', () => {
          const { port } = listening.address() as AddressInfo;
          const headers = header === undefined ? {} : { 'X-Forwarded-For': header };
          openRequest({ host: '127.0.0.1', port, headers, agent: false }).end();
        });
      });
      expect(seen[1]).toBe(seen[0]);
    }
  });
});

describe('the short way over HTTP', () => {
  let bench: WebBench;
  let server: Server;
  let cookie: string;
  beforeAll(async () => {
    bench = await startWebBench();
    cookie = await bench.cookieFor('noor.abadi');
    server = createServer(buildListener(bench.passo.context));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await bench.stop();
  });

  const ask = (relayState = 'deep'): string => {
    const id = `_${randomBytes(16).toString('hex')}`;
    const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}"><saml:Issuer>${ENTITY}</saml:Issuer></samlp:AuthnRequest>`;
    const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
    return `/saml2/atlas?SAMLRequest=${message}&RelayState=${encodeURIComponent(relayState)}`;
  };
  const get = (
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> =>
    new Promise((done, fail) => {
      const { port } = server.address() as AddressInfo;
      const request = openRequest({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      });
      request.on('error', fail);
      request.end();
    });
  const bare = ({ headers }: { headers: IncomingHttpHeaders }): IncomingHttpHeaders => {
    const { date, etag, 'content-length': length, 'keep-alive': alive, connection, ...others } = headers;
    const { 'x-request-id': requestId, ...rest } = others;
    expect([date, length, requestId]).not.toContain(undefined);
    return {
      ...rest,
      ...(connection === undefined || alive === undefined ? {} : {}),
      ...(etag === '' ? { etag } : {}),
    };
  };

  test('W4: the answer has the headers, the policy and the page of the long way', async () => {
    const short = await get(ask('"><script>'), { cookie });
    expect(short.status).toBe(200);
    const begun = await get(ask('"><script>'), {});
    const long = await get(begun.headers.location ?? '', { cookie });
    expect(long.status).toBe(200);
    expect(bare(short)).toEqual(bare(long));
    const page = (text: string): string => text.replace(/name="SAMLResponse" value="[^"]+"/, '');
    expect(page(short.text)).toBe(page(long.text));
    expect(short.text).not.toContain('<script>');
    expect(short.headers['content-security-policy']).toContain("form-action 'self' https://sp.example:8443");
  });

  test('the look a person chose is kept', async () => {
    expect((await get(ask(), { cookie: `theme=dark; ${cookie}` })).text).toContain('data-theme="dark"');
  });

  test.each([
    ['twice', (one: string) => `${one}; ${one}`],
    ['unsigned', () => 'passo=s%3Aabcdefgh.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['with another name', (one: string) => one.replace('passo=', 'passo2=')],
    ['changed by one letter', (one: string) => (one.endsWith('A') ? `${one.slice(0, -1)}B` : `${one.slice(0, -1)}A`)],
    ['empty', () => 'passo='],
  ])('W2: a cookie that comes %s opens nothing on the short way', async (_how, change) => {
    const answer = await get(ask(), { cookie: change(cookie) });
    expect(answer.status).toBe(303);
    expect(answer.text).not.toContain('SAMLResponse');
  });

  test('a cookie is read as the session middleware reads it', () => {
    const { cookieKey } = bench.passo.context.secrets;
    const read = sessionIdOf(`a=b; ${cookie} ;c=d`, 'passo', cookieKey);
    expect(read).toMatch(/^[\w-]{20,}$/);
    expect(sessionIdOf(cookie, 'passo', 'another key')).toBeUndefined();
    expect(sessionIdOf(undefined, 'passo', cookieKey)).toBeUndefined();
    expect(sessionIdOf('passo=s%3A%', 'passo', cookieKey)).toBeUndefined();
  });

  test('a session in use lives on', async () => {
    const { db } = bench.passo.context;
    const long = Date.now() - 90_000;
    await db('sessions').update({ seen_at: long, expires_at: Date.now() + 5_000 });
    expect((await get(ask(), { cookie })).status).toBe(200);
    await bench.passo.context.journal.flush();
    const [row] = (await db('sessions').where('seen_at', '>', long + 1)) as { expires_at: unknown }[];
    expect(Number(row?.expires_at)).toBeGreaterThan(Date.now() + (DEFAULT_SIGN_IN_POLICY.idleHours - 1) * 3_600_000);
  });
});

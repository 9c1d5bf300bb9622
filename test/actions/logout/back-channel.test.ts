import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { xmlCryptoSigns } from './support';
import { answerXml, status, SUCCESS } from '../../saml/logout/support';
import { signXml } from '../../saml/support';
import { listExchanges } from '../../../src/store/sign-on/exchanges';
import { wordsOf } from '../../web/browser-session';
import { messageIn, pathOf, startLogoutBench, whereTo, type LogoutBench, type TestSp } from '../../web/logout-bench';

jest.setTimeout(60_000);

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';

interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Applications that are asked from the server, because they take SOAP alone. */
describe('P9: signing out over the SOAP back channel', () => {
  let bench: LogoutBench;
  let server: Server;
  let url: string;
  let asked: Asked[] = [];
  let answer: (request: Asked, response: ServerResponse) => void;

  beforeAll(async () => {
    bench = await startLogoutBench();
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const one = { headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
        asked.push(one);
        answer(one, response);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await bench.stop();
  });
  beforeEach(() => {
    asked = [];
  });

  const idOf = ({ body }: Asked): string => / ID="([^"]+)"/.exec(body)?.[1] ?? '';
  const now = (): string => new Date().toISOString();
  const send = (response: ServerResponse, xml: string, code = 200): void => {
    response.writeHead(code, { 'content-type': 'text/xml' });
    response.end(`<S:Envelope xmlns:S="${SOAP}"><S:Header/><S:Body>${xml}</S:Body></S:Envelope>`);
  };
  const made = (sp: TestSp, request: Asked, rest = status(SUCCESS), more: Record<string, string> = {}): string =>
    answerXml({
      issuer: sp.entityId,
      attributes: { ID: '_a', IssueInstant: now(), Destination: undefined, InResponseTo: idOf(request), ...more },
      rest,
    });

  /** Signs on to an application that takes SOAP alone, signs out in the portal, and reads the result. */
  async function signOut(sp: TestSp): Promise<string> {
    const browser = await bench.signedIn('noor.abadi');
    await bench.signOn(browser, sp);
    await browser.open('/');
    const begun = await browser.send('/logout', {});
    return wordsOf(await browser.open(whereTo(begun)));
  }
  const addSoapSp = (at = url): Promise<TestSp> => bench.addSp({ slo: [{ binding: 'soap', url: at }] });

  test('the request is signed inside, in an envelope, and a signed answer counts', async () => {
    const sp = await addSoapSp();
    answer = (request, response) => send(response, signXml(made(sp, request), sp.keys.privateKeyPem));
    expect(await signOut(sp)).toMatch(/so are the applications that you opened with it.*Signed out/);
    const [one] = asked;
    expect(one?.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"http://www.oasis-open.org/committees/security"',
    });
    const message = /<samlp:LogoutRequest.*<\/samlp:LogoutRequest>/s.exec(one?.body ?? '')?.[0] ?? '';
    expect(message).toContain(`Destination="${url}"`);
    expect(await xmlCryptoSigns(bench.passo.context, sp.application.id, message)).toBe(true);
    expect((await bench.outcomes())[0]).toBe('ok');
    await bench.passo.context.journal.flush();
    const [exchange] = await listExchanges(bench.passo.context.db, sp.application.id);
    expect(exchange).toMatchObject({ kind: 'logout', startedBy: 'idp', binding: 'soap' });
    expect(exchange?.request).toContain('LogoutRequest');
    expect(exchange?.response).toContain('LogoutResponse');
    expect(`${exchange?.request ?? ''}${exchange?.response ?? ''}`).not.toMatch(/noor\.abadi@|SignatureValue>\w/);
  });

  const BAD: [string, (sp: TestSp, request: Asked, response: ServerResponse) => void, string][] = [
    ['an answer that is not signed', (sp, request, response) => send(response, made(sp, request)), 'logout_refused'],
    [
      'an answer to another request',
      (sp, request, response) =>
        send(response, signXml(made(sp, request, status(SUCCESS), { InResponseTo: '_x' }), sp.keys.privateKeyPem)),
      'logout_refused',
    ],
    [
      'a refusal',
      (sp, request, response) =>
        send(
          response,
          signXml(made(sp, request, status('urn:oasis:names:tc:SAML:2.0:status:Responder')), sp.keys.privateKeyPem),
        ),
      'logout_refused',
    ],
    [
      'two answers in one envelope',
      (sp, request, response) => send(response, signXml(made(sp, request), sp.keys.privateKeyPem).repeat(2)),
      'logout_refused',
    ],
    [
      'a fault',
      (_sp, _request, response) =>
        send(response, '<S:Fault><faultcode>S:Server</faultcode><faultstring>busy</faultstring></S:Fault>', 500),
      'logout_refused',
    ],
    [
      'a web page',
      (_sp, _request, response) => void response.end('<!doctype html><title>Hello</title>'),
      'logout_refused',
    ],
    [
      'a document type',
      (_sp, _request, response) => void response.end(`<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>`),
      'logout_refused',
    ],
    ['an answer without end', (_sp, _request, response) => void response.end('x'.repeat(400_000)), 'no_logout_answer'],
    ['404', (_sp, _request, response) => void response.writeHead(404).end(), 'no_logout_answer'],
    [
      'a redirect, which is not followed',
      (_sp, _request, response) => void response.writeHead(302, { location: `${url}/elsewhere` }).end(),
      'no_logout_answer',
    ],
    ['a cut connection', (_sp, _request, response) => void response.socket?.destroy(), 'no_logout_answer'],
    ['no answer at all', () => undefined, 'no_logout_answer'],
  ];
  let same: TestSp | undefined;
  test.each(BAD)('%s: the application counts as open', async (_name, how, code) => {
    same ??= await addSoapSp();
    const sp = same;
    answer = (request, response) => how(sp, request, response);
    const started = Date.now();
    expect(await signOut(sp)).toMatch(/You may still be signed in there/);
    expect(Date.now() - started).toBeLessThan(9_000);
    expect((await bench.outcomes())[0]).toBe(code);
    expect(asked).toHaveLength(1);
  });

  test('several are asked at once, then the browser goes on to the others', async () => {
    const slow = [await addSoapSp(), await addSoapSp()];
    const front = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    for (const sp of [...slow, front]) await bench.signOn(browser, sp);
    let open = 0;
    let most = 0;
    answer = (request, response) => {
      open += 1;
      most = Math.max(most, open);
      const sp = slow.find((one) => request.body.includes(`/${one.application.slug}/`));
      setTimeout(() => {
        open -= 1;
        if (sp !== undefined) send(response, signXml(made(sp, request), sp.keys.privateKeyPem));
      }, 300);
    };
    await browser.open('/');
    const path = whereTo(await browser.send('/logout', {}));
    const page = await browser.agent.get(path).expect(200);
    expect(most).toBe(2);
    expect(whereTo(page).startsWith(front.sloUrl)).toBe(true);
    expect(wordsOf(page.text)).toContain('Application 3 of 3');
  });

  test('an application that asks, and one behind SOAP that fails: the answer says partly', async () => {
    const [front, back] = [await bench.addSp(), await addSoapSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, front);
    await bench.signOn(browser, back);
    answer = (_request, response) => void response.writeHead(404).end();
    const begun = await browser.agent.get(pathOf(await front.saml.getLogoutUrlAsync(profile, 's', {}))).expect(303);
    const end = whereTo(await browser.agent.get(whereTo(begun)).expect(200));
    expect(messageIn(end).xml).toMatch(/status:Success"><samlp:StatusCode Value="[^"]*PartialLogout"/);
    expect(messageIn(end).relayState).toBe('s');
  });

  test('an address in our own network is not asked (SSRF)', async () => {
    const strict = await startLogoutBench({ env: { allowedPrivateRanges: '' } });
    try {
      const sp = await strict.addSp({ slo: [{ binding: 'soap', url }] });
      const browser = await strict.signedIn('noor.abadi');
      await strict.signOn(browser, sp);
      await browser.open('/');
      const result = await browser.open(whereTo(await browser.send('/logout', {})));
      expect(wordsOf(result)).toContain('No answer');
      expect(asked).toEqual([]);
      expect(await strict.outcomes()).toEqual(['no_logout_answer']);
    } finally {
      await strict.stop();
    }
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addApplication } from '../../src/actions/applications/add';
import type { BrowserSession } from '../web/browser-session';
import { wordsOf, type ChosenFile } from '../web/browser-session';
import { readForm } from '../web/read-form';
import type { User } from '../../src/core/user';
import { startSp } from '../support/integration';
import { suspendLongAgo } from '../support/passo';
import { startWebBench, type WebBench } from './web-bench';

let bench: WebBench;
let browser: BrowserSession;

beforeAll(async () => {
  bench = await startWebBench();
  browser = await bench.signedIn();
});
afterAll(() => bench.stop());

const APP = '/admin/applications/atlas';
type Sent = Awaited<ReturnType<BrowserSession['send']>>;

/** Sends a form and expects that nothing is stored and that its page says a sentence in sight of what was typed. */
async function expectRefused(
  send: () => Promise<Sent>,
  status: number,
  sentence: string | RegExp,
  kept: string[] = [],
): Promise<void> {
  const before = await bench.stored();
  const answer = await send();
  expect(answer.status).toBe(status);
  expect(wordsOf(answer.text)).toMatch(sentence);
  for (const value of kept) expect(answer.text).toContain(`value="${value}"`);
  expect(await bench.stored()).toBe(before);
}

describe('images (A6)', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const image = (bytes: Buffer, filename = 'logo.png'): ChosenFile => ({ name: 'image', filename, bytes });
  const KIND = 'Choose a PNG, JPEG or WebP image.';
  const FILES: Record<string, readonly [Buffer, string, string]> = {
    'an SVG with a script': [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'logo.svg',
      KIND,
    ],
    'an SVG called PNG': [Buffer.from('<?xml version="1.0"?><svg onload="alert(1)"/>'), 'logo.png', KIND],
    'a page': [Buffer.from('<!doctype html><script>alert(1)</script>'), 'logo.html', KIND],
    'a page that begins with a blank and a PNG’s name': [Buffer.concat([Buffer.from(' '), PNG]), 'logo.png', KIND],
    'a GIF that is a script': [Buffer.from('GIF89a/*'), 'logo.gif', KIND],
    'a PDF': [Buffer.from('%PDF-1.7'), 'logo.pdf', KIND],
    'a BMP': [Buffer.from('BM000000'), 'logo.bmp', KIND],
    'one byte': [Buffer.from('\x89'), 'logo.png', KIND],
    'a program': [Buffer.from('MZ\x90\x00'), 'logo.png', KIND],
    'a PNG of 513 KB': [
      Buffer.concat([PNG, Buffer.alloc(512 * 1024)]),
      'logo.png',
      'The image can have 512 KB at most.',
    ],
    'a photograph of 5 MB': [
      Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]),
      'logo.png',
      'The image can have 512 KB at most.',
    ],
    'an empty file': [Buffer.alloc(0), 'logo.png', 'Choose an image'],
  };
  test.each(Object.entries(FILES))('%s is refused in its form', async (_name, [bytes, filename, sentence]) => {
    await browser.open(`${APP}/general`);
    await expectRefused(
      () => browser.send(`${APP}/image`, { action: 'upload' }, image(bytes, filename)),
      422,
      sentence,
    );
  });

  test('a refused image leaves everything else in the form as it was typed', async () => {
    await browser.open('/admin/applications/new/custom-saml');
    const typed = { connectorId: 'custom-saml', label: 'Typed label', slug: 'typed-slug', showInPortal: 'on' };
    const send = (): Promise<Sent> => browser.send('/admin/applications', typed, image(Buffer.from('<svg/>')));
    await expectRefused(send, 422, KIND, ['Typed label', 'typed-slug']);
  });

  test('a file of 12 MB is turned away in a sentence, and so is one that hides its size', async () => {
    await browser.open(`${APP}/general`);
    const big = image(Buffer.concat([PNG, Buffer.alloc(12 * 1024 * 1024)]));
    const cookie = await bench.cookieFor('sam.okafor', bench.adminPassword);
    const before = await bench.stored();
    const answer = await browser
      .send(`${APP}/image`, {}, big)
      .catch((error: unknown) => error as NodeJS.ErrnoException);
    if ('status' in answer)
      expect([answer.status, wordsOf(answer.text)]).toEqual([422, expect.stringContaining('too large')]);
    else expect(['EPIPE', 'ECONNRESET']).toContain(answer.code);
    const headers = {
      'Content-Type': 'multipart/form-data; boundary=x',
      'Transfer-Encoding': 'chunked',
      Cookie: cookie,
    };
    const hidden = await bench.shoot({ method: 'POST', path: `${APP}/image`, headers });
    expect(hidden.status).toBe(422);
    expect(await bench.stored()).toBe(before);
  });

  test('nobody but admins can make the product keep files in memory', async () => {
    const noor = await bench.signedIn('noor.abadi');
    await noor.open('/security');
    const answer = await noor.send('/security/password', { current: 'x', password: 'y' }, image(PNG));
    expect(answer.status).toBe(403);
  });

  test('an image that is taken is served as what its bytes are, in a sandbox', async () => {
    await browser.open(`${APP}/general`);
    const bytes = Buffer.concat([PNG, Buffer.from('<script>alert(1)</script>')]);
    expect((await browser.send(`${APP}/image`, {}, image(bytes, '../../evil.html'))).status).toBe(303);
    const { headers } = await browser.agent.get('/apps/atlas/image').expect(200);
    expect(headers).toMatchObject({
      ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
      'content-security-policy': "default-src 'none'; sandbox",
    });
    await bench.browser().open('/apps/atlas/image', 303);
  });
});

describe('metadata of an application (X1, M-051)', () => {
  const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
  const IDP = `<EntityDescriptor xmlns="${MD}" entityID="https://x.example"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></EntityDescriptor>`;
  const FILES: Record<string, readonly [string, RegExp]> = {
    'a DTD': ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', /document type|DTD|DOCTYPE/i],
    'metadata of an identity provider': [IDP, /identity provider/i],
    'no XML': ['{"entityID": "x"}', /line 1/],
    'XML that breaks off': [`<EntityDescriptor xmlns="${MD}"\n entityID="x">\n<SPSSODescriptor>\n</Wrong>`, /line 4/],
  };
  test.each(Object.entries(FILES))('%s is refused with the reason', async (_name, [xml, sentence]) => {
    await browser.open(`${APP}/sso`);
    const file = { name: 'metadata', filename: 'sp.xml', bytes: Buffer.from(xml) };
    await expectRefused(() => browser.send(`${APP}/sso/metadata`, { metadataText: '' }, file), 422, sentence);
  });
});

describe('single sign-on settings (M-048, A-32)', () => {
  const CHANGES: Record<string, readonly [Record<string, string>, RegExp]> = {
    'a placeholder': [{ spEntityId: 'https://YOUR_SUBDOMAIN.example' }, /YOUR_SUBDOMAIN/],
    'a script as address': [{ 'acs.0.url': 'javascript:alert(1)' }, /address/],
    'markup as address': [{ 'acs.0.url': 'https://sp.example/"><script>' }, /address/],
    'a host that stands for every host': [{ 'acs.0.url': 'https://*/acs' }, /address/],
    'a host that ends the policy of the page': [{ 'acs.0.url': 'https://sp.example;sandbox/acs' }, /address/],
    'a host that begins another policy': [{ 'acs.0.url': 'https://sp.example,sandbox/acs' }, /address/],
    'a name and a password in the address': [{ 'acs.0.url': 'https://sp.example:x@evil.example/acs' }, /address/],
    'no address': [{ 'acs.0.url': '' }, /ACS/],
    'a certificate that is none': [{ 'certificate.0': 'not a certificate' }, /certificate/i],
    'a name identifier nobody knows': [{ nameId: 'urn:evil' }, /Name/i],
    'a property nobody knows': [{ nameIdFrom: '__proto__' }, /Choose one of the directory’s properties/],
    'a way to sign nobody knows': [{ sign: 'none' }, /Choose what is signed/],
  };
  test.each(Object.entries(CHANGES))('%s is refused and what was typed stays', async (_name, [change, sentence]) => {
    const fields = readForm(await browser.open(`${APP}/sso`), `${APP}/sso`);
    const typed = { ...fields, ...change, action: 'save' };
    await expectRefused(() => browser.send(`${APP}/sso`, typed), 422, sentence);
  });
});

describe('Identity Management (M-079 to M-086)', () => {
  let html: Server;
  const idm = '/admin/applications/receipts/identity-management';

  beforeAll(async () => {
    const naming = { connectorId: 'custom-scim', label: 'Receipts', slug: 'receipts' };
    await addApplication(bench.passo.context, bench.actor, { ...naming, showInPortal: true, variables: {} });
    html = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<h1>Sign in</h1><script>alert("from the SP")</script>');
    });
    await new Promise<void>((done) => html.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => html.close(done)));

  const activate = async (baseUrl: string, token: string, sentence: RegExp): Promise<void> => {
    const { db } = bench.passo.context;
    await browser.open(idm);
    const { status, text } = await browser.send(`${idm}/activation`, { baseUrl, token });
    expect(status).toBe(422);
    expect(wordsOf(text)).toMatch(sentence);
    if (baseUrl !== '') expect(readForm(text, `${idm}/activation`)).toMatchObject({ baseUrl });
    expect(text).not.toContain(token);
    const kept: unknown = await db('applications').where({ slug: 'receipts' }).first();
    expect(kept).toMatchObject({ idm_state: 'inactive', idm_token_sealed: null });
    expect(JSON.stringify([kept, await db('events').select(), await db('sessions').select()])).not.toContain(token);
    expect(await db('links').select()).toEqual([]);
  };

  test('a wrong token is named as the cause, and never shown or written down', async () => {
    const sp = await startSp();
    try {
      await activate(sp.scimBaseUrl, 'wr0ng-t0ken-of-the-admin', /refused the Token Key/);
    } finally {
      await sp.stop();
    }
  });

  test('an application that answers with a page is named as such, and its page is not shown', async () => {
    const { port } = html.address() as AddressInfo;
    await activate(`http://127.0.0.1:${port}/scim`, 'any-t0ken', /SCIM|page|HTML/);
    await browser.open(idm);
  });

  test.each([
    ['', /Base URL/],
    ['not an address', /address/],
    ['javascript:alert(1)', /address/],
    ['file:///etc/passwd', /address/],
    ['http://user:secret@127.0.0.1/scim', /address|password|name/],
    ['http://169.254.169.254/latest/meta-data', /./],
    ['"><script>alert(1)</script>', /address/],
  ])('the Base URL %j is refused in a sentence', async (baseUrl, sentence) => {
    await activate(baseUrl, 'any-t0ken', sentence);
  });
});

describe('deletion (M-208)', () => {
  test.each(['', '0', '2', '-1', '1.0', '1e0', 'one', 'atlas', '01', '1 1', '1; drop table applications'])(
    'the count %j deletes nothing and is still there to be put right',
    async (count) => {
      await browser.open(`/admin/applications/deletion?id=${bench.application.id}`);
      const send = (): Promise<Sent> =>
        browser.send('/admin/applications/deletion', { id: bench.application.id, count });
      await expectRefused(send, 422, /Enter 1 to delete it\. Nothing was deleted\./, count === '' ? [] : [count]);
    },
  );

  let leaver: User | undefined;
  test.each(['', 'noor', 'NOOR.ABADI ', 'sam.okafor', '%'])('the username %j deletes nobody else', async (username) => {
    const { context } = bench.passo;
    leaver ??= await bench.addPerson('on.the.way.out');
    await suspendLongAgo(context, leaver.id);
    const path = `/admin/users/${leaver.id}/deletion`;
    await browser.open(path);
    expect((await browser.send(path, { username })).status).toBe(422);
    expect(await context.db('users').where({ id: leaver.id }).first()).toBeDefined();
  });
});

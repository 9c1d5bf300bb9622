import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Application } from '../../../src/core/application';
import { findSpMetadataSource } from '../../../src/store/sign-on/sp-metadata-sources';
import { transact } from '../../../src/store/tx';
import { wordsOf } from '../browser-session';
import { readForm } from '../read-form';
import { startSsoBench, tab, type SsoBench } from '../sso-bench';

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
let bench: SsoBench;
let server: Server;
let url: string;
let body: string;
let status: number;

beforeAll(async () => {
  bench = await startSsoBench();
  server = createServer((_, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sp`;
});
afterAll(async () => {
  server.close();
  await bench.passo.stop();
});
beforeEach(() => {
  status = 200;
});

const entity = (acs: string, id = `https://sp${bench.round()}.example/saml`, more = ''): string =>
  `<EntityDescriptor xmlns="${MD}" entityID="${id}"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${more}<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/${acs}" index="0"/></SPSSODescriptor></EntityDescriptor>`;
const named = (name: string): string =>
  `<Extensions><u:UIInfo xmlns:u="urn:oasis:names:tc:SAML:metadata:ui"><u:DisplayName xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="en">${name}</u:DisplayName></u:UIInfo></Extensions>`;
const federation = (count: number): string =>
  `<EntitiesDescriptor xmlns="${MD}">${Array.from({ length: count }, (_, n) =>
    entity(`acs${n}`, `https://member${n}.example`, n === 1 ? named('Member &lt;One&gt;') : ''),
  ).join('')}</EntitiesDescriptor>`;

const at = (application: Application, path: string): string => `${tab(application)}/metadata${path}`;
const hand = (application: Application, fields: Record<string, string>) =>
  bench.browser.send(at(application, ''), { metadataText: '', metadataUrl: '', ...fields });
const source = (application: Application) => findSpMetadataSource(bench.passo.context.db, application.id);
const added = async (): Promise<Application> => {
  const application = await bench.add('custom-saml');
  await bench.browser.open(tab(application));
  return application;
};
/** Sets an application up from the address. */
const watched = async (): Promise<Application> => {
  const application = await added();
  body = entity('acs');
  const review = await hand(application, { metadataUrl: url });
  await bench.browser.sendAndFollow(at(application, '/apply'), readForm(review.text, at(application, '/apply')));
  return application;
};

describe('M-051: metadata by its address', () => {
  test('it is read, reviewed, applied and then read by itself; the tab says so, and stops when told', async () => {
    const application = await added();
    body = entity('acs');
    const review = await hand(application, { metadataUrl: ` ${url} ` });
    expect(review.status).toBe(200);
    expect(wordsOf(review.text)).toContain('is read again by itself');
    expect(await source(application)).toBeUndefined();
    const apply = at(application, '/apply');
    const page = await bench.browser.sendAndFollow(apply, readForm(review.text, apply));
    expect(wordsOf(page)).toContain(`Read by itself from ${url}`);
    expect(await bench.stored(application)).toMatchObject({ ssoState: 'active' });
    expect(await source(application)).toMatchObject({ url });
    const stopped = await bench.browser.sendAndFollow(at(application, '/source'), { action: 'stop' });
    expect(wordsOf(stopped)).toContain('The address is not read any more');
    expect(await source(application)).toBeUndefined();
  });

  test.each([
    ['http://10.0.0.1/metadata', 'an address of a private network'],
    ['https://user:secret@sp.example/', 'a username or password stands in the address'],
    ['ftp://sp.example/', 'not an https address'],
    ['what is this', 'not a valid address'],
    [`https://sp.example/${'x'.repeat(2_000)}`, 'The address is too long'],
    ['javascript:alert(1)', 'not an https address'],
  ])('%s is refused on the tab, where what was typed stays', async (typed, sentence) => {
    const application = await added();
    const response = await hand(application, { metadataUrl: typed });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain(sentence);
    expect(readForm(response.text, at(application, ''))['metadataUrl']).toBe(typed);
    expect(await bench.stored(application)).toEqual(application);
  });

  test('an address that answers with a fault is refused with it', async () => {
    const application = await added();
    status = 404;
    expect(wordsOf((await hand(application, { metadataUrl: url })).text)).toContain('nothing at the address');
    status = 200;
    body = '<!DOCTYPE html><html></html>';
    expect(wordsOf((await hand(application, { metadataUrl: url })).text)).toContain('a web page, not with metadata');
  });

  test('two ways at once are refused, and neither is lost', async () => {
    const application = await added();
    const response = await hand(application, { metadataUrl: url, metadataText: entity('x') });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('one of them');
    expect(readForm(response.text, at(application, ''))).toMatchObject({ metadataUrl: url, metadataText: entity('x') });
  });
});

describe('a document of several service providers', () => {
  test('one is chosen by name, reviewed and applied; the address is followed for that one', async () => {
    const application = await added();
    body = federation(3);
    const choice = await hand(application, { metadataUrl: url });
    expect(wordsOf(choice.text)).toContain('The metadata holds 3 service providers');
    expect(wordsOf(choice.text)).toContain('Member <One> https://member1.example');
    const choose = at(application, '/choose');
    const nothing = await bench.browser.send(choose, readForm(choice.text, choose));
    expect(nothing.status).toBe(422);
    expect(wordsOf(nothing.text)).toContain('Choose one of the service providers.');
    const chosen = { ...readForm(nothing.text, choose), entityId: 'https://member1.example' };
    const review = await bench.browser.send(choose, chosen);
    expect(wordsOf(review.text)).toContain('https://sp.example/acs1');
    expect(review.text).not.toContain('acs2');
    const apply = at(application, '/apply');
    await bench.browser.sendAndFollow(apply, readForm(review.text, apply));
    expect((await bench.stored(application)).sso?.spEntityId).toBe('https://member1.example');
    expect(await source(application)).toMatchObject({ entityId: 'https://member1.example' });
  });

  test('a file of 200 goes through choice and review', async () => {
    const application = await added();
    const bytes = Buffer.from(federation(200));
    const file = { name: 'metadata', filename: 'federation.xml', bytes };
    const choice = await bench.browser.send(at(application, ''), { metadataText: '', metadataUrl: '' }, file);
    expect(wordsOf(choice.text)).toContain('200 service providers');
    const choose = at(application, '/choose');
    // As browsers send it: the form is a multipart one.
    const none = { name: 'none', filename: '', bytes: Buffer.alloc(0) };
    const fields = { ...readForm(choice.text, choose), entityId: 'https://member150.example' };
    const review = await bench.browser.send(choose, fields, none);
    expect(wordsOf(review.text)).toContain('https://sp.example/acs150');
  });

  test('an entity ID that is not in the document leads back to the choice', async () => {
    const application = await added();
    body = federation(2);
    const choice = await hand(application, { metadataUrl: url });
    const choose = at(application, '/choose');
    const again = await bench.browser.send(choose, { ...readForm(choice.text, choose), entityId: 'urn:elsewhere' });
    expect(wordsOf(again.text)).toContain('The metadata holds 2 service providers');
  });
});

describe('A10: whose metadata is it', () => {
  test('another entity ID for an application that is set up has to be confirmed; the ticks stay', async () => {
    const application = await watched();
    const review = await hand(application, { metadataText: entity('taken', 'https://evil.example') });
    expect(wordsOf(review.text)).toContain('this may be another service provider');
    const apply = at(application, '/apply');
    const refused = await bench.browser.send(apply, readForm(review.text, apply));
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('Tick that you have checked it');
    expect((await bench.stored(application)).sso?.spEntityId).not.toBe('https://evil.example');
    await bench.browser.sendAndFollow(apply, { ...readForm(refused.text, apply), confirmed: 'on' });
    expect((await bench.stored(application)).sso?.spEntityId).toBe('https://evil.example');
  });

  test('an entity ID that another application has names that one', async () => {
    const first = await watched();
    const { spEntityId } = (await bench.stored(first)).sso ?? {};
    const second = await added();
    const review = await hand(second, { metadataText: entity('acs', spEntityId) });
    expect(wordsOf(review.text)).toContain(`${first.label} has the SP Entity ID ${spEntityId ?? ''} already.`);
  });
});

describe('new metadata at the address', () => {
  const changed = async (acs: string, id?: string): Promise<Application> => {
    const application = await watched();
    body = entity(acs, id);
    await bench.browser.sendAndFollow(at(application, '/source'), { action: 'read' });
    return application;
  };
  const difference = (application: Application): Promise<string> => bench.browser.open(at(application, '/difference'));

  test('it is announced on the tab and on Home, shown line by line, and accepted', async () => {
    const application = await changed('new');
    expect(wordsOf(await bench.browser.open(tab(application)))).toContain(`${application.label} has new metadata`);
    expect(wordsOf(await bench.browser.open('/admin'))).toContain(`${application.label} has new metadata`);
    const page = await difference(application);
    expect(wordsOf(page)).toMatch(/ACS URLs Changes .*sp\.example\/acs.*sp\.example\/new/);
    expect((await bench.stored(application)).sso?.acs[0]?.url).toBe('https://sp.example/acs');
    const path = at(application, '/difference');
    const after = await bench.browser.sendAndFollow(path, { ...readForm(page, path), action: 'apply' });
    expect(wordsOf(after)).toContain('New metadata accepted');
    expect(wordsOf(after)).not.toContain('has new metadata');
    expect((await bench.stored(application)).sso?.acs[0]?.url).toBe('https://sp.example/new');
    await bench.browser.agent.get(path).expect(303);
  });

  test('dismissed, it is gone from tab and Home', async () => {
    const application = await changed('unwanted');
    const path = at(application, '/difference');
    const fields = readForm(await difference(application), path);
    const after = await bench.browser.sendAndFollow(path, { ...fields, action: 'dismiss' });
    expect(wordsOf(after)).toContain('Dismissed');
    expect(wordsOf(await bench.browser.open('/admin'))).not.toContain(`${application.label} has new metadata`);
    const again = await bench.browser.sendAndFollow(path, { ...fields, action: 'apply' });
    expect(wordsOf(again)).toContain('Nothing was changed');
    expect((await bench.stored(application)).sso?.acs[0]?.url).toBe('https://sp.example/acs');
  });

  test('A10: another entity ID is marked as dangerous and needs the tick', async () => {
    const application = await changed('acs', 'https://evil.example');
    const path = at(application, '/difference');
    const page = await difference(application);
    expect(wordsOf(page)).toContain('this may be another service provider');
    const refused = await bench.browser.send(path, { ...readForm(page, path), action: 'apply' });
    expect(refused.status).toBe(422);
    expect((await bench.stored(application)).sso?.spEntityId).not.toBe('https://evil.example');
  });

  test('faults are told on the tab after the third, and what is stored works on', async () => {
    const application = await watched();
    status = 500;
    for (let n = 1; n <= 3; n += 1) {
      const page = wordsOf(await bench.browser.sendAndFollow(at(application, '/source'), { action: 'read' }));
      expect(page).toContain('The address answers with status 500.');
      expect([n, page.includes('What is stored goes on working')]).toEqual([n, n === 3]);
    }
    expect(wordsOf(await bench.browser.open('/admin'))).toContain(`The metadata of ${application.label} can’t be read`);
    expect(await bench.stored(application)).toMatchObject({ ssoState: 'active' });
  });

  test('an address that is not kept can be neither read nor stopped', async () => {
    const application = await added();
    for (const action of ['read', 'stop']) {
      expect((await bench.browser.send(at(application, '/source'), { action })).status).toBe(404);
    }
  });

  test('a bookmark has none of these pages', async () => {
    const application = await watched();
    await transact(bench.passo.context.db, (tx) =>
      tx('applications').where({ id: application.id }).update({ sso: null }),
    );
    await bench.browser.agent.get(at(application, '/difference')).expect(404);
    expect((await bench.browser.send(at(application, '/source'), { action: 'read' })).status).toBe(404);
  });
});

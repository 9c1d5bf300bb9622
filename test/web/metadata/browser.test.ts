import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { addApplication } from '../../../src/actions/applications/add';
import type { Application } from '../../../src/core/application';
import { getApplication } from '../../../src/store/applications';
import { makeCertificate } from '../../saml/certificate-maker';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(240_000);

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
const B = 'urn:oasis:names:tc:SAML:2.0:bindings:';
const LONG = `https://federation-member.research.example/shibboleth/deployment/${'segment/'.repeat(12)}metadata`;

/** A service provider with everything that a review page has to show. */
function entity(id: string, name: string, acs: string, pems: readonly string[]): string {
  const keys = pems
    .map((pem) => new X509Certificate(pem).raw.toString('base64'))
    .map(
      (text) =>
        `<md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    );
  return `<md:EntityDescriptor xmlns:md="${MD}" entityID="${id}" validUntil="2035-01-01T00:00:00Z"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:Extensions><u:UIInfo xmlns:u="urn:oasis:names:tc:SAML:metadata:ui"><u:DisplayName xml:lang="en">${name}</u:DisplayName></u:UIInfo></md:Extensions>${keys.join('')}<md:SingleLogoutService Binding="${B}SOAP" Location="https://sp.example/soap"/><md:SingleLogoutService Binding="${B}HTTP-Redirect" Location="https://sp.example/slo" ResponseLocation="https://sp.example/slo/done"/><md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat><md:AssertionConsumerService Binding="${B}HTTP-Artifact" Location="https://sp.example/art" index="0"/><md:AssertionConsumerService Binding="${B}HTTP-POST" Location="https://sp.example/${acs}" index="1" isDefault="true"/><md:AssertionConsumerService Binding="${B}HTTP-POST" Location="https://sp.example/second" index="2"/><md:AttributeConsumingService index="0"><md:ServiceName xml:lang="en">S</md:ServiceName><md:RequestedAttribute Name="urn:oid:0.9.2342.19200300.100.1.3" FriendlyName="mail" isRequired="true"/></md:AttributeConsumingService></md:SPSSODescriptor></md:EntityDescriptor>`;
}

/** Metadata both ways in a real browser, every page looked at in both widths, light and dark. */
describe('M-051: taking metadata in, in a browser', () => {
  let passo: RunningPasso;
  let browser: Browser;
  let admin: InspectedPage;
  let server: Server;
  let url: string;
  let body = '';
  let application: Application;
  const [pem, other] = [makeCertificate('rsa-2048').certificatePem, makeCertificate('rsa-2048').certificatePem];

  beforeAll(async () => {
    passo = await runPasso();
    const { actor } = await addAdmin(passo.context);
    const naming = { connectorId: 'custom-saml', label: 'Atlas', showInPortal: true, variables: {} };
    application = await addApplication(passo.context, actor, naming);
    server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/federation.xml`;
    browser = await chromium.connect(browserAddress());
    admin = await openBrowser(browser);
    await admin.page.goto(`${passo.url}/login`);
    await admin.page.locator('[name=username]').fill('sam.okafor');
    await admin.page.locator('[name=password]').fill(ADMIN_PASSWORD);
    await admin.page.locator('main button.main').click();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await passo.stop();
  });

  const press = (name: string): Promise<void> => admin.page.getByRole('button', { name, exact: true }).first().click();
  const words = async (): Promise<string> => (await admin.page.locator('main').innerText()).replace(/\s+/g, ' ');
  const stored = () => getApplication(passo.context.db, application.id);
  const tab = (): string => `${passo.url}/admin/applications/${application.slug}/sso`;
  const look = (): Promise<void> => inspect(admin);

  test('a file with a fault names reason and line, a good one is reviewed and applied', async () => {
    const { page } = admin;
    const file = join(passo.folder, 'sp.xml');
    await page.goto(tab());
    writeFileSync(file, '<md:EntityDescriptor\n\n<oops');
    await page.locator('input[type=file]').first().setInputFiles(file);
    await press('Upload Metadata');
    expect(await page.title()).toMatch(/^Problem:/);
    expect(await words()).toMatch(/The metadata can't be read: .* \(line \d\)/);
    await look();
    writeFileSync(file, entity('https://sp.example/saml', 'Atlas &amp; Co', 'acs', [pem]));
    await page.locator('input[type=file]').first().setInputFiles(file);
    await press('Upload Metadata');
    await page.locator('summary', { hasText: 'What else' }).click();
    expect(await words()).toContain('urn:oid:0.9.2342.19200300.100.1.3 (mail), required');
    await look();
    await page.locator('[name=encrypt]').check();
    await press('Apply');
    await page.waitForURL(/\/sso$/);
    expect(await stored()).toMatchObject({
      ssoState: 'active',
      sso: {
        encryption: { certificate: pem },
        slo: [
          { binding: 'redirect', url: 'https://sp.example/slo', responseUrl: 'https://sp.example/slo/done' },
          { binding: 'soap', url: 'https://sp.example/soap' },
        ],
        nameId: { format: 'email' },
      },
    });
  });

  test('by its address: one of several is chosen, the change of identity confirmed, and the address followed', async () => {
    const { page } = admin;
    const several = (acs: string, pems: readonly string[]): string =>
      `<md:EntitiesDescriptor xmlns:md="${MD}">${entity(LONG, 'Member with a long address', acs, pems)}${entity('urn:two', 'Two', 'b', [])}</md:EntitiesDescriptor>`;
    body = several('acs', [pem]);
    await page.goto(tab());
    await page.locator('[name=metadataUrl]').fill(url);
    await press('Upload Metadata');
    await look();
    await press('Continue');
    expect(await page.title()).toMatch(/^Problem:/);
    await page.getByLabel('Member with a long address').check();
    await press('Continue');
    expect(await words()).toContain('this may be another service provider');
    await look();
    await page.locator('[name=confirmed]').check();
    await press('Apply');
    await page.waitForURL(/\/sso$/);
    expect(await words()).toContain(`Read by itself from ${url}`);
    await look();

    body = several('moved', [pem, other]);
    await press('Read it now');
    expect(await words()).toContain('Atlas has new metadata');
    await look();
    await page.goto(`${passo.url}/admin`);
    await page.getByRole('link', { name: 'Review', exact: true }).first().click();
    expect(await words()).toContain('https://sp.example/moved (index 1, default) New');
    await look();
    await press('Accept');
    await page.waitForURL(/\/sso$/);
    const { sso } = await stored();
    expect(sso?.acs[0]?.url).toBe('https://sp.example/moved');
    expect(sso?.spCertificates).toHaveLength(2);
    expect(sso?.encryption?.certificate).toBe(pem);

    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    for (let n = 0; n < 3; n += 1) await press('Read it now');
    expect(await words()).toContain('What is stored goes on working');
    await look();
    await press('Stop reading it');
    expect(await words()).not.toContain('Read by itself');
  });

  test('no page had anything to complain about', () => {
    expect(admin.complaints).toEqual([]);
  });
});

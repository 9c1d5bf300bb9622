import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { RequestLog } from '../../src/dev/simulator/record';
import type { Simulator } from '../../src/dev/simulator/types';

import { buildResponse, idpMetadata, postResponse } from './fake-idp';
import { create, GROUP, patch, scim, start, stopAll, user } from './support';

const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
afterEach(stopAll);
afterAll(() => rmSync(folder, { recursive: true }));

function post(
  simulator: Simulator,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams(fields);
  return fetch(simulator.url + path, { method: 'POST', body, headers, redirect: 'manual' });
}

describe('the status page', () => {
  it('shows the values to paste, accounts, sign-ins, requests and defects', async () => {
    const simulator = await start({ idp: { metadataXml: idpMetadata() }, defects: { slow: 1 } });
    const ada = await create(simulator, '/Users', user('ada@fernhill.example', { externalId: 'e-77' }));
    await create(simulator, '/Users', user('bob', { active: false }));
    await create(simulator, '/Groups', { schemas: [GROUP], displayName: 'Sales', members: [{ value: ada }] });
    await postResponse(simulator.acsUrl, buildResponse({ acsUrl: simulator.acsUrl, audience: simulator.entityId }));
    const html = await (await fetch(simulator.url)).text();
    for (const value of [simulator.entityId, simulator.acsUrl, simulator.scimBaseUrl, simulator.token]) {
      expect(html).toContain(`value="${value}"`);
    }
    expect(html).toContain('e-77');
    expect(html).toContain('Deactivated');
    expect(html).toContain('POST /Users');
    expect(html).toContain('Sign in through Passo');
    expect(html).toContain('1 on');
    expect(html).toContain('name="dropAnswer"');
  });

  it('escapes what people and products send', async () => {
    const simulator = await start({ name: '<i>Rooms</i>' });
    await create(simulator, '/Users', user('<script>alert(1)</script>', { displayName: '"><img src=x>' }));
    const html = await (await fetch(simulator.url)).text();
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<i>Rooms');
  });

  it('has no inline script or style, and a policy that would block them', async () => {
    const simulator = await start();
    const answer = await fetch(simulator.url);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(html).not.toMatch(/ style=| on[a-z]+=|<style|<script(?![^>]* src=)/);
  });

  it('serves the three files of the design and nothing else of the folder', async () => {
    writeFileSync(join(folder, 'passo.css'), 'body{}');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    const simulator = await start({ assetsDir: folder });
    expect(await (await fetch(`${simulator.url}/passo.css`)).text()).toBe('body{}');
    for (const path of ['/secret.txt', '/passo.css/../secret.txt', '/%2e%2e/secret.txt', '/passo.js']) {
      expect((await fetch(simulator.url + path)).status).toBe(404);
    }
  });
});

describe('the forms', () => {
  it('set defects, and say so after a redirect', async () => {
    const simulator = await start();
    const answer = await post(simulator, '/simulator/defects', { rejectToken: 'on', slow: '', failUser: 'bob' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/?done=defects']);
    expect(simulator.defects()).toEqual({ rejectToken: true, failUser: 'bob' });
    expect(await (await fetch(`${simulator.url}/?done=defects`)).text()).toContain('The defects are set.');
    expect(await (await fetch(`${simulator.url}/?done=toString`)).text()).not.toContain('role="status"');
  });

  it('set the identity provider by its metadata address, and refuse what is no address', async () => {
    const simulator = await start();
    expect((await post(simulator, '/idp', { metadataUrl: 'https://sso.fernhill.example/x' })).status).toBe(303);
    for (const metadataUrl of ['', 'file:///etc/passwd', 'sso.fernhill.example']) {
      const answer = await post(simulator, '/idp', { metadataUrl });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('Enter the whole metadata address');
    }
    expect(await (await fetch(simulator.url)).text()).toContain('value="https://sso.fernhill.example/x"');
  });

  it.each<[string, Record<string, string>]>([
    ['by origin', { origin: 'https://evil.example' }],
    ['by fetch metadata', { 'sec-fetch-site': 'cross-site' }],
    ['by a sandboxed frame', { origin: 'null' }],
  ])('refuse another site, told %s', async (_name, headers) => {
    const simulator = await start();
    await create(simulator, '/Users', user('ada'));
    for (const path of ['/simulator/reset', '/simulator/defects', '/idp', '/logout']) {
      expect((await post(simulator, path, { answerHtml: 'on' }, headers)).status).toBe(403);
    }
    expect(simulator.accounts()).toHaveLength(1);
    expect(simulator.defects()).toEqual({});
  });
});

describe('the control endpoints', () => {
  it('tell the state as JSON, without the token', async () => {
    const simulator = await start();
    await create(simulator, '/Users', user('ada'));
    const text = await (await fetch(`${simulator.url}/simulator/state`)).text();
    expect(JSON.parse(text)).toMatchObject({
      accounts: [{ userName: 'ada' }],
      signIns: [],
      requestCount: 1,
      defects: {},
    });
    expect(text).not.toContain(simulator.token);
  });

  it('forget everything on reset', async () => {
    const simulator = await start();
    await create(simulator, '/Users', user('ada'));
    const answer = await fetch(`${simulator.url}/simulator/reset`, { method: 'POST' });
    expect(await answer.json()).toEqual({ ok: true });
    expect([simulator.accounts(), simulator.requests]).toEqual([[], []]);
  });
});

describe('the state file', () => {
  it('keeps accounts, groups, sign-ins, key pair and metadata address over a restart, but no token or password', async () => {
    const stateFile = join(folder, 'rooms.json');
    const idp = { metadataXml: idpMetadata() };
    const first = await start({ stateFile, idp });
    const ada = await create(first, '/Users', user('ada', { password: 'correct horse' }));
    await scim(first, 'PATCH', `/Users/${ada}`, patch({ op: 'add', path: 'title', value: 'Lead' }));
    await create(first, '/Groups', { schemas: [GROUP], displayName: 'Sales', members: [{ value: ada }] });
    await postResponse(first.acsUrl, buildResponse({ acsUrl: first.acsUrl, audience: first.entityId }));
    first.useIdpMetadata('https://sso.fernhill.example/x');
    await first.stop();

    const text = readFileSync(stateFile, 'utf8');
    expect(text).not.toContain(first.token);
    expect(text).not.toContain('correct horse');
    expect(statSync(stateFile).mode & 0o077).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);

    const second = await start({ stateFile });
    expect(second.accounts()).toEqual(first.accounts());
    expect(second.accounts()[0]).toMatchObject({ groups: ['Sales'], attributes: { title: 'Lead' } });
    expect(second.signIns()).toEqual(first.signIns());
    expect(second.certificate).toBe(first.certificate);
    expect(await (await fetch(second.url)).text()).toContain('https://sso.fernhill.example/x');
    expect((await scim(second, 'GET', `/Users/${ada}`)).json).toMatchObject({ meta: { version: 'W/"2"' } });
  });

  it('stops the start when it can’t be understood, and frees the port', async () => {
    const stateFile = join(folder, 'broken.json');
    writeFileSync(stateFile, '{}');
    await expect(start({ stateFile })).rejects.toThrow('not a state file');
  });
});

describe('recorded requests', () => {
  it('hold method, path, body, status and time of each request, and never the token', async () => {
    const simulator = await start();
    const filter = encodeURIComponent(`userName eq "${simulator.token}"`);
    await scim(simulator, 'GET', `/Users?filter=${filter}`);
    await scim(simulator, 'POST', '/Users', user(simulator.token, { title: `x ${simulator.token} y` }));
    await scim(simulator, 'POST', '/Users', `{"broken": "${simulator.token}"`);
    expect(simulator.requests.map(({ method, status }) => [method, status])).toEqual([
      ['GET', 200],
      ['POST', 201],
      ['POST', 400],
    ]);
    expect(simulator.requests[1]).toMatchObject({ path: '/Users', body: { title: 'x ****** y' } });
    expect(JSON.stringify(simulator.requests)).not.toContain(simulator.token);
  });

  it('stay at the last 1,000 while the count goes on', () => {
    const log = new RequestLog('token');
    for (let at = 1; at <= 1005; at += 1) log.add({ at, method: 'GET', path: '/Users', status: 200, tookMs: 0 });
    expect([log.entries.length, log.entries[0]?.at, log.total]).toEqual([1000, 6, 1005]);
  });
});

describe('addresses', () => {
  it('follow the public URL when one is given', async () => {
    const simulator = await start({ publicUrl: 'https://rooms.fernhill.example/' });
    expect(simulator.scimBaseUrl).toBe('https://rooms.fernhill.example/scim/v2');
    expect(simulator.acsUrl).toBe('https://rooms.fernhill.example/acs');
  });

  it('end with the simulator: a stopped one refuses connections', async () => {
    const simulator = await start();
    await simulator.stop();
    await expect(fetch(simulator.url)).rejects.toThrow();
  });
});

import { createHash } from 'node:crypto';
import { request as openRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import type { Actor } from '../../src/actions/deps';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { activateUser } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import { SecretText } from '../../src/core/secret-text';
import type { Profile, User } from '../../src/core/user';
import { ADMIN_PASSWORD, addAdmin, profileOf, startPasso, type TestOptions, type TestPasso } from '../support/passo';
import { BrowserSession } from '../web/browser-session';

/** The password of everybody but the admin. */
export const PASSWORD = `${ADMIN_PASSWORD}-of-others`;
export const ACS = 'https://sp.example:8443/saml/acs';
export const ENTITY = 'https://sp.example/metadata';

/** What came back, byte for byte. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request, sent exactly as written: no path is tidied up, no header added but Host and what is given. */
export interface Shot {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The running product with an admin, a person, and an application with SAML that the person may use. */
export interface WebBench {
  readonly passo: TestPasso;
  readonly app: Express;
  readonly actor: Actor;
  readonly admin: User;
  readonly adminPassword: string;
  readonly noor: User;
  readonly application: Application;
  readonly group: Group;
  /** A browser of nobody. */
  readonly browser: () => BrowserSession;
  readonly signedIn: (username?: string, password?: string) => Promise<BrowserSession>;
  /** Signs somebody in and gives the cookie, for requests sent by hand. */
  readonly cookieFor: (username: string, password?: string) => Promise<string>;
  readonly addPerson: (username: string, more?: Partial<Profile>) => Promise<User>;
  readonly shoot: (shot: Shot) => Promise<Answer>;
  /** A digest of everything that is stored, but sessions and counters of tries. */
  readonly stored: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const TABLES = [
  ...['settings', 'users', 'user_groups', 'memberships', 'applications', 'application_images', 'group_bindings'],
  ...['user_bindings', 'certificates', 'user_links', 'sign_on_requests', 'events', 'links', 'stale', 'lanes'],
];

/** Starts the product on loopback. */
export async function startWebBench(options: TestOptions = {}): Promise<WebBench> {
  const passo = await startPasso(options);
  const { context } = passo;
  const { admin, actor } = await addAdmin(context);
  const app = buildApp(context);
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const addPerson = async (username: string, more: Partial<Profile> = {}): Promise<User> => {
    const { user, activationToken } = await createUser(context, actor, profileOf(username, more), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(PASSWORD));
    return user;
  };
  const noor = await addPerson('noor.abadi', { firstname: 'Noor', lastname: 'Abadi' });
  const group = await createGroup(context, actor, { name: 'Design' });
  await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
  const application = await addSamlApplication({ context, actor, group });
  const browser = (): BrowserSession => new BrowserSession(app);
  const send = (shot: Shot): Promise<Answer> => shoot((server.address() as AddressInfo).port, shot);
  return {
    adminPassword: ADMIN_PASSWORD,
    ...{ passo, app, actor, admin, noor, application, group, browser, addPerson },
    signedIn: async (username, password) => {
      const session = browser();
      await session.signIn(username, password ?? (username === undefined ? ADMIN_PASSWORD : PASSWORD));
      return session;
    },
    shoot: send,
    cookieFor: async (username, password = PASSWORD) => {
      const page = await send({ path: '/login' });
      const body = formBody({ _csrf: tokenOf(page.text), username, password });
      const headers = { ...FORM, Cookie: cookieOf(page.headers) ?? '' };
      const cookie = cookieOf((await send({ method: 'POST', path: '/login', headers, body })).headers);
      if (cookie === undefined) throw new Error(`${username} could not sign in.`);
      return cookie;
    },
    stored: async () => {
      // What happened before is written in batches, and must not look like the work of what comes next.
      await context.journal.flush();
      const hash = createHash('sha256');
      for (const table of TABLES) {
        const rows: unknown[] = await context.db(table).select();
        hash.update(
          `${table}:${rows
            .map((row) => JSON.stringify(row))
            .sort()
            .join('\n')}`,
        );
      }
      return hash.digest('hex');
    },
    stop: async () => {
      await close(server);
      await passo.stop();
    },
  };
}

/** Adds an application whose only address is ACS and gives it to a group. */
async function addSamlApplication(bench: {
  context: TestPasso['context'];
  actor: Actor;
  group: Group;
}): Promise<Application> {
  const { context, actor, group } = bench;
  const added = await addApplication(context, actor, {
    ...{ connectorId: 'custom-saml', label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} },
  });
  if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
  const sso = { ...added.sso, spEntityId: ENTITY, acs: [{ url: ACS, isDefault: true }] };
  const application = await configureSso(context, actor, added.id, { sso, active: true });
  await setGroupsOfApplication(context, actor, application.id, [group.id]);
  return application;
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

function shoot(port: number, { method = 'GET', path, headers = {}, body }: Shot): Promise<Answer> {
  return new Promise((done, fail) => {
    const length: Record<string, string> =
      body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = openRequest(
      { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          done({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}

/** The value of the session cookie that an answer sets; undefined when it sets none. */
export function cookieOf(headers: { readonly 'set-cookie'?: string | string[] | undefined }): string | undefined {
  const lines = [headers['set-cookie'] ?? []].flat();
  return lines.map((line) => /^(?:__Host-)?passo=[^;]+/.exec(line)?.[0]).find((pair) => pair !== undefined);
}

/** The token that the forms of a page carry. */
export function tokenOf(html: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** A form's body as browsers send it. */
export function formBody(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { join } from 'node:path';
import { startSimulator } from '../../../../src/dev/simulator/start';

/** A SCIM attribute object, as an SP keeps it. */
export type Stored = Record<string, unknown> & { readonly id: string };

/** One request as it arrived, path and query below the Base URL. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** A service provider that scenarios run against. */
export interface ScenarioSp {
  readonly baseUrl: string;
  readonly token: string;
  readonly requests: readonly Arrived[];
  accounts(): readonly Stored[];
  groups(): readonly Stored[];
  /** Forgets everything, and from now on removes accounts whose `active` turns false, or keeps them. */
  reset(options: { readonly removesInactive: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Attributes beyond the core schema that Interact's table and the flat form need (M-152, A-27). */
const EXTRA = ['location', 'department', 'organization', 'employeeNumber'];

/** Our own simulator. */
export async function simulatorSp(): Promise<ScenarioSp> {
  const sp = await startSimulator({
    port: 0,
    name: 'Atlas',
    scimToken: `t-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`,
    assetsDir: join(__dirname, '../../../../views/assets'),
    clock: Date.now,
    extraAttributes: EXTRA,
  });
  return {
    baseUrl: sp.scimBaseUrl,
    token: sp.token,
    get requests() {
      return sp.requests;
    },
    accounts: () =>
      sp.accounts().map(({ attributes, ...account }) => ({
        ...attributes,
        id: account.id,
        userName: account.userName,
        active: account.active,
      })),
    groups: () => sp.groups().map(({ id, displayName, members }) => ({ id, displayName, members: [...members] })),
    async reset({ removesInactive }) {
      await fetch(`${sp.url}/simulator/reset`, { method: 'POST' });
      sp.setDefects(removesInactive ? { deactivateRemoves: true } : {});
    },
    stop: () => sp.stop(),
  };
}

interface Handle {
  readonly id?: string;
  readonly filter?: { match(list: Stored[]): Stored[] };
}

/** An independent SCIM server: scimmy and scimmy-routers, with resources in memory. One per process, for its registry is global. */
export async function scimmySp(): Promise<ScenarioSp> {
  const token = `t-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`;
  const users = new Map<string, Stored>();
  const groups = new Map<string, Stored>();
  const requests: Arrived[] = [];
  let removes = false;
  let made = 0;
  const handlers = (stored: Map<string, Stored>, word: string, unique: string): object => ({
    ingress: ({ id }: Handle, instance: object) => {
      const plain = JSON.parse(JSON.stringify(instance)) as Record<string, unknown>;
      const taken = [...stored.values()].find((one) => one[unique] === plain[unique]);
      if (taken !== undefined && taken.id !== id) throw new SCIMMY.Types.Error(409, 'uniqueness', `${unique} is taken`);
      const key = id ?? `${word}-${(made += 1)}`;
      const kept = { ...plain, id: key };
      if (removes && word === 'account' && plain['active'] === false) stored.delete(key);
      else stored.set(key, kept);
      return Promise.resolve(kept);
    },
    egress: ({ id, filter }: Handle) => {
      const all = [...stored.values()];
      if (id === undefined) return Promise.resolve(filter === undefined ? all : filter.match(all));
      const one = stored.get(id);
      if (one === undefined) throw new SCIMMY.Types.Error(404, '', `no such ${word}`);
      return Promise.resolve(one);
    },
    degress: ({ id }: Handle) => {
      if (id === undefined || !stored.delete(id)) throw new SCIMMY.Types.Error(404, '', `no such ${word}`);
      return Promise.resolve();
    },
  });
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Schemas.User.definition.extend(EXTRA.map((name) => new SCIMMY.Types.Attribute('string', name)));
  SCIMMY.Resources.declare(SCIMMY.Resources.User, handlers(users, 'account', 'userName') as never);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlers(groups, 'group', 'displayName') as never);
  const app = express();
  app.use(express.json({ type: ['application/scim+json', 'application/json'] }), (request, _response, next) => {
    const path = request.originalUrl.replace(/^\/scim/, '');
    const body: unknown = request.body;
    requests.push({ method: request.method, path, ...(body === undefined ? {} : { body: structuredClone(body) }) });
    next();
  });
  const handler = (request: express.Request): string => {
    if (request.header('authorization') !== `Bearer ${token}`) throw new Error('Unknown token');
    return 'passo';
  };
  app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler }));
  const server: Server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    token,
    requests,
    accounts: () => [...users.values()],
    groups: () =>
      [...groups.values()].map((group) => ({
        ...group,
        members: ((group['members'] ?? []) as { value: string }[]).map(({ value }) => value),
      })),
    reset({ removesInactive }) {
      users.clear();
      groups.clear();
      requests.length = 0;
      removes = removesInactive;
      return Promise.resolve();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';

import { startSimulator } from '../../src/dev/simulator/start';
import type { Simulator, SimulatorOptions } from '../../src/dev/simulator/types';

/** A SCIM answer as the tests read it. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Bodies are looked into freely; a wrong shape fails the expectation.
  readonly json: Record<string, never> & Record<string, unknown>;
}

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const running: Simulator[] = [];

/** Starts a simulator on a free port with a token made for this run. */
export async function start(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    port: 0,
    name: 'Rosewood Rooms',
    scimToken: randomBytes(12).toString('hex'),
    assetsDir: tmpdir(),
    clock: Date.now,
    ...options,
  });
  running.push(simulator);
  return simulator;
}

/** Stops everything `start` started. */
export async function stopAll(): Promise<void> {
  await Promise.allSettled(running.splice(0).map((simulator) => simulator.stop()));
}

/** Sends one SCIM request with the right token. */
export async function scim(
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const answer = await fetch(simulator.scimBaseUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${simulator.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  let json: unknown = undefined;
  if ((answer.headers.get('content-type') ?? '').includes('json')) json = JSON.parse(text);
  return { status: answer.status, headers: answer.headers, text, json: json as Answered['json'] };
}

/** A User body with what is given. */
export function user(userName: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { schemas: [USER], userName, ...more };
}

/** A PATCH body. */
export function patch(...operations: unknown[]): Record<string, unknown> {
  return { schemas: [PATCH_OP], Operations: operations };
}

/** Creates a resource and returns its id. */
export async function create(simulator: Simulator, path: string, body: unknown): Promise<string> {
  const answer = await scim(simulator, 'POST', path, body);
  if (answer.status !== 201) throw new Error(`Not created: ${answer.text}`);
  return String(answer.json['id']);
}

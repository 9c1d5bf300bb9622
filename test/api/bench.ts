import request, { type Test } from 'supertest';
import { createApiKey } from '../../src/actions/api-keys/create';
import type { Actor } from '../../src/actions/deps';
import type { Problem } from '../../src/api/frame/problem';
import { buildApp } from '../../src/app';
import type { Context } from '../../src/context';
import type { ApiKey } from '../../src/core/api-keys/key';
import { scopesWithin, type ApiScope } from '../../src/core/api-keys/scopes';
import type { User } from '../../src/core/user';
import { addAdmin, startPasso, type TestOptions, type TestPasso } from '../support/passo';

/** The running product and a key for everything an owner can give. */
export interface ApiBench {
  readonly passo: TestPasso;
  readonly context: Context;
  /** The owner who made the key, as a page would act. */
  readonly actor: Actor;
  readonly admin: User;
  /** Makes another key. */
  readonly key: (
    scopes: readonly ApiScope[],
    more?: { name?: string; expiresAt?: number; by?: Actor },
  ) => Promise<Made>;
  /** Sends a request with the key of everything, or another one. `path` is below /api/v1. */
  readonly call: (method: ApiMethod, path: string, secret?: string) => Test;
  readonly stop: () => Promise<void>;
}

/** A key and its text. */
export interface Made {
  readonly key: ApiKey;
  readonly secret: string;
}

/** What is read of a body in tests: a problem document, or whatever is asked for. */
export interface Said extends Problem {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
  readonly [name: string]: unknown;
}

/** The body of an answer, as far as tests know its form. */
export function bodyOf<Body = Said>(answer: { readonly body: unknown }): Body {
  return answer.body as Body;
}

/** How a request is sent. */
export type ApiMethod = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';

/** Starts Passo with an owner, and a key with every scope. */
export async function startApi(options: TestOptions = {}): Promise<ApiBench> {
  const passo = await startPasso(options);
  const { context } = passo;
  const { admin, actor } = await addAdmin(context);
  const app = buildApp(context);
  let number = 0;
  const key: ApiBench['key'] = async (scopes, { name, by = actor, ...more } = {}) => {
    number += 1;
    const made = await createApiKey(context, by, { name: name ?? `script ${number}`, scopes, ...more });
    return { key: made.key, secret: made.secret.reveal() };
  };
  const all = await key(scopesWithin('owner'), { name: 'everything' });
  return {
    passo,
    context,
    actor,
    admin,
    key,
    call: (method, path, secret = all.secret) =>
      request(app)[method](`/api/v1${path}`).set('Authorization', `Bearer ${secret}`),
    stop: () => passo.stop(),
  };
}

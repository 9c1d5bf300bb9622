import type { Arrived, Stored } from './service-provider';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Turns ids and made-up suffixes back into the names a scenario speaks of. */
export type Naming = (text: string) => string;

/**
 * A request as one line: `POST /Users noor`, `PATCH /Users/noor replace title Lead`, `PATCH /Groups/Design add members
 * noor`. Several operations are joined by semicolons. Of a password only its presence is told.
 */
export function lineOf({ method, path, body }: Arrived, named: Naming): string {
  const [place = '', query] = path.split('?');
  const where = `${method} ${place
    .split('/')
    .map((part) => named(decodeURIComponent(part)))
    .join('/')}`;
  if (method === 'GET') return filterOf(query) === undefined ? where : `${where} ${named(filterOf(query) ?? '')}`;
  if (method === 'DELETE' || typeof body !== 'object' || body === null) return where;
  if (method === 'PATCH') {
    const { Operations } = body as { Operations: { op: string; path?: string; value?: unknown }[] };
    return `${where} ${Operations.map((one) => operationOf(one, named)).join('; ')}`;
  }
  const { userName, displayName, members, password } = body as Record<string, unknown>;
  const who = named(String(userName ?? displayName));
  const rest = [
    members === undefined ? '' : ` with ${textOf(members, named)}`,
    password === undefined ? '' : ' with a password',
  ];
  return `${where} ${who}${rest.join('')}`;
}

function filterOf(query: string | undefined): string | undefined {
  return new URLSearchParams(query ?? '').get('filter') ?? undefined;
}

function operationOf({ op, path = '', value }: { op: string; path?: string; value?: unknown }, named: Naming): string {
  const short = named(path.replace(`${ENTERPRISE}:`, 'enterprise:'));
  if (short === 'password') return `${op} password`;
  return value === undefined ? `${op} ${short}` : `${op} ${short} ${textOf(value, named)}`;
}

function textOf(value: unknown, named: Naming): string {
  if (!Array.isArray(value)) return named(typeof value === 'string' ? value : JSON.stringify(value));
  const parts = value.map((item: unknown) =>
    named(typeof item === 'object' && item !== null && 'value' in item ? String(item.value) : JSON.stringify(item)),
  );
  return parts.sort((a, b) => a.localeCompare(b)).join(', ');
}

/** What an account holds, in the names of the scenario, without what only the SP gives. */
export function attributesOf(account: Stored, named: Naming): Record<string, unknown> {
  const { id: _id, meta: _meta, schemas: _schemas, password: _password, groups: _groups, ...rest } = account;
  const { [ENTERPRISE]: enterprise, ...core } = JSON.parse(named(JSON.stringify(rest))) as Record<string, unknown>;
  return { ...core, ...(isEmpty(enterprise) ? {} : { enterprise }) };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isRaw } from '../../src/api/frame/answer';
import type { Operation } from '../../src/api/operation';
import { OPERATIONS } from '../../src/api/operations';
import { openApiDocument } from '../../src/api/reference/openapi';
import { API_SCOPES } from '../../src/core/api-keys/scopes';

interface Described {
  readonly operationId: string;
  readonly description: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: unknown;
}

const text = JSON.stringify(openApiDocument(OPERATIONS));
const document = JSON.parse(text) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const all = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, described })),
);

test('the document is valid OpenAPI 3.1, says an independent validator', () => {
  // The validator is an ES module, which tests can't load here.
  const script = `
    import { Validator } from '@seriousme/openapi-schema-validator';
    let text = '';
    for await (const part of process.stdin) text += part;
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(text));
    console.log(JSON.stringify({ valid, version: validator.version, errors }));
  `;
  const root = join(__dirname, '../..');
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { input: text, cwd: root });
  expect(child.stderr.toString()).toBe('');
  expect(JSON.parse(child.stdout.toString())).toEqual({ valid: true, version: '3.1' });
});

test('every operation is in it once, by a name of its own, with its scope and its path', () => {
  expect(all).toHaveLength(OPERATIONS.length);
  expect(new Set(all.map(({ described }) => described.operationId)).size).toBe(OPERATIONS.length);
  for (const { id, method, path, scope, answers } of OPERATIONS) {
    const described = document.paths[path]?.[method];
    expect(described?.operationId).toBe(id);
    expect(id).toMatch(/^[a-z][A-Za-z]+$/);
    if (scope !== null) expect(described?.description).toContain(`\`${scope}\``);
    const names = described?.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name) ?? [];
    expect(names.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    for (const status of Object.keys(answers)) expect(Object.keys(described?.responses ?? {})).toContain(status);
  }
  const used = new Set(OPERATIONS.map(({ scope }) => scope));
  expect(API_SCOPES.filter((scope) => !used.has(scope))).toEqual([]);
});

test('A5: no body takes names that it does not know, however deep', () => {
  const open: string[] = [];
  const look = (schema: Schema, place: string): void => {
    const here = schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (here === undefined) return;
    if (here.properties !== undefined && here.additionalProperties !== false) open.push(place);
    for (const [name, part] of Object.entries(here.properties ?? {})) look(part, `${place}/${name}`);
    for (const part of [here.items, ...(here.anyOf ?? []), ...(here.oneOf ?? [])]) if (part) look(part, place);
  };
  for (const { described } of all) {
    const schema = described.requestBody?.content['application/json']?.schema;
    if (schema !== undefined) look(schema, described.operationId);
  }
  expect(open).toEqual([]);
});

const sourceOf = (operation: Operation): string => {
  const run: unknown = Object.entries(operation).find(([name]) => name === 'run')?.[1];
  return typeof run === 'function' ? run.toString() : '';
};

test('what holds for all: writes of one resource look at If-Match, and every answer of a POST can be kept', () => {
  const writes = OPERATIONS.filter(({ etag, method }) => etag === true && method !== 'get' && method !== 'post');
  expect(writes.length).toBeGreaterThan(5);
  expect(writes.filter((operation) => !/demandUnchanged/.test(sourceOf(operation))).map(({ id }) => id)).toEqual([]);
  const flowing = OPERATIONS.filter(({ answers }) => Object.values(answers).some((answer) => answer && isRaw(answer)));
  expect(flowing.filter(({ method }) => method !== 'get').map(({ id }) => id)).toEqual([]);
});

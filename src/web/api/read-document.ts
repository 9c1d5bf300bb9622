import type {
  ApiAnswer,
  ApiField,
  ApiOperation,
  ApiParameter,
  ApiReferenceProps,
  ApiSchema,
  ApiSection,
} from '../../../views/api/props';
import { compact } from '../../core/compact';
import { slugOf } from '../../core/ids';

/** A schema of an OpenAPI document, as far as the page shows it (JSON Schema 2020-12). */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Described {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly in: ApiParameter['place'];
    readonly name: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string; readonly description?: string }>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> };
  readonly 'x-problem-types': ApiReferenceProps['problems'];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** How deep fields of fields are listed. */
const DEPTH = 4;

/** Reads our OpenAPI document for the page: what it shows of operations, schemas and problems. */
export function readDocument(
  text: string,
): Pick<ApiReferenceProps, 'sections' | 'problems'> & { readonly schemas: readonly ApiSchema[] } {
  const document = JSON.parse(text) as OpenApi;
  const byTag = new Map<string, ApiOperation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const described = methods[method];
      if (described === undefined) continue;
      const tag = described.tags?.[0] ?? 'Other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), readOperation(method, path, described)]);
    }
  }
  const sections = [...byTag].map(([title, operations]): ApiSection => ({
    slug: slugOf(title),
    title,
    operations,
  }));
  const schemas = Object.entries(document.components.schemas ?? {})
    .map(([name, schema]) => ({ name, fields: fieldsOf(schema) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
  return { sections, schemas, problems: document['x-problem-types'] };
}

function readOperation(method: string, path: string, described: Described): ApiOperation {
  const { operationId, summary = operationId, description, parameters = [], requestBody, responses } = described;
  const body = schemaOf(requestBody);
  return compact<ApiOperation>({
    id: operationId,
    method,
    path,
    summary,
    paragraphs: (description ?? '').split('\n\n').filter(Boolean),
    parameters: parameters.map(({ in: place, name, required = false, description: text, schema = {} }) => ({
      place,
      ...fieldOf(name, { ...schema, ...(text === undefined ? {} : { description: text }) }, required),
    })),
    body: body && { required: requestBody?.required === true, fields: fieldsOf(body) },
    answers: Object.entries(responses)
      .filter(([, { $ref }]) => $ref === undefined)
      .map(([status, answer]) => readAnswer(status, answer)),
    refusals: Object.entries(responses)
      .filter(([, { $ref }]) => $ref !== undefined)
      .map(([status]) => status)
      .join(', '),
  });
}

function readAnswer(status: string, answer: Content & { readonly description?: string }): ApiAnswer {
  const schema = schemaOf(answer);
  const mediaType = Object.keys(answer.content ?? {})[0];
  return compact<ApiAnswer>({
    status,
    text: answer.description ?? '',
    mediaType: mediaType === 'application/json' ? undefined : mediaType,
    schema: schema?.$ref && refName(schema.$ref),
    fields: schema === undefined ? [] : fieldsOf(schema),
  });
}

function schemaOf(part: Content | undefined): Schema | undefined {
  return Object.values(part?.content ?? {})[0]?.schema;
}

/** The fields of an object, each followed by the fields inside it. */
function fieldsOf(schema: Schema, prefix = '', depth = 0): ApiField[] {
  if (schema.$ref !== undefined || depth === DEPTH) return [];
  const shapes = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const found = new Map<string, ApiField>();
  for (const shape of shapes) {
    for (const [name, part] of Object.entries(shape.properties ?? {})) {
      const path = prefix + name;
      if (!found.has(path)) found.set(path, fieldOf(path, part, shape.required?.includes(name) === true));
      for (const inner of insideOf(part, path, depth)) if (!found.has(inner.name)) found.set(inner.name, inner);
    }
  }
  return [...found.values()];
}

function insideOf(part: Schema, path: string, depth: number): ApiField[] {
  const options = [part, ...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])];
  return options.flatMap((option) => {
    if (option.items !== undefined) return fieldsOf(option.items, `${path}[].`, depth + 1);
    if (typeof option.additionalProperties === 'object') {
      return fieldsOf(option.additionalProperties, `${path}.*.`, depth + 1);
    }
    return option.properties === undefined ? [] : fieldsOf(option, `${path}.`, depth + 1);
  });
}

function fieldOf(name: string, schema: Schema, required: boolean): ApiField {
  const texts = [
    schema.description,
    schema.default === undefined ? undefined : `Unless told: \`${JSON.stringify(schema.default)}\`.`,
    schema.example === undefined ? undefined : `Such as \`${JSON.stringify(schema.example)}\`.`,
  ].filter((text) => text !== undefined);
  return compact<ApiField>({
    name,
    type: typeOf(schema),
    schema: refIn(schema),
    required,
    text: texts.length === 0 ? undefined : texts.join(' '),
  });
}

function refName(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}

function refIn(schema: Schema): string | undefined {
  const inside = [
    schema,
    schema.items ?? {},
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
  const ref = inside.find(({ $ref }) => $ref !== undefined)?.$ref;
  return ref === undefined ? undefined : refName(ref);
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
};

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (options.length > 0) return [...new Set(options.map(typeOf))].filter(Boolean).join(' or ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const words = types.map((type) => {
    if (type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`.trim();
    if (type === 'string' && schema.format === 'date-time') return 'moment';
    return KINDS[type] ?? type;
  });
  return words.join(' or ');
}

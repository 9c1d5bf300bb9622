import { effectiveScim, isImportOnly, isNotSent, mappingOf } from '../connectors/effective';
import type { ConnectorScim } from '../connectors/definition';
import { isAttributeName, isOneText, labelOf } from '../core/attributes';
import { compact } from '../core/compact';
import type { FieldErrors } from '../core/errors';
import { NOT_SENDABLE } from '../core/expression/limits';
import { expressionProblem, knownExpression } from '../core/expression/expression';
import type { IdmMappingRow, IdmSettings } from '../core/idm-settings';
import { isMultiValued, placeOf, type EnterprisePlace } from '../scim/attribute-path';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../scim/schemas';

/** An application's table of attributes, as an admin sets it. */
export interface MappingInput {
  readonly rows: readonly IdmMappingRow[];
  readonly enterprise: EnterprisePlace;
}

/** Rows an application may have: far more than a user of SCIM has attributes. */
export const MOST_MAPPING_ROWS = 100;
const LONGEST_PATH = 200;
const LONGEST_CONSTANT = 1_024;

/** Attributes that are no matter of the table: the SP's own, and those that have ways of their own. */
const RESERVED: Readonly<Record<string, string>> = {
  id: 'The service provider gives the id itself.',
  meta: 'The service provider fills meta itself.',
  schemas: 'schemas is part of every request already.',
  groups: 'User groups are managed as groups, not as an attribute.',
  members: 'User groups are managed as groups, not as an attribute.',
  password: 'Passwords are sent when they are set or changed, and are no row of the table.',
};

/** What an admin can't change of a row: its path, all of it, or that it is always sent. */
export function fixedIn(base: ConnectorScim, to: string): 'path' | 'use' | 'all' | undefined {
  if (to === 'active' || isImportOnly(base, to)) return 'all';
  if (to === 'userName') return 'use';
  return base.users.some((row) => row.to === to) ? 'path' : undefined;
}

/**
 * Puts a table in the form it is kept in: rows that can't be changed as the connector has them, rows of the connector
 * that are missing as switched off, and nothing at all where it is the connector's table.
 */
export function storedMapping(
  base: ConnectorScim,
  { rows, enterprise }: MappingInput,
): Pick<IdmSettings, 'mapping' | 'enterprise'> {
  const own = mappingOf(base, undefined);
  const kept = withFixedRows(base, rows);
  const missing = own.filter((row) => kept.every(({ to }) => to !== row.to));
  const mapping = [
    ...kept,
    ...missing.map((row) => (fixedIn(base, row.to) === 'all' ? row : { ...row, use: 'off' as const })),
  ];
  const isOwn = JSON.stringify(mapping.map(plain)) === JSON.stringify(own.map(plain));
  return compact<Pick<IdmSettings, 'mapping' | 'enterprise'>>({
    mapping: isOwn ? undefined : mapping.map(plain),
    enterprise: enterprise === base.enterprise ? undefined : enterprise,
  });
}

/** Rows as typed, with those that can't be changed as the connector has them. A second row of the same path is typed. */
export function withFixedRows(base: ConnectorScim, rows: readonly IdmMappingRow[]): readonly IdmMappingRow[] {
  const own = mappingOf(base, undefined);
  return rows.map((row, place) =>
    fixedAt(base, rows, place) === 'all' ? (own.find(({ to }) => to === row.to) ?? row) : row,
  );
}

/** What an admin can't change of a row of a table: only the first row of a path is the connector's. */
export function fixedAt(
  base: ConnectorScim,
  rows: readonly IdmMappingRow[],
  place: number,
): 'path' | 'use' | 'all' | undefined {
  const to = rows[place]?.to ?? '';
  return rows.findIndex((row) => row.to === to) === place ? fixedIn(base, to) : undefined;
}

/** The names of what differs between two tables, for the event of the change. */
export function changedMapping(
  base: ConnectorScim,
  before: Pick<IdmSettings, 'mapping' | 'enterprise'>,
  after: Pick<IdmSettings, 'mapping' | 'enterprise'>,
): string[] {
  const one = new Map(mappingOf(base, before.mapping).map((row) => [row.to, JSON.stringify(plain(row))]));
  const other = new Map(mappingOf(base, after.mapping).map((row) => [row.to, JSON.stringify(plain(row))]));
  const changed = [...new Set([...one.keys(), ...other.keys()])].filter((to) => one.get(to) !== other.get(to));
  const moved = (before.enterprise ?? base.enterprise) !== (after.enterprise ?? base.enterprise);
  return moved ? [...changed, 'Place of enterprise attributes'] : changed;
}

/** The connector's knowledge with a table as typed, to preview it. Rows that can't be read are left out. */
export function typedScim(base: ConnectorScim, { rows, enterprise }: MappingInput, errors: FieldErrors): ConnectorScim {
  const usable = rows.filter((_, place) => errors[`row.${place}`] === undefined);
  return effectiveScim(base, { mapping: usable, enterprise });
}

/**
 * Looks for what can't be used in a table as typed.
 * @param label the application's name, for sentences
 * @returns a sentence by row: `row.0` for the first, or `mapping` for the table as a whole; empty when all is well
 */
export function mappingProblems(base: ConnectorScim, input: MappingInput, label: string): FieldErrors {
  const { rows, enterprise } = input;
  const problems: Record<string, string> = {};
  if (rows.length > MOST_MAPPING_ROWS) problems['mapping'] = `A table may have at most ${MOST_MAPPING_ROWS} rows.`;
  const places = new Map<string, { readonly row: IdmMappingRow; readonly to: string }[]>();
  // What a form leaves out is there all the same, and nothing else may take its place.
  const left = mappingOf(base, undefined).filter(({ to }) => rows.every((row) => row.to !== to));
  for (const row of left) if (fixedIn(base, row.to) === 'all') collision(places, row, enterprise);
  rows.slice(0, MOST_MAPPING_ROWS).forEach((row, place) => {
    const problem = rowProblem(base, row, enterprise, label) ?? collision(places, row, enterprise);
    if (problem !== undefined) problems[`row.${place}`] = problem;
  });
  if (!rows.some(({ to, use }) => to === 'userName' && use === 'always')) {
    problems['mapping'] ??= 'The username has to be sent: without it no account can be made or found.';
  }
  return problems;
}

function rowProblem(
  base: ConnectorScim,
  row: IdmMappingRow,
  enterprise: EnterprisePlace,
  label: string,
): string | undefined {
  const fixed = fixedIn(base, row.to);
  if (fixed === 'all' && base.users.some(({ to }) => to === row.to)) return undefined;
  const path = pathProblem(base, row.to, enterprise, label);
  if (path !== undefined) return path;
  if (row.use === 'import') return 'Only the connector says what is imported and never sent.';
  if (fixed === 'use' && row.use !== 'always') return 'The username is always sent.';
  if (row.use === 'off') return undefined;
  return sourceProblem(row) ?? emptyProblem(row);
}

function pathProblem(base: ConnectorScim, to: string, enterprise: EnterprisePlace, label: string): string | undefined {
  if (to === '') return 'Enter the SCIM attribute, for example nickName or urn:example:scim:User:costCentre.';
  if (to.length > LONGEST_PATH) return `A SCIM attribute may have at most ${LONGEST_PATH} characters.`;
  const place = readPlace(to, enterprise);
  if (place === undefined) return `“${to}” is no SCIM attribute. It is a name such as nickName or name.middleName.`;
  const [first = '', ...rest] = place;
  const depth = first.startsWith('urn:') ? rest.length : place.length;
  if (depth > 2) return 'A SCIM attribute has at most two names, as in name.givenName.';
  if (place.some((name) => UNSAFE.has(name))) return `“${to}” is no SCIM attribute.`;
  const reserved = Object.entries(RESERVED).find(([name]) => name.toLowerCase() === first.toLowerCase());
  if (reserved !== undefined) return reserved[1];
  if (first.toLowerCase() === 'active') return 'Whether an account is active is always sent by itself.';
  if (isNotSent(base, to)) return `${label} does not support ${to}, so it is never sent.`;
  return schemaProblem(first, enterprise);
}

/** One attribute must not be reachable by two spellings. */
function schemaProblem(schema: string, enterprise: EnterprisePlace): string | undefined {
  const folded = schema.toLowerCase();
  const shorter = 'Leave the part before the last colon out.';
  if (folded === USER_SCHEMA.toLowerCase()) return `This is the schema of every user. ${shorter}`;
  if (folded !== ENTERPRISE_USER_SCHEMA.toLowerCase()) return undefined;
  if (enterprise === 'flat') return `Attributes of the enterprise extension are sent flat here. ${shorter}`;
  return schema === ENTERPRISE_USER_SCHEMA ? undefined : `Write ${ENTERPRISE_USER_SCHEMA} before the last colon.`;
}

const UNSAFE: ReadonlySet<string> = new Set(['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']);

function sourceProblem(row: IdmMappingRow): string | undefined {
  if (row.expression !== undefined) return expressionFault(row.expression);
  if (row.constant !== undefined) return constantFault(row);
  const { from, to } = row;
  if (from === undefined || !isAttributeName(from)) return 'Choose one of the directory’s properties.';
  if (from === 'groups') return 'User groups are managed as groups, not as an attribute.';
  const structured = from === 'addresses' || from === 'phoneNumbers';
  if (structured && from !== to) return `${labelOf(from)} can only be sent as ${from}.`;
  if (to === 'userName' && !isOneText(from)) return `${labelOf(from)} can’t be a username.`;
  return undefined;
}

function expressionFault(expression: string): string | undefined {
  const problem = expressionProblem(expression);
  if (problem !== undefined) return problem;
  if (!knownExpression(expression).properties.has('groups')) return undefined;
  return 'User groups are managed as groups, so an expression can’t read them here.';
}

function constantFault({ to, constant = '' }: IdmMappingRow): string | undefined {
  if (to === 'userName') return 'A constant would give everybody the same username.';
  if (to.startsWith('emails')) return 'A constant would give everybody the same email.';
  if (constant === '') return 'Enter the constant value.';
  if (constant.length > LONGEST_CONSTANT) return `A constant may have at most ${LONGEST_CONSTANT} characters.`;
  if (NOT_SENDABLE.test(constant)) return 'The constant holds a character that can’t be sent to an application.';
  return undefined;
}

function emptyProblem({ to, from, empty }: IdmMappingRow): string | undefined {
  const [name = ''] = to.split(/[.:]/);
  const isList = isMultiValued(name) || from === 'active';
  return empty === 'send' && isList
    ? 'This attribute has no empty text; choose to leave it out when empty.'
    : undefined;
}

/** Two rows that fill the same place, or a whole and a part of it. Several phone numbers may stand beside each other. */
function collision(
  places: Map<string, { readonly row: IdmMappingRow; readonly to: string }[]>,
  row: IdmMappingRow,
  enterprise: EnterprisePlace,
): string | undefined {
  const place = readPlace(row.to, enterprise)?.map((name) => name.toLowerCase()) ?? [];
  const key = place[0]?.startsWith('urn:') === true ? place.slice(0, 2).join(':') : (place[0] ?? '');
  const before = places.get(key) ?? [];
  places.set(key, [...before, { row, to: place.join(':') }]);
  const own = place.join(':');
  const other = before.find(({ to }) => to === own || to.startsWith(`${own}:`) || own.startsWith(`${to}:`));
  if (other === undefined) return undefined;
  if (own === 'phonenumbers:value' && other.to === own && other.row.from !== row.from) return undefined;
  return other.to === own ? `${row.to} is filled twice.` : `${row.to} and ${other.row.to} fill the same attribute.`;
}

function readPlace(to: string, enterprise: EnterprisePlace): readonly string[] | undefined {
  try {
    return placeOf(to, enterprise);
  } catch {
    return undefined;
  }
}

/** A row with its members in one order, so that texts can be compared. */
function plain({ to, from, constant, expression, use, empty, required }: IdmMappingRow): IdmMappingRow {
  return compact<IdmMappingRow>({ to, from, constant, expression, use, empty, required });
}

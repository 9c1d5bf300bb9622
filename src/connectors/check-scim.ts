import { isAttributeName } from '../core/attributes';
import { checkBaseUrl, resolveBaseUrl } from './base-url';
import { CAPABILITIES, type Capability } from './capabilities';
import type { ConnectorScim, ScimMapping } from './definition';
import { findPlaceholders } from './placeholders';
import { QUIRKS, type Quirk } from './quirks';

const PATH = /^[A-Za-z][A-Za-z0-9]*(?:[.:][A-Za-z][A-Za-z0-9]*)?$/;
const NEEDS: Readonly<Record<Quirk, (scim: ConnectorScim) => boolean>> = {
  'immutable-user-name': (scim) => scim.can.includes('update'),
  'deactivate-removes': (scim) => scim.can.includes('deactivate'),
  'locality-is-formatted': (scim) => scim.users.some((row) => row.to === 'addresses.locality'),
};

/**
 * Looks for what a connector's SCIM block says against itself.
 * @param examples example values of the connector's variables, to try the address with
 * @returns one sentence per contradiction; empty when it holds together
 */
export function checkScim(scim: ConnectorScim, examples: Readonly<Record<string, string>>): readonly string[] {
  return [
    ...checkAddress(scim, examples),
    ...checkCapabilities(scim),
    ...scim.users.flatMap((row) => checkRow(row, scim)),
    ...checkTable(scim),
    ...checkQuirks(scim),
  ];
}

function checkAddress(scim: ConnectorScim, examples: Readonly<Record<string, string>>): readonly string[] {
  const { baseUrl } = scim;
  const problems: string[] = [];
  const tried = baseUrl.kind === 'ask' ? checkBaseUrl(baseUrl.example) : resolveBaseUrl(scim, examples);
  if (!tried.ok) problems.push(`The Base URL is refused: ${tried.sentence}`);
  if (tried.ok && !tried.url.startsWith('https://')) problems.push('The Base URL is not an https address.');
  if (baseUrl.kind === 'template' && findPlaceholders(baseUrl.template).length === 0) {
    problems.push('The Base URL is a template without a placeholder.');
  }
  if (scim.tokenName.trim() === '') problems.push('The name of the token is empty.');
  return problems;
}

function checkCapabilities(scim: ConnectorScim): readonly string[] {
  const problems: string[] = [];
  for (const capability of scim.can) {
    if (!Object.hasOwn(CAPABILITIES, capability)) problems.push(`The capability ${String(capability)} does not exist.`);
  }
  if (new Set<Capability>(scim.can).size !== scim.can.length) problems.push('A capability is listed twice.');
  if (scim.can.includes('groups') !== scim.groups.length > 0) {
    problems.push('Groups are supported exactly when there is a table of group attributes.');
  }
  if (scim.groups.length > 0 && !scim.groups.some((row) => row.to === 'displayName')) {
    problems.push('The group table has no displayName, which every SCIM group needs.');
  }
  return problems;
}

function checkRow(row: ScimMapping, scim: ConnectorScim): readonly string[] {
  const problems: string[] = [];
  if (row.from === undefined || !isAttributeName(row.from))
    problems.push(`${row.to} comes from ${String(row.from)}, which is no property.`);
  if (!PATH.test(row.to)) problems.push(`"${row.to}" is no attribute path.`);
  if (row.to === 'password') problems.push('The password is a capability, not a row of the table.');
  if (row.label.trim() === '') problems.push(`${row.to} has no name in the words of the service provider.`);
  if (row.use === 'import' && !scim.can.includes('import'))
    problems.push(`${row.to} is only imported, but there is no import.`);
  if (scim.notSent.some((name) => name === row.to || name === row.to.split(/[.:]/)[0])) {
    problems.push(`${row.to} is both sent and not sent.`);
  }
  return problems;
}

function checkTable(scim: ConnectorScim): readonly string[] {
  const problems: string[] = [];
  const paths = scim.users.map((row) => row.to);
  for (const path of paths.filter((path, place) => paths.indexOf(path) !== place))
    problems.push(`${path} is filled twice.`);
  for (const path of paths.filter((path) =>
    paths.some((other) => other !== path && /^[.:]/.test(other.slice(path.length)) && other.startsWith(path)),
  )) {
    problems.push(`${path} is filled as a whole and in parts.`);
  }
  if (!scim.users.some((row) => row.to === 'userName' && row.use !== 'import')) {
    problems.push('The table has no userName, which every SCIM user needs.');
  }
  return problems;
}

function checkQuirks(scim: ConnectorScim): readonly string[] {
  const problems: string[] = [];
  for (const quirk of scim.quirks) {
    if (!Object.hasOwn(QUIRKS, quirk)) problems.push(`The quirk ${String(quirk)} does not exist.`);
    else if (!NEEDS[quirk](scim)) problems.push(`The quirk ${quirk} has nothing to apply to.`);
  }
  return problems;
}

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkConnector, isConnectorLike } from './connectors/check';
import type { Connector } from './connectors/definition';

const CATALOG = join(__dirname, 'connectors', 'catalog');
const SOURCE = /(?<!\.d)\.(?:ts|js)$/;

/**
 * Reads the catalogue: every source file of the folder, in the order of the names. There is no list to keep (M-024).
 * @param folder where the connector files lie; the built-in catalogue unless told
 * @param load reads one file and gives what it exports
 * @returns the connectors by id
 * @throws Error with a sentence that names the file when one is broken, is no connector or contradicts itself
 */
export function loadConnectors(
  folder: string = CATALOG,
  load: (path: string) => unknown = (path) => module.require(path),
): ReadonlyMap<string, Connector> {
  const connectors = new Map<string, Connector>();
  const files = readdirSync(folder).filter((name) => SOURCE.test(name));
  for (const name of files.sort()) {
    const connector = readConnector(join(folder, name), load);
    connectors.set(connector.id, connector);
  }
  if (connectors.size === 0) throw new Error(`The folder ${folder} holds no connector.`);
  return connectors;
}

function readConnector(path: string, load: (path: string) => unknown): Connector {
  const file = basename(path);
  const found = Object.values(exportsOf(path, load)).filter(isConnectorLike);
  const [connector] = found;
  if (connector === undefined || found.length > 1) {
    throw new Error(`The connector file ${file} exports ${found.length} connectors. It has to export exactly one.`);
  }
  const problems = problemsOf(connector, file);
  if (connector.id !== file.replace(/\.(?:ts|js)$/, '')) {
    problems.unshift(`The id is "${connector.id}", but it has to be the file's name.`);
  }
  if (problems.length > 0) throw new Error(`The connector file ${file} can't be used. ${problems.join(' ')}`);
  return connector;
}

function problemsOf(connector: Connector, file: string): string[] {
  try {
    return [...checkConnector(connector)];
  } catch (cause) {
    throw new Error(`The connector file ${file} has parts of the wrong shape.`, { cause });
  }
}

function exportsOf(path: string, load: (path: string) => unknown): Record<string, unknown> {
  try {
    return { ...(load(path) as Record<string, unknown>) };
  } catch (cause) {
    throw new Error(`The connector file ${basename(path)} could not be read.`, { cause });
  }
}

import { readdirSync, readFileSync, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Which services this run needs: those whose environment variable is named in a selected test file or in anything
 * such a file imports from below `test/`. Over-counts with `-t` or `--shard`, never under-counts.
 * `variables` maps a service name to its environment variable.
 */
export async function neededServices(globalConfig, variables) {
  const root = globalConfig.rootDir;
  const seen = new Map();
  for (const file of testFiles(join(root, 'test'))) if (isSelected(globalConfig, file)) collect(file, root, seen);
  const text = [...seen.values()].join('\n');
  return Object.keys(variables).filter((name) => text.includes(variables[name]));
}

function* testFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* testFiles(path);
    else if (/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** jest hands over its compiled patterns; should their shape change, every file counts as selected. */
function isSelected(globalConfig, file) {
  const patterns = globalConfig.testPathPatterns;
  if (typeof patterns?.toExecutor !== 'function') return true;
  return patterns.toExecutor({ rootDir: globalConfig.rootDir }).isMatch(file);
}

function collect(file, root, seen) {
  if (seen.has(file)) return;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const match of text.matchAll(/(?:from|import|require)\s*\(?\s*['"](\.[^'"]*)['"]/g)) {
    const found = resolveFile(resolve(dirname(file), match[1]));
    if (found?.startsWith(join(root, 'test'))) collect(found, root, seen);
  }
}

function resolveFile(path) {
  const candidates = [path, `${path}.ts`, `${path}.tsx`, join(path, 'index.ts')];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

import ts from 'typescript';
import { PURE } from './import-rules';
import { parse } from './imports';
import { areaOf, type RepositoryFile } from './source-files';

const RANDOM =
  /^(?:random(?:Bytes|UUID|Int|Fill|FillSync)|getRandomValues|generateKey(?:Pair)?(?:Sync)?|generatePrime(?:Sync)?)$/;
const AMBIENT = [
  'console',
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'globalThis',
];

/** The places in pure folders that may make random values, each with the reason. */
export const RANDOM_EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/core/ids.ts': 'the default source of new ids; callers may hand in their own',
  'src/core/random-stock.ts':
    'what the id source that the context makes once, and new temporary passwords, are drawn from',
  'src/saml/key-pair.ts': 'making a key is what it is for',
  'src/saml/encryption.ts': 'a content key or IV handed in by a caller could repeat, which would break the encryption',
};

/** Uses of a clock, of chance, of ambient globals or of the environment that a product file may not make. */
export function brokenPurity(file: RepositoryFile): string[] {
  const problems: string[] = [];
  const pure = PURE.includes(areaOf(file.path));
  const report = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    problems.push(`${file.path}:${line + 1} ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (isEnvironment(node) && file.path !== 'src/config/env.ts') report(node, 'reads the environment');
    if (pure) {
      const problem = impureUse(node, file.path);
      if (problem !== undefined) report(node, problem);
    }
    ts.forEachChild(node, visit);
  };
  const source = parse(file);
  visit(source);
  return problems;
}

function isEnvironment(node: ts.Node): boolean {
  const ofProcess = (expression: ts.Node): boolean => ts.isIdentifier(expression) && expression.text === 'process';
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && ofProcess(node.expression);
  if (ts.isElementAccessExpression(node)) {
    return (
      ofProcess(node.expression) &&
      ts.isStringLiteralLike(node.argumentExpression) &&
      node.argumentExpression.text === 'env'
    );
  }
  if (ts.isVariableDeclaration(node) && node.initializer && ofProcess(node.initializer)) {
    return ts.isObjectBindingPattern(node.name) && /\benv\b/.test(node.name.getText());
  }
  return ts.isImportDeclaration(node) && /^['"](?:node:)?process['"]$/.test(node.moduleSpecifier.getText());
}

function impureUse(node: ts.Node, path: string): string | undefined {
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0) {
    return 'reads the clock (new Date() without an argument)';
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'reads the clock (Date())';
  if (ts.isPropertyAccessExpression(node)) {
    if (isNamed(node.expression, 'Date') && node.name.text === 'now') return 'reads the clock (Date.now)';
    if (isNamed(node.expression, 'Math') && node.name.text === 'random') return 'makes a random value (Math.random)';
  }
  if (!ts.isIdentifier(node)) return undefined;
  if (RANDOM.test(node.text) && !(path in RANDOM_EXCEPTIONS) && isUse(node))
    return `makes a random value (${node.text})`;
  if (AMBIENT.includes(node.text) && isUse(node) && !isMember(node)) return `uses the ambient ${node.text}`;
  return undefined;
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** False for a name that only labels something: a property key, a parameter, a member of a type. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) || ts.isParameter(parent) || ts.isVariableDeclaration(parent))
    return parent.name !== node;
  return !(ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isPropertyDeclaration(parent));
}

function isMember(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

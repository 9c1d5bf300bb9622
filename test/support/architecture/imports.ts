import { posix } from 'node:path';
import ts from 'typescript';
import type { RepositoryFile } from './source-files';

/** One import, re-export, `import()` or `require` of a file. */
export interface ImportLine {
  readonly specifier: string;
  /** Path from the repository root without extension for a relative import; undefined for a package. */
  readonly target: string | undefined;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** Names taken as values; `*` for the whole module. */
  readonly names: readonly string[];
}

/** The syntax tree of a file, with parent links. */
export function parse(file: RepositoryFile): ts.SourceFile {
  const kind = file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true, kind);
}

/** Every module a file reaches, wherever in the file it says so. */
export function readImports(file: RepositoryFile): ImportLine[] {
  const found: ImportLine[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, names: readonly string[]): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const { text } = specifier;
    const target = text.startsWith('.') ? posix.join(posix.dirname(file.path), text) : undefined;
    found.push({ specifier: text, target: target?.replace(/\.[jt]sx?$/, ''), typeOnly, names });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, ...importClause(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, ...exportClause(node));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true, []);
    else if (ts.isCallExpression(node) && isModuleCall(node)) add(node.arguments[0], false, ['*']);
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node.moduleReference.expression, node.isTypeOnly, ['*']);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

function isModuleCall(node: ts.CallExpression): boolean {
  const { expression } = node;
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require')
  );
}

function importClause(clause: ts.ImportClause | undefined): [typeOnly: boolean, names: string[]] {
  if (clause === undefined) return [false, ['*']];
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [true, []];
  const names = clause.name === undefined ? [] : ['default'];
  if (clause.namedBindings && ts.isNamespaceImport(clause.namedBindings)) names.push('*');
  else if (clause.namedBindings) names.push(...valueNames(clause.namedBindings.elements));
  return [names.length === 0, names];
}

function exportClause(node: ts.ExportDeclaration): [typeOnly: boolean, names: string[]] {
  if (node.isTypeOnly) return [true, []];
  if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) return [false, ['*']];
  const names = valueNames(node.exportClause.elements);
  return [names.length === 0, names];
}

function valueNames(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] {
  return elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => (element.propertyName ?? element.name).text);
}

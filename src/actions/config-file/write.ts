import { Document, isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import { keyOf, type ApplicationDocument, type ConfigDocument } from './documents';
import { readConfigFile } from './read';

const OPTIONS = { lineWidth: 0 } as const;
const HEAD = ` What Passo is set up with. Apply it with: passo apply FILE
 Secrets are not in it. Objects are matched by slug or name.`;

/** Writes objects as a file. */
export function writeConfigFile(documents: readonly ConfigDocument[]): string {
  const written = documents.map(newDocument);
  if (written[0] !== undefined) written[0].commentBefore = HEAD;
  return joined(written);
}

function joined(documents: readonly Document[]): string {
  const parts = documents.map((document) => {
    // The line between two documents is written below, once.
    if (document.directives !== undefined) document.directives.docStart = null;
    return document.toString(OPTIONS).replace(/^---\n/, '');
  });
  return parts.join('---\n');
}

/**
 * Writes objects into a file that is there already, so that its comments, its order, and where secrets come from are kept.
 * Objects that are gone go, new ones come at the end.
 * @param before a file that can be read; what can't be is not written into
 */
export function updateConfigFile(before: string, documents: readonly ConfigDocument[]): string {
  const known = new Map(documents.map((document) => [`${document.kind} ${keyOf(document)}`, document]));
  const kept: Document[] = [];
  for (const document of [...parseAllDocuments(before, { schema: 'core' })] as Document[]) {
    if (document.contents === null || !isMap(document.contents)) continue;
    const own = readConfigFile(document.toString(OPTIONS)).objects[0]?.document;
    const name = own === undefined ? '' : `${own.kind} ${keyOf(own)}`;
    const now = known.get(name);
    if (own === undefined || now === undefined) continue;
    known.delete(name);
    mergeInto(document, document.contents, withSources(now, own));
    kept.push(document);
  }
  return joined([...kept, ...[...known.values()].map(newDocument)]);
}

function newDocument(document: ConfigDocument): Document {
  const written = new Document(document, { schema: 'core', compat: 'yaml-1.1', aliasDuplicateObjects: false });
  if (document.kind === 'Application' && document.identityManagement?.active === true) {
    const section = written.getIn(['identityManagement'], true);
    if (isMap(section))
      section.comment = ' tokenKey: { env: NAME } or { file: PATH }; without it a token that is stored is kept';
  }
  return written;
}

/** Where a secret comes from is known to the file alone; how variables are written is its own matter too. */
function withSources(now: ConfigDocument, own: ConfigDocument): ConfigDocument {
  if (now.kind !== 'Application' || own.kind !== 'Application') return now;
  const tokenKey = own.identityManagement?.tokenKey;
  const variables = own.variables === undefined ? own.sso?.variables : undefined;
  const after: ApplicationDocument = { ...now };
  if (tokenKey !== undefined && now.identityManagement !== undefined) {
    after.identityManagement = { ...now.identityManagement, tokenKey };
  }
  if (variables !== undefined && now.variables !== undefined) {
    const { variables: moved, ...rest } = after;
    return { ...rest, sso: { ...now.sso, variables: moved } };
  }
  return after;
}

/** Sets what differs and leaves the rest of the text alone, with its comments. */
function mergeInto(document: Document, map: YAMLMap, value: object): void {
  const wanted = new Map(Object.entries(value).filter(([, one]) => one !== undefined) as [string, unknown][]);
  for (const pair of [...map.items]) {
    const name = String(pair.key);
    if (!wanted.has(name)) map.delete(pair.key);
  }
  for (const [name, one] of wanted) {
    const node = map.get(name, true) as unknown;
    if (isMap(node) && typeof one === 'object' && one !== null && !Array.isArray(one)) mergeInto(document, node, one);
    else if (isScalar(node) && !isSame(node, one) && typeof one !== 'object') node.value = one;
    else if (!isSame(node, one)) map.set(name, document.createNode(one, { aliasDuplicateObjects: false }));
  }
}

function isSame(node: unknown, value: unknown): boolean {
  if (node === undefined) return false;
  const plain: unknown = isMap(node) || isSeq(node) ? node.toJSON() : (node as { value?: unknown }).value;
  return JSON.stringify(plain) === JSON.stringify(value);
}

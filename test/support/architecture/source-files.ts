import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** One file of the repository: its path from the root with forward slashes, and its text. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

const NOT_OURS = new Set(['.git', 'node_modules', 'dist', 'coverage', 'data', '.artifacts']);
const BINARY = /\.(?:png|jpe?g|gif|ico|woff2?|der|p12|db|sqlite3?)$/;

/** Reads every text file below `root`, without what is installed, built or ignored by git. */
export function readRepository(root: string): RepositoryFile[] {
  const files: RepositoryFile[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const local = relative(root, path).split(sep).join('/');
      if (entry.isDirectory()) {
        if (!NOT_OURS.has(entry.name) && !entry.name.startsWith('dist-next-')) visit(path);
      } else if (entry.isFile() && !BINARY.test(entry.name) && isTrackedKind(local)) {
        files.push({ path: local, text: readFileSync(path, 'utf8') });
      }
    }
  };
  visit(root);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isTrackedKind(path: string): boolean {
  return !path.endsWith('.log') && path !== '.env' && (!path.startsWith('certs/') || path === 'certs/README.md');
}

/** True for a TypeScript source of the product (not a test). */
export function isProductSource(file: RepositoryFile): boolean {
  return /^(?:src|views|migrations)\/.*\.tsx?$/.test(file.path);
}

/** Where a file stands in the import table: its folder below src, a root file's own name, or views, migrations. */
export function areaOf(path: string): string {
  const parts = path.replace(/\.tsx?$/, '').split('/');
  return parts[0] === 'src' ? (parts[1] ?? 'src') : (parts[0] ?? '');
}

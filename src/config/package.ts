import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the program lies, and what it is called. */
export interface PackageFacts {
  /** The folder that holds package.json, views/, certs/ and data/. */
  readonly root: string;
  readonly version: string;
}

/** Facts of this installation, the same from `src/` and from `dist/`. */
export const PACKAGE: PackageFacts = read(__dirname);

function read(folder: string): PackageFacts {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return read(dirname(folder));
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { root: folder, version };
}

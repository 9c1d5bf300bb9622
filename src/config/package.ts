import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the program lies, and what it is called. */
export interface PackageFacts {
  /** The folder that holds package.json, views/, certs/ and data/. */
  readonly root: string;
  readonly version: string;
  /** The commit it was built from, where the build said so (Dockerfile). */
  readonly revision?: string;
  /** Packages that are no part of what is installed, by their versions: what needs them asks for them. */
  readonly optional: Readonly<Record<string, string>>;
}

/** Facts of this installation, the same from `src/` and from `dist/`. */
export const PACKAGE: PackageFacts = read(__dirname);

function read(folder: string): PackageFacts {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return read(dirname(folder));
  const { version, peerDependencies: optional } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
    peerDependencies: Record<string, string>;
  };
  const revision = existsSync(join(folder, 'REVISION')) ? readFileSync(join(folder, 'REVISION'), 'utf8').trim() : '';
  return { root: folder, version, optional, ...(revision === '' ? {} : { revision }) };
}

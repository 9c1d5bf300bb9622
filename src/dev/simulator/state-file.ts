import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { SignIn } from './saml/service-provider';
import type { KeyAndCertificate } from './saml/self-signed';
import type { SavedResource } from './scim/store';

/** What survives a restart. */
export interface SavedState {
  readonly resources: readonly SavedResource[];
  readonly signIns: readonly SignIn[];
  readonly keys: KeyAndCertificate;
  readonly idpMetadataUrl?: string;
}

/** Reads the state file; undefined when there is none. @throws Error when it can't be understood */
export function readState(file: string): SavedState | undefined {
  if (!existsSync(file)) return undefined;
  const state = JSON.parse(readFileSync(file, 'utf8')) as Partial<SavedState>;
  if (!Array.isArray(state.resources) || !Array.isArray(state.signIns) || state.keys === undefined) {
    throw new Error(`${file} is not a state file of the simulator. Remove it to start empty.`);
  }
  return state as SavedState;
}

/** Replaces the state file at once, so that a crash leaves the old or the new one. Readable by the owner alone. */
export function writeState(file: string, state: SavedState): void {
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, JSON.stringify(state, null, 1), { mode: 0o600 });
  renameSync(temporary, file);
}

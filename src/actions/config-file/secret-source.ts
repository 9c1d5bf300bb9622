import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { invalid } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import type { SecretSource } from './documents';

/** Reads secrets that a file names, from where the command runs. */
export type ReadSecret = (source: SecretSource) => SecretText;

const MOST_BYTES = 16_384;

/** What no file may name: the secrets of Passo itself would be sent to whatever address the file names beside them. */
export interface OwnSecrets {
  readonly values: readonly string[];
  /** The file of the encryption key. Earlier keys stand beside it, under longer names. */
  readonly keyFile: string;
}

/**
 * Reads secrets from variables and files.
 * @param findVariable gives a variable of the process by its name
 * @param own what is never read
 * @param folder files are read from here and from folders in it alone, links followed; without it from anywhere
 */
export function secretReader(
  findVariable: (name: string) => string | undefined,
  own?: OwnSecrets,
  folder?: string,
): ReadSecret {
  const demandOther = (text: string, name: string): void => {
    if (own?.values.some((value) => value !== '' && text.includes(value)) !== true) return;
    throw refused(`${name} holds a secret of Passo itself, which no application may learn.`);
  };
  return (source) => {
    if ('env' in source) {
      const value = findVariable(source.env)?.trim() ?? '';
      if (value === '') throw refused(`The variable ${source.env} is not set.`);
      demandOther(value, `The variable ${source.env}`);
      return new SecretText(value);
    }
    if (own !== undefined && pathOf(source.file).startsWith(pathOf(own.keyFile))) {
      throw refused(`${source.file} belongs to the encryption key, which no application may learn.`);
    }
    if (folder !== undefined && !isInside(pathOf(folder), pathOf(source.file))) {
      throw refused(
        `${source.file} is not in ${folder}, where Token Keys are read from. --secrets-from names a folder.`,
      );
    }
    let text: string;
    try {
      text = readFileSync(source.file, { encoding: 'utf8' });
    } catch {
      throw refused(`The file ${source.file} can’t be read.`);
    }
    if (text.trim() === '' || text.length > MOST_BYTES) throw refused(`The file ${source.file} holds no Token Key.`);
    demandOther(text, `The file ${source.file}`);
    return new SecretText(text.trim());
  };
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path without links, where there is something. */
function pathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

function refused(sentence: string): Error {
  return invalid({ 'identityManagement.tokenKey': sentence });
}

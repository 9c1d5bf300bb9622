import { readFileSync } from 'node:fs';
import { invalid } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import type { SecretSource } from './documents';

/** Reads secrets that a file names, from where the command runs. */
export type ReadSecret = (source: SecretSource) => SecretText;

const MOST_BYTES = 16_384;

/**
 * Reads secrets from variables and files.
 * @param findVariable gives a variable of the process by its name
 */
export function secretReader(findVariable: (name: string) => string | undefined): ReadSecret {
  return (source) => {
    if ('env' in source) {
      const value = findVariable(source.env)?.trim() ?? '';
      if (value === '') throw refused(`The variable ${source.env} is not set.`);
      return new SecretText(value);
    }
    let text: string;
    try {
      text = readFileSync(source.file, { encoding: 'utf8' });
    } catch {
      throw refused(`The file ${source.file} can’t be read.`);
    }
    if (text.trim() === '' || text.length > MOST_BYTES) throw refused(`The file ${source.file} holds no Token Key.`);
    return new SecretText(text.trim());
  };
}

function refused(sentence: string): Error {
  return invalid({ 'identityManagement.tokenKey': sentence });
}

import { readFileSync } from 'node:fs';
import type { Config } from '../config/config';
import type { Env } from '../config/env';
import { findKeyText, secretsFrom, type Secrets } from '../config/secrets';
import { AppError } from '../core/errors';
import { SecretText } from '../core/secret-text';

/** The encryption key as it is kept, with what is drawn from it. */
export interface OwnKey {
  readonly text: SecretText;
  readonly secrets: Secrets;
}

/** Finds the key of the settings; undefined when there is none yet. */
export function findOwnKey(
  config: Pick<Config, 'encryptionKeyFile'>,
  env: Pick<Env, 'encryptionKey'>,
): OwnKey | undefined {
  const text = findKeyText(env.encryptionKey, config.encryptionKeyFile);
  return text === undefined ? undefined : keyOf(text);
}

/**
 * Gets the key of the settings.
 * @throws AppError not_found when there is none
 */
export function getOwnKey(config: Pick<Config, 'encryptionKeyFile'>, env: Pick<Env, 'encryptionKey'>): OwnKey {
  const key = findOwnKey(config, env);
  if (key !== undefined) return key;
  throw new AppError('not_found', `There is no encryption key: ${config.encryptionKeyFile} is missing.`);
}

/**
 * Reads a key from a file that was named on the command line.
 * @throws AppError invalid when it holds none
 */
export function readKeyFile(file: string): OwnKey {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new AppError('invalid', `${file} can't be read.`, { cause: error });
  }
  if (Buffer.from(text, 'base64').length !== 32)
    throw new AppError('invalid', `${file} should hold 32 bytes in base64.`);
  return keyOf(new SecretText(text));
}

/** Draws what a key gives. */
export function keyOf(text: SecretText): OwnKey {
  return { text, secrets: secretsFrom(Buffer.from(text.reveal(), 'base64')) };
}

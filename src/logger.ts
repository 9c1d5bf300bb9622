import { pino, type Logger } from 'pino';

export type { Logger };

/** The paths of secrets in what is logged. Whatever stands there is replaced before a line is written. */
const SECRET_PATHS = [
  'password',
  'token',
  'authorization',
  'cookie',
  'SAMLResponse',
  'SAMLRequest',
  'private_key',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * Makes the one logger: JSON lines on standard output, secrets replaced.
 * @param level the least serious level that is written
 */
export function makeLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: SECRET_PATHS, censor: '••••••' },
  });
}

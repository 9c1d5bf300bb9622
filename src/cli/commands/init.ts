import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '../../config/config';
import { VARIABLES, type Env } from '../../config/env';
import { PACKAGE } from '../../config/package';
import { newKeyText, writeKeyFile } from '../../config/secrets';
import { CONFIG_FILE_NAME } from '../../config/settings';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { EXIT, UsageError, type Command, type CommandCall } from '../command';
import { settingsOf } from '../settings';
import { openTerminal } from '../terminal';

/** A question of the set-up, and the setting that its answer becomes. */
interface Question {
  readonly key: 'baseUrl' | 'port' | 'databaseUrl' | 'smtpUrl' | 'trustProxy';
  readonly text: string;
  readonly otherwise: string;
  /** A password stands in the answer. */
  readonly secret?: true;
}

const QUESTIONS: readonly Question[] = [
  {
    key: 'baseUrl',
    text: 'Public address, as people and applications will use it',
    otherwise: 'http://localhost:8080',
  },
  { key: 'port', text: 'Port to listen on', otherwise: '8080' },
  {
    key: 'databaseUrl',
    text: 'PostgreSQL address (postgres://…; it is not shown), or nothing for one file on this machine',
    otherwise: '',
    secret: true,
  },
  {
    key: 'smtpUrl',
    text: 'Mail server (smtps://user:password@host; it is not shown), or nothing for no mail',
    otherwise: '',
    secret: true,
  },
  { key: 'trustProxy', text: 'How many proxies stand in front', otherwise: '0' },
];

/** A file with settings and an encryption key. */
export const initCommand: Command = {
  name: 'init',
  summary: 'write a file with settings and an encryption key',
  words: [{ name: 'FILE', text: `the file to write (${CONFIG_FILE_NAME} beside the program)`, optional: true }],
  about: [
    'Asks five questions; --yes takes the usual answers. What can hold a password is not shown while it is typed. Nothing that is there is written over. Passo runs without such a file too; it is for those who would rather not set variables.',
    'Both files can be read by this user alone. What is set in the environment goes before the file.',
  ],
  options: { yes: { text: 'ask nothing' } },
  examples: [
    { line: 'passo init', text: 'then passo serve' },
    { line: 'passo init --yes /etc/passo/passo.env', text: 'start it with PASSO_CONFIG_FILE=/etc/passo/passo.env' },
  ],
  async run(call) {
    const file = resolve(call.words[0] ?? resolve(PACKAGE.root, CONFIG_FILE_NAME));
    if (existsSync(file)) throw new AppError('conflict', `${file} is there already. Nothing was written.`);
    if (!call.on('yes') && process.stdin.isTTY !== true) {
      throw new UsageError('passo init asks questions, and there is nobody to ask. With --yes it asks nothing.');
    }
    const answers = call.on('yes') ? {} : await ask(call, process.stdin, process.stdout);
    // The environment goes before the file, also for where the key is.
    const { env } = settingsOf();
    const { encryptionKeyFile } = readConfig({ ...answers, ...env }, PACKAGE.root);
    const isInEnvironment = env.encryptionKey !== undefined;
    const isThere = existsSync(encryptionKeyFile);
    writeBoth(file, fileOf(answers), isInEnvironment || isThere ? undefined : encryptionKeyFile);
    call.say(`Settings: ${file}`);
    if (isInEnvironment) call.say('Encryption key: that of PASSO_ENCRYPTION_KEY.');
    else if (isThere) call.say(`Encryption key: ${encryptionKeyFile} was there already.`);
    else
      call.say(`Encryption key: ${encryptionKeyFile}. Keep a copy of it elsewhere: without it no backup can be read.`);
    const isUsual = file === resolve(PACKAGE.root, CONFIG_FILE_NAME);
    call.say(`Start with: ${isUsual ? '' : `PASSO_CONFIG_FILE=${file} `}passo serve`);
    return EXIT.done;
  },
};

/**
 * Writes the settings, and the key where there is none yet: both or nothing.
 * @throws AppError conflict with what the file system says
 */
function writeBoth(file: string, settings: string, keyFile: string | undefined): void {
  try {
    writeFileSync(file, settings, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw notWritten(file, error);
  }
  if (keyFile === undefined) return;
  try {
    writeKeyFile(keyFile, newKeyText());
  } catch (error) {
    rmSync(file);
    throw notWritten(keyFile, error);
  }
}

function notWritten(file: string, cause: unknown): AppError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new AppError('conflict', `${file} could not be written: ${said}. Nothing was kept.`, { cause });
}

/**
 * Asks until every answer can be used.
 * @throws AppError conflict when the terminal goes away in the middle, by Ctrl+C or Ctrl+D
 */
export async function ask(
  { say, warn }: Pick<CommandCall, 'say' | 'warn'>,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Env> {
  const terminal = openTerminal(input, output);
  try {
    let env: Env = {};
    for (const { key, text, otherwise, secret } of QUESTIONS) {
      for (;;) {
        const asked = `${text}${otherwise === '' ? '' : ` [${otherwise}]`}: `;
        const typed = await (secret === true ? terminal.secret(asked) : terminal.question(asked));
        const sender =
          key === 'smtpUrl' && typed !== ''
            ? await terminal.question('Who mail comes from, such as Passo <passo@example.com>: ')
            : undefined;
        const next = compact<Env>({
          ...env,
          [key]: typed === '' ? undefined : typed,
          mailFrom: sender ?? env.mailFrom,
        });
        try {
          readConfig(next, PACKAGE.root);
          env = next;
          if (secret === true && typed !== '') say(`  ${withoutPassword(typed)}`);
          break;
        } catch (error) {
          warn(error instanceof Error ? error.message : String(error));
        }
      }
    }
    say();
    return env;
  } finally {
    terminal.close();
  }
}

/** What can be shown of an address that was typed blindly: where it leads, and as whom. */
function withoutPassword(address: string): string {
  const { protocol, username, host, pathname } = new URL(address);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/** What stands in the file: the answers, and what else is often set, to be taken in by removing a sign. */
export function fileOf(env: Env): string {
  const line = (key: keyof Env, example: string): string => {
    const value = env[key];
    return value === undefined ? `# ${VARIABLES[key]}=${example}` : `${VARIABLES[key]}=${quoted(value)}`;
  };
  return `# Settings of Passo. Variables of the environment go before what stands here. docs/settings.md lists all of them;
# passo doctor --config says which value comes from where.

# The address that people and applications use. It is part of metadata: change it with care.
${line('baseUrl', 'https://sso.example.com')}

# Where Passo listens, and how many proxies in front of it say who is asking.
${line('host', '127.0.0.1')}
${line('port', '8080')}
${line('trustProxy', '1')}

# Everything is kept in one file in this folder, or in PostgreSQL, which several processes may share.
${line('dataDir', 'data')}
${line('databaseUrl', 'postgres://passo:password@db.example.com/passo')}

# Seals tokens and private keys. Keep a copy elsewhere.
${line('encryptionKeyFile', 'certs/encryption.key')}

# Mail for links and warnings.
${line('smtpUrl', 'smtps://user:password@smtp.example.com')}
${line('mailFrom', 'Passo <passo@example.com>')}

# Metrics for Prometheus, on a port of its own.
${line('metricsPort', '9464')}
`;
}

/** Quotes what the reader of such files would take apart. */
function quoted(value: string): string {
  return /^[\w./:@+,?&=%~-]+$/.test(value) ? value : `'${value.replaceAll("'", '')}'`;
}

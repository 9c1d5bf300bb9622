import { existsSync } from 'node:fs';
import { isSqliteCopy, putCopyBack } from '../../actions/backup/before-upgrade';
import type { Manifest } from '../../actions/backup/format';
import { checkBackup, openBackup, type OpenedBackup } from '../../actions/backup/read-file';
import { releaseCopy } from '../../actions/backup/release';
import { restoreBackup } from '../../actions/backup/restore';
import { readConfig, type Config } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { writeKeyFile } from '../../config/secrets';
import { AppError } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import { COMMAND_LINE } from '../actor';
import { EXIT, UsageError, type Command, type CommandCall, type ExitCode } from '../command';
import { findOwnKey, keyOf, readKeyFile, type OwnKey } from '../key';
import { openContext, settingsOf } from '../settings';

/** A backup into an empty database, or a copy from before an upgrade back to its place. */
export const restoreCommand: Command = {
  name: 'restore',
  summary: 'put a backup into an empty database, or a copy from before an upgrade back',
  words: [{ name: 'FILE', text: 'a backup, or a copy of the folder before-upgrade', optional: true }],
  about: [
    'A backup goes into the database of the settings, SQLite or PostgreSQL, whichever it came from. It has to be empty: nothing is ever written over. Everything is written in one transaction, counted and hashed against the backup, and then brought up to date.',
    'A restored copy sends nothing: no changes to applications, no mail, no webhooks. People can sign on. Look at it first, make sure that the original is off, and then allow it on Home or by passo restore --release.',
    'The key is that of the settings, of --key-file, or the one in the file. It becomes the key of the installation: keep it where PASSO_ENCRYPTION_KEY_FILE points.',
  ],
  options: {
    'key-file': { value: 'FILE', text: 'the encryption key that the backup was made with' },
    check: { text: 'only see that the backup is whole and can be opened' },
    replace: { text: 'for a copy from before an upgrade: move the database that is there aside' },
    release: { text: 'let the restored copy send; without FILE' },
    json: { text: 'print what was restored as JSON' },
  },
  examples: [
    { line: 'passo restore /backups/passo-2026-11-23.passo', text: 'on a new machine, with the key in place' },
    { line: 'passo restore --check /backups/passo-2026-11-23.passo', text: 'after every backup' },
    { line: 'passo restore --release', text: 'the original is off: this copy takes over' },
    {
      line: 'passo restore --replace data/before-upgrade/2026-11-23T10-00-00-000Z-004-portals.sqlite',
      text: 'back to the version before, with the server stopped; then start that version',
    },
  ],
  async run(call) {
    const [file] = call.words;
    if (call.on('release')) {
      if (file !== undefined) throw new UsageError('passo restore --release takes no FILE.');
      return release(call);
    }
    if (file === undefined) throw new UsageError('passo restore needs FILE: the backup to restore.');
    if (!existsSync(file)) throw new AppError('not_found', `There is no file ${file}.`);
    const { env } = settingsOf();
    const config = readConfig(env, PACKAGE.root);
    if (await isSqliteCopy(file)) return putBack(call, config, file);
    if (call.on('replace'))
      throw new UsageError('--replace is for copies from before an upgrade. A backup needs an empty database.');
    const backup = await openBackup(file);
    const key = keyFor(call, backup, findOwnKey(config, env));
    if (call.on('check')) return check(call, backup, key);
    const { manifest, migrated } = await restoreBackup(
      { config, secrets: key.secrets, clock: Date.now },
      COMMAND_LINE,
      backup,
    );
    const kept = keepKey(config, env.encryptionKey, key);
    tell(call, backup, manifest, { migrated, ...(kept === undefined ? {} : { keyFile: kept }) });
    if (!call.on('json')) {
      if (migrated.length > 0) call.say(`Brought up to date: ${migrated.join(', ')}.`);
      if (kept !== undefined) call.say(`The encryption key of the backup is in ${kept} now.`);
      call.say('It sends nothing until you allow it: on Home, or by passo restore --release.');
    }
    return EXIT.done;
  },
};

async function release(call: CommandCall): Promise<ExitCode> {
  const context = await openContext();
  try {
    await releaseCopy(context, COMMAND_LINE);
  } finally {
    await context.destroy();
  }
  call.say('This installation sends changes, mail and webhooks from now on.');
  return EXIT.done;
}

async function putBack(call: CommandCall, config: Config, file: string): Promise<ExitCode> {
  const { movedTo } = await putCopyBack({ config, clock: Date.now }, file, { replace: call.on('replace') });
  const place = config.database.kind === 'sqlite' ? config.database.file : '';
  if (call.on('json')) call.say(JSON.stringify({ restored: place, ...(movedTo === undefined ? {} : { movedTo }) }));
  else {
    call.say(`${place} is the copy now.${movedTo === undefined ? '' : ` What was there is ${movedTo}.`}`);
    call.say('Start the version of Passo that it belongs to; this one would bring it up to date again.');
    call.say('It sends nothing until you allow it: on Home, or by passo restore --release.');
  }
  return EXIT.done;
}

/** The key on the command line, of the settings, or in the file, in this order. */
function keyFor(call: CommandCall, { header }: OpenedBackup, own: OwnKey | undefined): OwnKey {
  const named = call.text('key-file');
  if (named !== undefined) return readKeyFile(named);
  if (own !== undefined) return own;
  if (header.key !== undefined) return keyOf(new SecretText(header.key));
  throw new AppError(
    'not_found',
    'There is no encryption key here, and none is in the backup. Put the key it was made with in its place, or name it with --key-file.',
  );
}

/** A new machine has no key yet: the one that opened the backup is kept in its place. */
function keepKey(config: Config, inEnvironment: string | undefined, key: OwnKey): string | undefined {
  if (inEnvironment !== undefined || existsSync(config.encryptionKeyFile)) return undefined;
  writeKeyFile(config.encryptionKeyFile, key.text);
  return config.encryptionKeyFile;
}

async function check(call: CommandCall, backup: OpenedBackup, key: OwnKey): Promise<ExitCode> {
  const manifest = await checkBackup(backup, key.secrets.sealingKey);
  tell(call, backup, manifest, { whole: true });
  return EXIT.done;
}

function tell(
  call: CommandCall,
  { header, file }: OpenedBackup,
  manifest: Manifest,
  more: Readonly<Record<string, unknown>>,
): void {
  const { key: _key, ...shown } = header;
  if (call.on('json')) {
    call.say(JSON.stringify({ file, ...shown, ...more, tables: manifest }));
    return;
  }
  const counts = Object.values(manifest);
  const rows = counts.reduce((sum, count) => sum + count.rows, 0);
  const verb = 'whole' in more ? 'is whole' : 'was restored';
  call.say(
    `${file} ${verb}: ${rows.toLocaleString('en')} rows of ${counts.length} tables, as they were at ${header.createdAt}.`,
  );
}

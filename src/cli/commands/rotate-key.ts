import { existsSync, renameSync, rmSync } from 'node:fs';
import { rotateKey } from '../../actions/keys/rotate';
import { demandDatabase } from '../../actions/backup/migrations';
import { readConfig, type Config } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { newKeyText, writeKeyFile } from '../../config/secrets';
import { COMMAND_LINE } from '../actor';
import { EXIT, UsageError, type Command, type CommandCall, type ExitCode } from '../command';
import { getOwnKey, readKeyFile } from '../key';
import { settingsOf } from '../settings';

/** A new encryption key. */
export const rotateKeyCommand: Command = {
  name: 'rotate-key',
  summary: 'seal all stored secrets with a new encryption key',
  about: [
    'Stop the server first; while one runs, this refuses. A new key is made, every secret is sealed with it in one transaction, and then it takes the place of the old one, which is kept beside it: backups of before are read with that one. From then on the old key is refused, and everybody signs in again.',
    'Cut short, run it again: it goes on where it was. With PASSO_ENCRYPTION_KEY in the environment, name the file for the new key, and point PASSO_ENCRYPTION_KEY_FILE at it afterwards.',
  ],
  options: {
    'new-key-file': { value: 'FILE', text: 'take the new key from here, or write it here when the file is not there' },
  },
  examples: [
    { line: 'passo rotate-key', text: 'certs/encryption.key is the new key, certs/encryption.key.old-… the old one' },
    { line: 'passo rotate-key --new-key-file /run/secrets/new-key', text: 'with a key that was made elsewhere' },
  ],
  async run(call) {
    const { env } = settingsOf();
    const config = readConfig(env, PACKAGE.root);
    demandDatabase(config.database);
    const named = call.text('new-key-file');
    const isInEnvironment = env.encryptionKey !== undefined;
    if (isInEnvironment && named === undefined) {
      throw new UsageError('The key is in PASSO_ENCRYPTION_KEY. Name a file for the new one: --new-key-file FILE.');
    }
    const newFile = named ?? `${config.encryptionKeyFile}.new`;
    const own = getOwnKey(config, env);
    if (!existsSync(newFile)) writeKeyFile(newFile, newKeyText());
    const next = readKeyFile(newFile);
    const rotation = { config, clock: Date.now, old: own.secrets, next: next.secrets };
    const rotated = await rotateKey(rotation, COMMAND_LINE);
    call.say(
      rotated.kind === 'rotated'
        ? `${rotated.secrets} secrets are sealed with the new key. Everybody signs in again.`
        : 'All secrets were sealed with the new key before.',
    );
    return isInEnvironment ? tellEnvironment(call, newFile) : putInPlace(call, config, newFile, named !== undefined);
  },
};

function tellEnvironment(call: CommandCall, newFile: string): ExitCode {
  call.say(`Set PASSO_ENCRYPTION_KEY_FILE to ${newFile}, take PASSO_ENCRYPTION_KEY away, and start Passo.`);
  call.say('Keep the old key as long as you keep backups of before.');
  return EXIT.done;
}

function putInPlace(call: CommandCall, { encryptionKeyFile }: Config, newFile: string, isOwn: boolean): ExitCode {
  const kept = `${encryptionKeyFile}.old-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  writeKeyFile(kept, readKeyFile(encryptionKeyFile).text);
  const ready = isOwn ? `${encryptionKeyFile}.ready` : newFile;
  if (isOwn) {
    rmSync(ready, { force: true });
    writeKeyFile(ready, readKeyFile(newFile).text);
  }
  // In one step: at no moment is there no key.
  renameSync(ready, encryptionKeyFile);
  call.say(
    `${encryptionKeyFile} is the new key. The old one is ${kept}: keep it as long as you keep backups of before.`,
  );
  return EXIT.done;
}

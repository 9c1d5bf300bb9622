import { takeBackup } from '../../actions/backup/take';
import { readConfig } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { COMMAND_LINE } from '../actor';
import { EXIT, type Command } from '../command';
import { getOwnKey } from '../key';
import { settingsOf } from '../settings';

/** One file with everything in it. */
export const backupCommand: Command = {
  name: 'backup',
  summary: 'copy everything into one file, while the server runs',
  words: [{ name: 'FILE', text: 'the file to write; it must not be there yet' }],
  about: [
    'The copy is of one moment, from SQLite or PostgreSQL, whatever is written meanwhile. It holds all tables: people, applications, keys, tokens, links, events. Counts and SHA-256 of each are in it.',
    'The file is encrypted with a key drawn from the encryption key. Without that key nothing in it can be read, so keep the key, and keep it elsewhere: it is not in the file unless --with-key puts it there.',
    'Settings of the process (passo.env, the environment) are not in it.',
  ],
  options: {
    'with-key': { text: 'put the encryption key into the file: whoever has the file can then read everything' },
    json: { text: 'print the counts and hashes of all tables as JSON' },
  },
  examples: [
    { line: 'passo backup /backups/passo-2026-11-23.passo', text: 'for a nightly job' },
    { line: 'passo restore --check /backups/passo-2026-11-23.passo', text: 'see that it is whole and can be opened' },
  ],
  async run(call) {
    const { env } = settingsOf();
    const config = readConfig(env, PACKAGE.root);
    const key = getOwnKey(config, env);
    const [file = ''] = call.words;
    const taken = await takeBackup({ config, secrets: key.secrets, clock: Date.now }, COMMAND_LINE, {
      file,
      ...(call.on('with-key') ? { key: key.text.reveal() } : {}),
    });
    if (call.on('json')) {
      call.say(JSON.stringify({ file: taken.file, bytes: taken.bytes, ...taken.header, tables: taken.manifest }));
      return EXIT.done;
    }
    const counts = Object.values(taken.manifest);
    const rows = counts.reduce((sum, count) => sum + count.rows, 0);
    call.say(`${taken.file}: ${rows.toLocaleString('en')} rows of ${counts.length} tables, ${size(taken.bytes)}.`);
    call.say(
      call.on('with-key')
        ? 'The encryption key is in it. Keep this file as you would keep the key.'
        : 'The encryption key is not in it. Keep a copy of the key elsewhere: without it nothing here can be read.',
    );
    return EXIT.done;
  },
};

function size(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1_024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

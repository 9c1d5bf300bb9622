import { moveToPostgres } from '../../actions/backup/move';
import { readConfig } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { EXIT, UsageError, type Command } from '../command';
import { settingsOf } from '../settings';

/** From one file to a database that many processes share. */
export const moveToPostgresCommand: Command = {
  name: 'move-to-postgres',
  summary: 'move everything from SQLite to the empty PostgreSQL database of the settings',
  about: [
    'Stop the server, set PASSO_DATABASE_URL (or its _FILE) to an empty database, and run this. Every table is counted and hashed on both sides, in one transaction: when something differs, nothing is kept and SQLite goes on as before.',
    'The encryption key stays the same, and people stay signed in. The SQLite file is left where it is and sends nothing any more, should it be started by mistake.',
  ],
  options: {
    json: { text: 'print the counts and hashes of all tables as JSON' },
  },
  examples: [
    {
      line: 'PASSO_DATABASE_URL_FILE=/run/secrets/database passo move-to-postgres',
      text: 'the address stands in a file, because there is a password in it',
    },
  ],
  async run(call) {
    const { env } = settingsOf();
    const { databaseUrl: _url, ...withoutUrl } = env;
    const from = readConfig(withoutUrl, PACKAGE.root).database;
    const to = readConfig(env, PACKAGE.root).database;
    if (to.kind !== 'postgres' || from.kind !== 'sqlite') {
      throw new UsageError('Set PASSO_DATABASE_URL to the PostgreSQL database to move to.');
    }
    const tables = await moveToPostgres({ from, to, clock: Date.now });
    const rows = Object.values(tables).reduce((sum, count) => sum + count.rows, 0);
    if (call.on('json')) call.say(JSON.stringify({ from: from.file, rows, tables }));
    else {
      call.say(
        `Moved ${rows.toLocaleString('en')} rows of ${Object.keys(tables).length} tables; all counts and hashes agree.`,
      );
      call.say(`Start Passo with PASSO_DATABASE_URL. ${from.file} is kept and sends nothing any more.`);
    }
    return EXIT.done;
  },
};

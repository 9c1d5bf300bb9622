import { bringUpToDate } from '../../actions/backup/before-upgrade';
import { demandDatabase, readMigrations, withDatabase } from '../../actions/backup/migrations';
import { readConfig } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { EXIT, type Command } from '../command';
import { settingsOf } from '../settings';

/** The form of the database. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the database up to date, or see how far it is',
  words: [{ name: 'ACTION', text: 'up brings it up to date, status only looks', choices: ['up', 'status'] }],
  about: [
    'A start does it by itself, unless PASSO_AUTO_MIGRATE=false. All steps are one transaction: when one fails, the database is as it was, and the version before goes on working with it.',
    'A SQLite database is copied first, to the folder before-upgrade beside it; the last three copies are kept, and passo restore puts one back.',
  ],
  options: { json: { text: 'print what is applied and what waits as JSON' } },
  examples: [
    { line: 'passo migrate status', text: 'exit code 3 while something waits' },
    { line: 'passo migrate up', text: 'before new processes are started with PASSO_AUTO_MIGRATE=false' },
  ],
  exits: { 3: 'status: something waits' },
  async run(call) {
    const config = readConfig(settingsOf().env, PACKAGE.root);
    if (call.words[0] === 'status') demandDatabase(config.database);
    return withDatabase(config.database, async (db) => {
      if (call.words[0] === 'up') {
        const copies: string[] = [];
        const upgrade = { db, config, clock: Date.now, onCopy: (file: string) => void copies.push(file) };
        const applied = await bringUpToDate(upgrade, true);
        if (call.on('json')) call.say(JSON.stringify({ applied, copies }));
        else {
          for (const file of copies) call.say(`Copied first: ${file}`);
          call.say(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
        }
        return EXIT.done;
      }
      const state = await readMigrations(db);
      if (call.on('json')) call.say(JSON.stringify(state));
      else {
        for (const name of state.applied) call.say(`applied  ${name}`);
        for (const name of state.pending) call.say(`waits    ${name}`);
        if (state.unknown.length > 0) call.warn('This database was made by a newer version of Passo.');
      }
      if (state.unknown.length > 0) return EXIT.failed;
      return state.pending.length > 0 ? EXIT.differences : EXIT.done;
    });
  },
};

import { createRequire } from 'node:module';

// A process that notes an event every few milliseconds until it is killed, and says so. It runs the compiled program.
const require = createRequire(import.meta.url);
const product = (path) => require(`../../../dist/src/${path}.js`);
const { openDatabase } = product('store/db');
const { makeJournal } = product('actions/journal');
const { makeNewId } = product('core/clock');

const db = openDatabase({ kind: 'sqlite', file: process.argv[2] });
const journal = makeJournal({ db, clock: Date.now, newId: makeNewId(Date.now) }, (error) => {
  throw error;
});
setInterval(() => {
  const id = journal.event({ kind: 'user', name: 'noor' }, 'sso_auth', {}, { startedBy: 'sp' });
  process.send({ id, at: Date.now() });
}, 20);

import { demandDatabase, readMigrations, withDatabase } from '../../actions/backup/migrations';
import { verifyEvents, type EvidenceReport } from '../../actions/evidence/verify';
import { readConfig } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { readHead, writeHead, type ChainHead } from '../../events/chain';
import { EXIT, UsageError, type Command, type CommandCall } from '../command';
import { settingsOf } from '../settings';

/** The log of events as evidence. */
export const eventsCommand: Command = {
  name: 'events',
  summary: 'look whether the log of events is what was recorded',
  words: [{ name: 'ACTION', text: 'verify looks at every event', choices: ['verify'] }],
  about: [
    'Every event is sealed with everything before it. An event that was changed, taken out or put in afterwards is named, with its id or the events it lies between. It only reads, also while Passo runs.',
    'Whoever can write to the database could make the whole chain anew. Note its end now and then where they can not reach it: Directory Insights shows it, and the log of the program says it once a day. With --noted the chain must still hold that end.',
  ],
  options: {
    noted: {
      value: 'END',
      text: 'an end of the chain that was noted earlier: a number, a dash, 64 letters and digits',
    },
    json: { text: 'print the report as JSON' },
  },
  examples: [
    { line: 'passo events verify', text: 'exit code 1 when something is wrong' },
    { line: 'passo events verify --json | jq .head', text: 'the end of the chain, to be noted' },
    { line: `passo events verify --noted 1204-${'3f9a'.repeat(3)}…`, text: 'nothing before it was changed since' },
  ],
  async run(call) {
    const { database } = readConfig(settingsOf().env, PACKAGE.root);
    const noted = notedIn(call);
    demandDatabase(database);
    const report = await withDatabase(database, async (db) => {
      if ((await readMigrations(db)).pending.length > 0) {
        throw new AppError('conflict', 'The database is of an earlier version. Start Passo, or run passo migrate up.');
      }
      return verifyEvents({ db }, compact({ noted }));
    });
    if (call.on('json')) call.say(JSON.stringify({ ...report, head: writeHead(report.head) }));
    else tell(call, report);
    return report.intact ? EXIT.done : EXIT.failed;
  },
};

function notedIn(call: CommandCall): ChainHead | undefined {
  const text = call.text('noted');
  if (text === undefined) return undefined;
  const noted = readHead(text);
  if (noted === undefined) throw new UsageError('--noted needs an end of the chain, as Directory Insights shows it.');
  return noted;
}

function tell(call: CommandCall, report: EvidenceReport): void {
  for (const { sentence } of report.faults) call.say(sentence);
  const more = report.faultCount - report.faults.length;
  if (more > 0) call.say(`And ${more.toLocaleString('en')} more.`);
  call.say(`${count(report.checked)} looked at, ${count(report.waiting)} not sealed yet.`);
  if (report.removed > 0) call.say(`${count(report.removed)} before them were removed, because they were too old.`);
  if (report.noted === 'found') call.say('The end that was noted is part of the chain.');
  if (report.noted === 'removed by retention') {
    call.say('The end that was noted is older than events are kept, so it says nothing any more.');
  }
  call.say(`The chain ends with ${writeHead(report.head)}`);
  call.say(report.intact ? 'Nothing is wrong.' : `${report.faultCount.toLocaleString('en')} wrong.`);
}

function count(events: number): string {
  return `${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}`;
}

import { makeDueTrials, startTrial } from '../../actions/provisioning/trial/start';
import { syncAll } from '../../actions/provisioning/retry';
import { syncPerson } from '../../actions/provisioning/sync-person';
import type { Context } from '../../context';
import type { Application } from '../../core/application';
import { AppError } from '../../core/errors';
import type { User } from '../../core/user';
import { getApplication } from '../../store/applications';
import { findHeldCopy } from '../../store/backup/held-copy';
import { countLinks } from '../../store/provisioning/links';
import { findLane } from '../../store/provisioning/lanes';
import { findAnyDue } from '../../store/provisioning/stale';
import { findTrial } from '../../store/provisioning/trials';
import { findUserByLogin } from '../../store/users';
import { COMMAND_LINE } from '../actor';
import { EXIT, UsageError, type Command, type CommandCall, type ExitCode } from '../command';
import { openContext } from '../settings';

const LOOK_EVERY_MS = 500;
const USUAL_WAIT_S = 600;

/** Everybody, or one person, compared with an application now. */
export const syncCommand: Command = {
  name: 'sync',
  summary: 'compare people with an application now, and send what differs',
  words: [{ name: 'APP', text: 'the slug of the application, as in its SSO IdP URL' }],
  about: [
    'Changes go out by themselves, so this is for after a repair, and for scripts. The running server sends; without one, --wait sends from here. Removals of many accounts wait for an admin as always.',
  ],
  options: {
    trial: { text: 'only say what would be sent; exit code 3 when something would' },
    person: { value: 'NAME', text: 'only the person with this username' },
    wait: { text: 'wait until everything was sent, and fail when somebody needs attention' },
    timeout: { value: 'SECONDS', text: `how long --wait waits at most (${USUAL_WAIT_S})` },
    json: { text: 'print counts as JSON' },
  },
  examples: [
    { line: 'passo sync robin --trial', text: 'what would be sent to Robin?' },
    { line: 'passo sync robin --person priya.nair --wait', text: 'one person, now' },
  ],
  exits: { 1: 'it failed, or somebody needs attention', 3: 'with --trial: something would be sent' },
  async run(call) {
    const [slug = ''] = call.words;
    if (call.on('trial') && (call.on('wait') || call.text('person') !== undefined)) {
      throw new UsageError('--trial is for everybody, and waits by itself.');
    }
    const seconds = call.text('timeout') ?? String(USUAL_WAIT_S);
    if (!/^\d{1,6}$/.test(seconds))
      throw new UsageError(`--timeout is "${seconds}". It should be a number of seconds.`);
    const context = await openContext();
    try {
      const application = await getApplication(context.db, slug);
      if (call.on('trial')) return await trial(context, call, application);
      if ((await findHeldCopy(context.db)) !== undefined) {
        throw new AppError('conflict', 'This copy sends nothing until it is allowed: passo restore --release.');
      }
      const person = await personOf(context, call.text('person'));
      if (person === undefined) await syncAll(context, COMMAND_LINE, application.id);
      else await syncPerson(context, COMMAND_LINE, application.id, person.id);
      if (!call.on('wait')) {
        const who = person === undefined ? 'Everybody is' : `${person.username} is`;
        call.say(call.on('json') ? JSON.stringify({ started: true }) : `${who} in line for ${application.label}.`);
        return EXIT.done;
      }
      return await wait(context, call, application, Number(seconds) * 1_000);
    } finally {
      await context.destroy();
    }
  },
};

async function personOf(context: Context, name: string | undefined): Promise<User | undefined> {
  if (name === undefined) return undefined;
  const user = await findUserByLogin(context.db, name);
  if (user === undefined) throw new AppError('not_found', `There is nobody with the username ${name}.`);
  return user;
}

async function trial(context: Context, call: CommandCall, application: Application): Promise<ExitCode> {
  const id = await startTrial(context, COMMAND_LINE, application.id, 'now');
  let made = await findTrial(context.db, id);
  while (made?.state === 'queued' || made?.state === 'running') {
    await makeDueTrials(context, () => false);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    made = await findTrial(context.db, id);
  }
  if (made?.state !== 'ready') throw new AppError('conflict', made?.sentence ?? 'The plan could not be made.');
  const counts = Object.entries(made.counts).filter(([, count]) => count > 0);
  const changing = counts.filter(([kind]) => kind !== 'conflict' && kind !== 'not-sent');
  if (call.on('json')) call.say(JSON.stringify({ application: application.slug, counts: made.counts }));
  else {
    for (const [kind, count] of counts) call.say(`${String(count).padStart(8)}  ${kind}`);
    if (changing.length === 0) call.say(`Nothing would be sent to ${application.label}.`);
  }
  return changing.length === 0 ? EXIT.done : EXIT.differences;
}

async function wait(
  context: Context,
  call: CommandCall,
  { id, label, slug }: Application,
  mostMs: number,
): Promise<ExitCode> {
  const until = context.clock() + mostMs;
  // Beside a running server nothing is sent twice: each application is served by one process at a time.
  context.worker.start();
  while (await findAnyDue(context.db, id, context.clock())) {
    const hold = (await findLane(context.db, id))?.hold;
    if (hold !== undefined) throw new AppError('conflict', `Changes for ${label} are held back: ${hold.sentence}`);
    if (context.clock() > until) throw new AppError('unavailable', `Changes for ${label} are still being sent.`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  const counts = await countLinks(context.db, id);
  if (call.on('json')) call.say(JSON.stringify({ application: slug, people: counts }));
  else
    for (const [status, count] of Object.entries(counts))
      if (count > 0) call.say(`${String(count).padStart(8)}  ${status}`);
  return counts.attention > 0 ? EXIT.failed : EXIT.done;
}

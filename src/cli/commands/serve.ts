import { makeSetupToken } from '../../actions/sessions/setup';
import type { Env } from '../../config/env';
import type { Context } from '../../context';
import { compact } from '../../core/compact';
import { keepOthersAway, serve, type RunningServer } from '../../main';
import { EXIT, type Command } from '../command';
import { putHelpersBehind } from '../helper-threads';
import { configOf, openContextOf, say, type ProcessConfig } from '../settings';
import { toldToStop } from '../told-to-stop';

const LAST_MS = 500;

/** Starts Passo and prints where it is, and until the first admin exists how to make them. */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'start Passo (what happens without a command)',
  about: [
    'Runs until it is stopped with Ctrl-C or SIGTERM. Then it takes no new requests, lets running ones finish, and ends within 15 seconds; nothing that waits to be sent is lost.',
    'The database is brought up to date first, unless PASSO_AUTO_MIGRATE=false. Until the first admin exists, a link that makes them is printed; it works once.',
  ],
  options: {
    port: { value: 'NUMBER', text: 'listen here instead of PASSO_PORT' },
    host: { value: 'ADDRESS', text: 'listen on this address instead of PASSO_HOST' },
  },
  examples: [
    { line: 'passo serve', text: 'start with the settings of the environment and of passo.env' },
    { line: 'passo serve --port 9000', text: 'the same on another port, for a try' },
  ],
  async run(call) {
    const flags = compact<Env>({ port: call.text('port'), host: call.text('host') });
    const { context, server, told } = await start(configOf({ flags }));
    putHelpersBehind();
    await announce(context);
    await told;
    await server.stop(context.config.drainMs);
    // Everything is written. What hangs all the same, such as a collector that does not answer, is not waited for.
    setTimeout(() => process.exit(), LAST_MS).unref();
    return EXIT.done;
  },
};

/** What can't serve holds nothing and works on nothing in the background either, so that its process ends. */
async function start(
  own: ProcessConfig,
): Promise<{ readonly context: Context; readonly server: RunningServer; readonly told: Promise<void> }> {
  const release = await keepOthersAway(own.config);
  let context;
  try {
    context = await openContextOf(own, true);
    const told = toldToStop();
    return { context, told, server: await serve(context, release) };
  } catch (error) {
    await context?.destroy();
    await release();
    throw error;
  }
}

async function announce(context: Context): Promise<void> {
  const { baseUrl, database } = context.config;
  say();
  say(`  Passo is running at ${baseUrl}`);
  say(`  Data: ${database.kind === 'sqlite' ? database.file : 'PostgreSQL'}`);
  const token = await makeSetupToken(context);
  if (token !== undefined) {
    say();
    say('  Open this link once to make the first admin:');
    say(`  ${baseUrl}/setup?token=${token.reveal()}`);
  }
  say();
  say('  Stop with Ctrl-C.');
  say();
}

import { makeSetupToken } from '../actions/sessions/setup';
import type { Context } from '../context';
import { serve } from '../main';
import { openContext, say } from './settings';
import { untilStopped } from './until-stopped';

/** Starts Passo and prints where it is, and until the first admin exists how to make them. */
export async function runServer(): Promise<number> {
  const context = await openContext();
  const server = await serve(context);
  await announce(context);
  await untilStopped(() => server.stop());
  return 0;
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

import { configOf, say } from './settings';

const WAIT_MS = 4_000;

/** Asks the Passo of this machine whether it is ready. */
export async function healthcheck(): Promise<number> {
  const { config } = configOf();
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  try {
    const answer = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${config.port}/readyz`, {
      signal: AbortSignal.timeout(WAIT_MS),
    });
    say(answer.ok ? 'ready' : 'not ready');
    return answer.ok ? 0 : 1;
  } catch {
    say('not reachable');
    return 1;
  }
}

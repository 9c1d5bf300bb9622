import { EXIT, type Command } from '../command';
import { configOf } from '../settings';

const WAIT_MS = 4_000;

/** Asks the Passo of this machine whether it is ready. */
export const healthcheckCommand: Command = {
  name: 'healthcheck',
  summary: 'ask the Passo that runs on this machine whether it is ready',
  about: [
    'For the health check of a container, so that its image needs no curl. It asks /readyz at the host and port of the settings and waits four seconds at most.',
  ],
  examples: [{ line: 'passo healthcheck && echo fine', text: 'exit code 0 when ready, 1 when not' }],
  async run({ say, warn }) {
    const { config } = configOf();
    const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}/readyz`;
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(WAIT_MS) });
      say(answer.ok ? 'ready' : 'not ready');
      return answer.ok ? EXIT.done : EXIT.failed;
    } catch {
      warn('not reachable');
      return EXIT.failed;
    }
  },
};

import { EXIT, type Command } from '../command';
import { demo } from '../demo';

/** Passo with a made-up company and two simulated applications. */
export const demoCommand: Command = {
  name: 'demo',
  summary: 'start Passo with a made-up company and two simulated applications',
  about: [
    'Everything stays on this machine, in the folder data/demo. What to look at, and whom to sign in as, is printed. Delete the folder to start over.',
  ],
  examples: [{ line: 'passo demo', text: 'look around without setting anything up' }],
  async run() {
    await demo();
    return EXIT.done;
  },
};

import { PACKAGE } from '../../config/package';
import { EXIT, type Command } from '../command';

/** The version that would run. */
export const versionCommand: Command = {
  name: 'version',
  summary: 'print the version',
  about: ['The version of this program, not of a server that runs already: /livez says that one.'],
  options: { json: { text: 'as JSON, with the version of Node.js' } },
  examples: [{ line: 'passo version', text: 'such as 0.2.0' }],
  run({ say, on }) {
    const { version } = PACKAGE;
    say(on('json') ? JSON.stringify({ version, node: process.versions.node }) : version);
    return Promise.resolve(EXIT.done);
  },
};

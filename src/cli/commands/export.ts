import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readConfigFile } from '../../actions/config-file/read';
import { readState } from '../../actions/config-file/state';
import { updateConfigFile, writeConfigFile } from '../../actions/config-file/write';
import { AppError } from '../../core/errors';
import { EXIT, type Command } from '../command';
import { openContext } from '../settings';

/** The installation as a file. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'write applications, user groups and settings as YAML',
  words: [{ name: 'FILE', text: 'the file to write; - or nothing for the output', optional: true }],
  about: [
    'One object after the other: Settings, UserGroup, Application, matched by slug or name. No secrets are in it, and no people unless --with-users. What is as the connector brings it is left out.',
    'Into a file that is there already only what differs is written: comments, and where each tokenKey is read from, are kept. Keep the file in version control, and apply it to another installation.',
  ],
  options: {
    'with-users': { text: 'people too, without passwords, with their groups' },
    'with-images': { text: 'the User Portal Images too' },
  },
  examples: [
    { line: 'passo export passo.yaml', text: 'write, or bring up to date, passo.yaml' },
    { line: 'passo export | passo apply --plan -', text: 'plans nothing: it is what is there' },
  ],
  async run(call) {
    const [file = '-'] = call.words;
    const context = await openContext();
    try {
      const options = { users: call.on('with-users'), images: call.on('with-images') };
      const documents = await readState(context, context.db, options);
      if (file === '-') {
        call.say(writeConfigFile(documents).trimEnd());
        return EXIT.done;
      }
      const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      if (before !== undefined && readConfigFile(before).problems.length > 0) {
        throw new AppError(
          'conflict',
          `${file} is there and can't be read. Nothing was written; passo apply --plan says why.`,
        );
      }
      const text = before === undefined ? writeConfigFile(documents) : updateConfigFile(before, documents);
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      call.say(`${file}: ${documents.length} objects.`);
      return EXIT.done;
    } finally {
      await context.destroy();
    }
  },
};

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { applyObjects, type ObjectReport } from '../../actions/config-file/apply';
import { jsonSchema } from '../../actions/config-file/documents';
import { readConfigFile, type ReadFile } from '../../actions/config-file/read';
import { secretReader, type OwnSecrets } from '../../actions/config-file/secret-source';
import { readConfig } from '../../config/config';
import { findVariable } from '../../config/env';
import { PACKAGE } from '../../config/package';
import { AppError } from '../../core/errors';
import { COMMAND_LINE } from '../actor';
import { EXIT, UsageError, type Command, type CommandCall, type ExitCode } from '../command';
import { findOwnKey } from '../key';
import { openContext, settingsOf } from '../settings';

/** The file back into an installation. */
export const applyCommand: Command = {
  name: 'apply',
  summary: 'bring applications, user groups and settings to what a file says',
  words: [{ name: 'FILE', text: 'a file as passo export writes it; - for the input', optional: true }],
  about: [
    'The whole file is checked first; with a mistake nothing is applied, and each is named with its line. Then each object is applied as a whole or not at all, by the same rules as the pages: a change that takes many accounts away waits for an admin. A second time nothing changes.',
    'A section that is in the file, such as sso or identityManagement, is whole: what it leaves out is as the connector brings it. A section that is not in the file stays as it is. Nothing is deleted without --prune, and people never are.',
    'Token Keys are read from where the file says: tokenKey: { env: NAME } or { file: PATH }. Without one, a token that is stored is kept; where none is, Identity Management stays off.',
    'What a file names is sent to the address beside it, so review such a file like code: it can have any variable of this command, and any file in the allowed folder, sent away. The secrets of Passo itself are refused. Start the command with no more variables than it needs.',
  ],
  options: {
    'secrets-from': {
      value: 'FOLDER',
      text: 'the folder that files with Token Keys are read from (the one of FILE)',
    },
    plan: { text: 'only say what would change; exit code 3 when something would' },
    prune: { text: 'delete user groups and applications that are not in the file' },
    yes: { value: 'NUMBER', text: 'with --prune: how many are deleted, as --plan --prune says' },
    schema: { text: 'print the JSON Schema of an object, for editors; without FILE' },
    json: { text: 'print what became of each object as JSON' },
  },
  examples: [
    { line: 'passo apply --plan passo.yaml', text: 'in a review: what would this change?' },
    { line: 'ROBIN_TOKEN=… passo apply passo.yaml', text: 'with tokenKey: { env: ROBIN_TOKEN } in the file' },
    {
      line: 'passo apply --secrets-from /run/secrets passo.yaml',
      text: 'with { file: /run/secrets/robin } in the file',
    },
    { line: 'passo apply --prune --yes 2 passo.yaml', text: 'and delete the two objects that are not in it' },
  ],
  exits: { 1: 'an object could not be applied', 3: 'with --plan: something would change' },
  async run(call) {
    if (call.on('schema')) {
      call.say(JSON.stringify(jsonSchema(), null, 2));
      return EXIT.done;
    }
    const [file] = call.words;
    if (file === undefined) throw new UsageError('passo apply needs FILE: the file to apply, or - for the input.');
    const read = readConfigFile(textOf(file));
    if (read.problems.length > 0) return tellProblems(call, file, read);
    if (read.objects.length === 0) throw new AppError('invalid', `${file} holds no objects.`);
    const planOnly = call.on('plan');
    const confirmed = call.text('yes');
    const context = await openContext();
    try {
      const reports = await applyObjects(context, COMMAND_LINE, read.objects, {
        planOnly,
        prune: call.on('prune'),
        readSecret: secretReader(findVariable, ownSecrets(), secretsFolder(file, call.text('secrets-from'))),
        ...(confirmed === undefined ? {} : { confirmed }),
      });
      return tell(call, reports, planOnly);
    } finally {
      await context.destroy();
    }
  },
};

/** Where files with Token Keys may lie: beside the file that names them, unless another folder is named. */
function secretsFolder(file: string, named: string | undefined): string {
  return resolve(named ?? (file === '-' ? '.' : dirname(file)));
}

/** What a file can't have sent to an application. */
function ownSecrets(): OwnSecrets {
  const { env } = settingsOf();
  const config = readConfig(env, PACKAGE.root);
  const values = [findOwnKey(config, env)?.text.reveal(), env.databaseUrl, env.smtpUrl];
  return { values: values.filter((value) => value !== undefined), keyFile: config.encryptionKeyFile };
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new AppError('not_found', file === '-' ? 'Nothing came by the input.' : `${file} can't be read.`, {
      cause: error,
    });
  }
}

function tellProblems(call: CommandCall, file: string, { problems }: ReadFile): ExitCode {
  if (call.on('json')) call.say(JSON.stringify({ file, problems }));
  for (const { line, path, sentence } of problems)
    call.warn(`${file}:${line}: ${path === '' ? '' : `${path}: `}${sentence}`);
  call.warn('Nothing was applied.');
  return EXIT.failed;
}

const VERBS = {
  create: ['would be created', 'was created'],
  update: ['would change', 'was changed'],
  delete: ['would be deleted', 'was deleted'],
} as const;

function tell(call: CommandCall, reports: readonly ObjectReport[], planOnly: boolean): ExitCode {
  const failed = reports.filter(({ action }) => action === 'failed').length;
  const changed = reports.filter(({ action }) => action !== 'none' && action !== 'failed').length;
  const code = failed > 0 ? EXIT.failed : planOnly && changed > 0 ? EXIT.differences : EXIT.done;
  if (call.on('json')) {
    call.say(JSON.stringify({ plan: planOnly, changed, failed, objects: reports }));
    return code;
  }
  for (const { kind, name, line, action, changes, notes, fault } of reports) {
    const who = kind === 'Settings' ? 'Settings' : `${kind} ${name}`;
    if (action === 'failed')
      call.warn(`${who}${line === undefined ? '' : ` (line ${line})`}: not applied. ${fault ?? ''}`);
    else if (action !== 'none') call.say(`${who} ${VERBS[action][planOnly ? 0 : 1]}`);
    for (const { field, from, to } of changes) call.say(`    ${field}: ${shown(from)} -> ${shown(to)}`);
    for (const note of notes) call.say(`    ${who}: ${note}`);
  }
  const done = planOnly ? 'would change' : 'changed';
  call.say(
    changed === 0 && failed === 0
      ? 'Nothing to change.'
      : `${changed} of ${reports.length} objects ${done}${failed > 0 ? `, ${failed} could not be applied` : ''}.`,
  );
  return code;
}

const LONGEST = 80;

function shown(value: unknown): string {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

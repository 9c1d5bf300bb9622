import { nearestOf } from '../config/nearest';
import { AppError } from '../core/errors';
import { EXIT, UsageError, type Command, type ExitCode, type Output } from './command';
import { COMMANDS, GROUPS } from './commands';
import { helpAsMarkdown, helpOf, helpOfAll } from './help';
import { callOf, readWords } from './words';

const ASKS_FOR_HELP = ['help', '--help', '-h'];

/**
 * Does what a command line says: the command, or its help.
 * @param words without the name of the program; none starts the server
 * @returns the exit code
 */
export async function run(words: readonly string[], output: Output): Promise<ExitCode> {
  const [name = 'serve', ...rest] = words;
  try {
    if (ASKS_FOR_HELP.includes(name)) return showHelp(rest[0], output);
    if (name === '--version') return await run(['version'], output);
    const command = commandOf(name);
    const end = rest.indexOf('--');
    const before = end === -1 ? rest : rest.slice(0, end);
    if (before.includes('--help') || before.includes('-h')) return showHelp(name, output);
    return await command.run(callOf(readWords(command, rest), output));
  } catch (error) {
    if (error instanceof UsageError) {
      output.warn(error.message);
      output.warn(`Look at: passo help${COMMANDS.has(name) ? ` ${name}` : ''}`);
      return EXIT.usage;
    }
    for (const line of sentencesOf(error)) output.warn(line);
    return EXIT.failed;
  }
}

function showHelp(name: string | undefined, output: Output): ExitCode {
  const text =
    name === undefined ? helpOfAll(GROUPS) : name === '--markdown' ? helpAsMarkdown(GROUPS) : helpOf(commandOf(name));
  output.say(text.trimEnd());
  return EXIT.done;
}

function commandOf(name: string): Command {
  const command = COMMANDS.get(name);
  if (command !== undefined) return command;
  const nearest = nearestOf(name, [...COMMANDS.keys()]);
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no command "${name}".${meant}`);
}

/** The sentence of an error, and those of its fields. What the operator needs beside it stands in its cause. */
function sentencesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  if (!(error instanceof AppError)) return [error.message];
  const fields = Object.entries(error.fields).map(([field, sentence]) => `  ${field}: ${sentence}`);
  return [error.message, ...(fields.length > 1 ? fields : [])];
}

import { nearestOf } from '../config/nearest';
import { UsageError, type Command, type CommandCall, type Output } from './command';

/** A command line, read by what its command takes. */
type Read = Pick<CommandCall, 'words' | 'text' | 'on'>;

/**
 * Reads the words after a command's name: `--name value` or `--name=value`, switches, and plain words; everything after
 * `--` is plain.
 * @throws UsageError naming the word, and the option that was probably meant
 */
export function readWords(command: Command, given: readonly string[]): Read {
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const words: string[] = [];
  for (let place = 0; place < given.length; place += 1) {
    const word = given[place] ?? '';
    if (word === '--') {
      words.push(...given.slice(place + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const [name = '', attached] = splitOption(word);
    const option = Object.hasOwn(command.options ?? {}, name) ? command.options?.[name] : undefined;
    if (option === undefined) throw new UsageError(unknownOption(command, word, name));
    if (values.has(name) || switches.has(name)) throw new UsageError(`--${name} was given twice.`);
    if (option.value === undefined) {
      if (attached !== undefined) throw new UsageError(`--${name} takes no value.`);
      switches.add(name);
      continue;
    }
    const value = attached ?? given[(place += 1)];
    if (value === undefined || value === '') throw new UsageError(`--${name} needs ${option.value} after it.`);
    values.set(name, value);
  }
  checkWords(command, words);
  return { words, text: (name) => values.get(name), on: (name) => switches.has(name) };
}

/** Joins what was read with where to write. */
export function callOf(read: Read, output: Output): CommandCall {
  return { ...read, ...output };
}

function splitOption(word: string): [string, string | undefined] {
  const bare = word.replace(/^--?/, '');
  const sign = bare.indexOf('=');
  return sign === -1 ? [bare, undefined] : [bare.slice(0, sign), bare.slice(sign + 1)];
}

/** What was typed after a sign of equality may be a secret: it is not repeated. */
function unknownOption(command: Command, word: string, name: string): string {
  const known = Object.keys(command.options ?? {});
  const nearest = nearestOf(name, known);
  const shown = word.includes('=') ? `--${name}` : word;
  const meant = nearest === undefined ? '' : ` Did you mean --${nearest}?`;
  return `passo ${command.name} has no option ${shown}.${meant}`;
}

function checkWords({ name, words: specs = [] }: Command, words: readonly string[]): void {
  specs.forEach((spec, place) => {
    const word = words[place];
    if (word === undefined || word === '') {
      if (spec.optional !== true) {
        const wanted = spec.choices === undefined ? spec.name : spec.choices.join(' or ');
        throw new UsageError(`passo ${name} needs ${wanted}: ${spec.text}.`);
      }
      return;
    }
    if (spec.choices === undefined || spec.choices.includes(word)) return;
    const nearest = nearestOf(word, spec.choices);
    const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    throw new UsageError(`"${word}" is none of ${spec.choices.join(', ')}.${meant}`);
  });
  const extra = words[specs.length];
  if (extra !== undefined) throw new UsageError(`passo ${name} does not take "${extra}".`);
}

import type { Command } from './command';

const WIDTH = 96;
const COLUMN = 26;

/** The list of all commands, by what they are for. */
export function helpOfAll(
  groups: readonly { readonly title: string; readonly commands: readonly Command[] }[],
): string {
  const parts = groups.map(({ title, commands }) =>
    [`${title}:`, ...commands.map(({ name, summary }) => `  passo ${name.padEnd(20)} ${summary}`)].join('\n'),
  );
  return [
    'Passo: one sign-in for people, and every application kept in step behind it.',
    ...parts,
    'passo help COMMAND says more of one, with examples. Settings are variables such as PASSO_BASE_URL, or',
    'lines of the file passo.env; passo doctor --config lists them all.',
    'Exit codes: 0 done, 1 failed, 2 the command line was not understood, 3 differences found.',
  ]
    .join('\n\n')
    .replace('or\n\nlines', 'or\nlines')
    .concat('\n');
}

/** The groups of commands, as the help lists them. */
export type Groups = readonly { readonly title: string; readonly commands: readonly Command[] }[];

/** docs/cli.md: the help of every command, made by `passo help --markdown`. */
export function helpAsMarkdown(groups: Groups): string {
  const list = groups.flatMap(({ title, commands }) => [
    `**${title}**`,
    commands.map(({ name, summary }) => `- [\`passo ${name}\`](#passo-${name}): ${summary}`).join('\n'),
  ]);
  const sections = groups.flatMap(({ commands }) =>
    commands.map((command) => `## passo ${command.name}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n\`\`\``),
  );
  return `${[MARKDOWN_HEAD, ...list, MARKDOWN_RULES, ...sections].join('\n\n')}\n`;
}

const MARKDOWN_HEAD = `# The command line

\`passo COMMAND\` is \`npm start -- COMMAND\` on a checkout, and \`node dist/src/cli/main.js COMMAND\` once it is built. This page
is what \`passo help --markdown\` prints.`;

const MARKDOWN_RULES = `## What all commands share

- **Exit codes.** 0: done. 1: it failed, and a sentence says why. 2: the command line was not understood; the nearest command or
  option is named. 3: differences were found, with \`apply --plan\`, \`sync --trial\` and \`migrate status\`.
- **Settings** come from the environment, then from \`passo.env\` or the file that \`PASSO_CONFIG_FILE\` names; flags go before
  both. \`passo doctor --config\` says which value comes from where.
- **Secrets** are never words of a command line, where others on the machine could read them. They stand in files, in the
  environment, or come by the input. What a command makes is printed once.
- **\`--json\`** is for programs: one line of JSON on the output. Errors stay on the error output.
- **Events** of what a command does name the actor \`command line\`.
- **A running server** is no hindrance, but for \`rotate-key\`, \`move-to-postgres\` and \`restore --replace\`, which say so.`;

/** Everything about one command. */
export function helpOf(command: Command): string {
  const { about, options = {}, words = [], examples, exits = {} } = command;
  const sections = [usageOf(command), `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`];
  sections.push(...about.map((paragraph) => wrap(paragraph, WIDTH).join('\n')));
  if (words.length > 0) sections.push(listing(words.map(({ name, text }) => [name, text])));
  if (Object.keys(options).length > 0) {
    sections.push(
      `Options:\n${listing(
        Object.entries(options).map(([name, { value, text }]) => [
          `--${name}${value === undefined ? '' : ` ${value}`}`,
          text,
        ]),
      )}`,
    );
  }
  sections.push(`Examples:\n${examples.map(({ line, text }) => `  ${line}\n      ${text}`).join('\n')}`);
  if (Object.keys(exits).length > 0) {
    sections.push(`Exit codes:\n${listing(Object.entries({ 0: 'done', 1: 'failed', 2: 'not understood', ...exits }))}`);
  }
  return `${sections.join('\n\n')}\n`;
}

/** One line that shows how a command is written. */
export function usageOf({ name, words = [], options = {} }: Command): string {
  const places = words.map(({ name: word, optional, choices }) => {
    const shown = choices === undefined ? word : choices.join('|');
    return optional === true ? `[${shown}]` : shown;
  });
  const flags = Object.entries(options).map(([option, { value }]) =>
    value === undefined ? `[--${option}]` : `[--${option} ${value}]`,
  );
  return wrap(['passo', name, ...places, ...flags].join(' '), WIDTH).join('\n      ');
}

function listing(rows: readonly (readonly [string, string])[]): string {
  return rows
    .map(([name, text]) => {
      const [first = '', ...rest] = wrap(text, WIDTH - COLUMN);
      const head = name.length > COLUMN - 4 ? `  ${name}\n${' '.repeat(COLUMN)}` : `  ${name.padEnd(COLUMN - 2)}`;
      return [`${head}${first}`, ...rest.map((line) => `${' '.repeat(COLUMN)}${line}`)].join('\n');
    })
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

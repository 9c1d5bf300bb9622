import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../src/cli/command';
import { COMMANDS, GROUPS } from '../../src/cli/commands';
import { helpAsMarkdown, helpOf } from '../../src/cli/help';
import { run } from '../../src/cli/run';

const speak = async (...words: string[]): Promise<{ code: number; said: string; warned: string }> => {
  const said: string[] = [];
  const warned: string[] = [];
  const code = await run(words, { say: (line = '') => void said.push(line), warn: (line) => void warned.push(line) });
  return { code, said: said.join('\n'), warned: warned.join('\n') };
};

test('docs/cli.md is what passo help --markdown prints', () => {
  expect(readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8')).toBe(helpAsMarkdown(GROUPS));
});

describe.each([...COMMANDS.values()])('passo $name', (command) => {
  test('its help teaches: what it takes, what it is for, and examples that can be read', async () => {
    const { code, said } = await speak('help', command.name);
    expect(code).toBe(EXIT.done);
    expect((await speak(command.name, '--help')).said).toBe(said);
    for (const [option, { text }] of Object.entries(command.options ?? {})) {
      expect(said).toContain(`--${option}`);
      expect(text.length).toBeGreaterThan(5);
      // Secrets are never options: others on the machine can read command lines.
      expect(option).not.toMatch(/^(?:password|token|secret|key)$/);
    }
    expect(command.examples.length).toBeGreaterThan(0);
    const lines = command.examples.map(({ line }) => line);
    expect(lines.filter((line) => line.includes(`passo ${command.name}`))).not.toEqual([]);
    for (const line of lines) expect(line).toContain('passo ');
    expect(
      Math.max(
        ...helpOf(command)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(130);
  });

  test('an option that it does not have is refused before anything is done', async () => {
    const { code, warned } = await speak(command.name, '--there-is-none=of-this');
    expect(code).toBe(EXIT.usage);
    expect(warned).toContain(`passo ${command.name} has no option --there-is-none.`);
    expect(warned).not.toContain('of-this');
    expect(warned).toContain(`passo help ${command.name}`);
  });
});

test.each([
  [['bakcup', 'x'], 'There is no command "bakcup". Did you mean "backup"?'],
  [['apply', '--plam', 'x'], 'passo apply has no option --plam. Did you mean --plan?'],
  [['backup'], 'passo backup needs FILE'],
  [['backup', 'one', 'two'], 'passo backup does not take "two".'],
  [['migrate', 'pu'], '"pu" is none of up, status.'],
  [['apply', '--yes'], '--yes needs NUMBER after it.'],
  [['apply', '--plan=yes', 'x'], '--plan takes no value.'],
  [['apply', '--plan', '--plan', 'x'], '--plan was given twice.'],
  [['help', 'nothing'], 'There is no command "nothing".'],
  [['constructor'], 'There is no command "constructor".'],
  [['apply', '--constructor', 'x'], 'has no option --constructor'],
  [['simulator', '--port', 'http'], '--port is "http".'],
])('%j is told what is wrong, with exit code 2', async (words, sentence) => {
  const { code, warned, said } = await speak(...words);
  expect(warned).toContain(sentence);
  expect(code).toBe(EXIT.usage);
  expect(said).toBe('');
});

test('help lists every command once', async () => {
  const { said, code } = await speak('--help');
  expect(code).toBe(EXIT.done);
  for (const name of COMMANDS.keys()) expect(said.match(new RegExp(`^ {2}passo ${name} `, 'gm'))).toHaveLength(1);
});

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { ask } from '../../src/cli/commands/init';
import { run } from '../../src/cli/run';
import { openTerminal } from '../../src/cli/terminal';

const ARROW_UP = '\u001b[A';

/** Answers the questions one by one, as somebody at a terminal does; undefined ends the input, as Ctrl+D does. */
async function walk(answers: readonly (string | undefined)[]): Promise<{ env: unknown; warned: string[] }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const warned: string[] = [];
  const rest = [...answers];
  output.on('data', (data: Buffer) => {
    if (!/: $/.test(data.toString())) return;
    const next = rest.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  const env = await ask({ say: () => undefined, warn: (line) => void warned.push(line) }, input, output);
  return { env, warned };
}

test('passo init: asks again where an answer can’t be used, and keeps the others', async () => {
  const { env, warned } = await walk([
    ...['https://sso.example.com', 'eighty', '8081', '', 'smtps://mail.example', 'Passo <passo@example.com>', '1'],
  ]);
  expect(env).toEqual({
    baseUrl: 'https://sso.example.com',
    port: '8081',
    smtpUrl: 'smtps://mail.example',
    mailFrom: 'Passo <passo@example.com>',
    trustProxy: '1',
  });
  expect(warned).toEqual([expect.stringContaining('PASSO_PORT is "eighty"')]);
});

test('passo init: at a terminal no password is shown, not while it is typed and not by the arrow keys', async () => {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void modes.push(on) });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const rest = [
    ...['https://sso.example.com', '8082', 'postgres://passo:first-secret@db.example/passo'],
    // The arrow key brings nothing back; refused all the same, because it names no mail server.
    ...[`${ARROW_UP}smtps://sam:wrong-secret@`, 'Passo <passo@example.com>'],
    ...['smtps://sam:second-secret@mail.example', 'Passo <passo@example.com>', `${ARROW_UP}0`],
  ];
  let shown = '';
  let seen = 0;
  output.on('data', (data: Buffer) => {
    shown += data.toString();
    // What moves the cursor is no part of the question.
    const text = stripVTControlCharacters(shown.slice(seen));
    if (!text.endsWith(': ')) return;
    seen = shown.length;
    const next = rest.shift();
    // Typed when the question stands, sign by sign as a hand does.
    setImmediate(() => {
      const [before, ...parts] = (next ?? '').split(ARROW_UP);
      for (const sign of before ?? '') input.write(sign);
      for (const part of parts) for (const sign of [ARROW_UP, ...part]) input.write(sign);
      input.write('\r');
    });
  });
  const said: string[] = [];
  const env = await ask(
    { say: (line = '') => void said.push(line), warn: (line) => void said.push(line) },
    input,
    output,
  );
  expect(env).toMatchObject({
    port: '8082',
    databaseUrl: 'postgres://passo:first-secret@db.example/passo',
    smtpUrl: 'smtps://sam:second-secret@mail.example',
    trustProxy: '0',
  });
  expect(shown).toContain('8082');
  expect(shown + said.join('\n')).not.toContain('secret');
  expect(said).toContain('  postgres://passo@db.example/passo');
  expect(said).toContain('  smtps://sam@mail.example');
  expect(modes).toEqual([true, false]);
});

test('passo init: the terminal itself shows no password either, when the output goes to a file', async () => {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void modes.push(on) });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (data: Buffer) => void (shown += data.toString()));
  const terminal = openTerminal(input, output);
  const answer = terminal.secret('Password: ');
  input.write('very-secret\r');
  expect(await answer).toBe('very-secret');
  terminal.close();
  expect(modes).toEqual([true, false]);
  expect(shown).toBe('Password: \n');
});

test('passo init: an input that ends in the middle ends the command', async () => {
  await expect(walk(['https://sso.example.com', undefined])).rejects.toThrow('cut short. Nothing was written.');
});

test('passo init: with a key that can’t be written there are no settings either', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-init-'));
  const before = process.env['PASSO_ENCRYPTION_KEY_FILE'];
  try {
    writeFileSync(join(folder, 'file'), '');
    process.env['PASSO_ENCRYPTION_KEY_FILE'] = join(folder, 'file', 'encryption.key');
    const warned: string[] = [];
    const output = { say: () => undefined, warn: (line: string) => void warned.push(line) };
    expect(await run(['init', '--yes', join(folder, 'passo.env')], output)).toBe(1);
    expect(warned.join()).toMatch(/encryption\.key could not be written: .*Nothing was kept\./);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(existsSync(join(folder, 'passo.env'))).toBe(false);
  } finally {
    if (before === undefined) delete process.env['PASSO_ENCRYPTION_KEY_FILE'];
    else process.env['PASSO_ENCRYPTION_KEY_FILE'] = before;
    rmSync(folder, { recursive: true });
  }
});

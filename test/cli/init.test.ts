import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ask } from '../../src/cli/commands/init';
import { run } from '../../src/cli/run';

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

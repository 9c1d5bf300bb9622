import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { loadConnectors } from '../../src/load-connectors';
import { connectorsText } from './connectors-text';

const file = join(__dirname, '../../docs/connectors.md');

test('docs/connectors.md says what the catalogue says, of every connector', async () => {
  const text = await format(connectorsText(), { parser: 'markdown', printWidth: 120, singleQuote: true });
  // PASSO_TEST_WRITE_DOCS=1 writes the page anew.
  if (process.env['PASSO_TEST_WRITE_DOCS'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
  for (const { label, guides } of loadConnectors().values()) {
    expect(text).toContain(`## ${label}\n`);
    for (const { steps } of [...guides.sso, ...guides.identityManagement]) expect(steps.length).toBeGreaterThan(0);
  }
});

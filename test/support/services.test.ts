import { Client } from 'pg';
import { chromium } from 'playwright-core';
import { browserAddress, postgresAddress } from './services';

test('a run that asks for PostgreSQL gets a real one that folds case beyond ASCII', async () => {
  const client = new Client({ connectionString: postgresAddress() });
  await client.connect();
  const { rows } = await client.query<{ folded: string }>(`select lower('ÅSA') as folded`);
  await client.end();
  expect(rows).toEqual([{ folded: 'åsa' }]);
});

test('a run that asks for a browser gets one that knows no outside name', async () => {
  const browser = await chromium.connect(browserAddress());
  const page = await browser.newPage();
  await page.setContent('<h1>Ready</h1>');
  expect(await page.textContent('h1')).toBe('Ready');
  await expect(page.goto('http://example.com/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
  await browser.close();
});

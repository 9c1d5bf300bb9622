import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSignOnProbe, type SignOnProbe } from '../../support/saml/sign-on-probe';
import { ANSWER_ROWS } from './answer-rows';
import { DEMAND_ROWS } from './demand-rows';
import { MESSAGE_ROWS } from './message-rows';
import { readTable, verdictOf } from './row';

const ROWS = [...MESSAGE_ROWS, ...DEMAND_ROWS, ...ANSWER_ROWS];
const documented = readTable(readFileSync(join(__dirname, '../../../docs/authn-requests.md'), 'utf8'));

let probe: SignOnProbe;
beforeAll(async () => {
  probe = await startSignOnProbe();
});
afterAll(() => probe.stop());

test('every row of the table has its test, and every test its row', () => {
  expect(documented.length).toBeGreaterThan(40);
  expect(ROWS.map(({ clause, field }) => `${clause} ${field}`).sort()).toEqual(
    documented.map(({ name }) => name).sort(),
  );
});

test.each(ROWS.map((row) => [`${row.clause} ${row.field}`, row] as const))('%s', async (name, row) => {
  await probe.configure({});
  const proved = new Set<string>();
  await row.run(verdictOf(probe, proved));
  expect([...proved].sort()).toEqual([...(documented.find((entry) => entry.name === name)?.refusals ?? [])].sort());
});

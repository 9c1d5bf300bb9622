import { run } from '../../src/cli/run';
import { sealEvents } from '../../src/actions/evidence/seal';
import { createGroup } from '../../src/actions/groups/save';
import { listSealedEvents } from '../../src/store/evidence/seals';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';

let passo: TestPasso;
const before = process.env['PASSO_DATA_DIR'];

beforeAll(async () => {
  passo = await startPasso();
  const { actor } = await addAdmin(passo.context);
  await createGroup(passo.context, actor, { name: 'Crew' });
  await createGroup(passo.context, actor, { name: 'Board' });
  await sealEvents(passo.context, true);
  process.env['PASSO_DATA_DIR'] = passo.folder;
});

afterAll(async () => {
  if (before === undefined) delete process.env['PASSO_DATA_DIR'];
  else process.env['PASSO_DATA_DIR'] = before;
  await passo.stop();
});

async function verify(...words: string[]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const write = (line = ''): void => void lines.push(line);
  const code = await run(['events', 'verify', ...words], { say: write, warn: write });
  return { code, said: lines.join('\n') };
}

test('A11: passo events verify ends with 0 while nothing is wrong, and names what was tampered with', async () => {
  const whole = await verify();
  expect(whole).toMatchObject({ code: 0, said: expect.stringContaining('Nothing is wrong.') as string });
  const { head } = JSON.parse((await verify('--json')).said) as { head: string };
  expect(await verify('--noted', head)).toMatchObject({
    ...{ code: 0, said: expect.stringContaining('The end that was noted is part of the chain.') as string },
  });
  const [, group] = await listSealedEvents(passo.context.db, 0, 2);
  const gone = group?.event.id ?? '';
  await passo.context.db('events').where({ id: gone }).delete();
  const tampered = await verify();
  expect(tampered.code).toBe(1);
  expect(tampered.said).toContain(`Event ${gone}, number 2 of the chain, was taken out.`);
  expect(JSON.parse((await verify('--json')).said)).toMatchObject({ intact: false, faultCount: 1 });
  const other = await verify('--noted', `1-${'0'.repeat(64)}`);
  expect(other.said).toContain('Number 1 of the chain has another hash than was noted');
});

test('an end that is none is a fault of the command line', async () => {
  expect(await verify('--noted', 'abc')).toMatchObject({ code: 2 });
});

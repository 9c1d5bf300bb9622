import { sealEvents } from '../../../src/actions/evidence/seal';
import { verifyEvents } from '../../../src/actions/evidence/verify';
import { SYSTEM } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { deleteOldestEvents } from '../../../src/store/evidence/prune';
import { transact } from '../../../src/store/tx';
import { startPasso } from '../../support/passo';

test('A11: a log that was emptied as if by retention is told, and retention itself never empties it', async () => {
  const passo = await startPasso();
  const { context } = passo;
  for (const name of ['One', 'Two', 'Three']) await createGroup(context, SYSTEM, { name });
  await sealEvents(context, true);
  await transact(context.db, (tx) => deleteOldestEvents(tx, Date.now() + 86_400_000, 1_000));
  expect(await verifyEvents(context)).toMatchObject({ intact: true, checked: 1 });
  await context.db('events').delete();
  await context.db('event_seals').delete();
  await context.db.raw('update event_chain set anchor_position = position, anchor_hash = hash');
  expect(await verifyEvents(context)).toMatchObject({ intact: false, faults: [{ kind: 'end' }] });
  await passo.stop();
});

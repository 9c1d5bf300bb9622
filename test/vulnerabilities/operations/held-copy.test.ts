import { sealEvents } from '../../../src/actions/evidence/seal';
import { streamEvents, type StreamTurn } from '../../../src/actions/evidence/stream';
import { releaseCopy } from '../../../src/actions/backup/release';
import { SYSTEM } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { saveHeldCopy } from '../../../src/store/backup/held-copy';
import { transact } from '../../../src/store/tx';
import { startPasso } from '../../support/passo';

test('R16: a restored copy hands no events to the collector of the original before it is released; nothing is lost', async () => {
  const passo = await startPasso();
  const { context } = passo;
  const written: string[] = [];
  const turn: StreamTurn = {
    config: { kind: 'stdout' },
    sink: {
      write: (pieces) => Promise.resolve(void written.push(...pieces.map(String))),
      close: () => undefined,
    },
    ...{ owner: 'copy', host: 'copy.example', stopping: () => false, onLoss: () => undefined },
  };
  const round = async (): Promise<number | undefined> => {
    await sealEvents(context, true);
    return streamEvents(context, turn);
  };
  await round();
  await transact(context.db, (tx) => saveHeldCopy(tx, { why: 'restored', at: 1, copiedAt: 1 }));
  await createGroup(context, SYSTEM, { name: 'Made on the copy' });
  expect(await round()).toBe(0);
  expect(written).toEqual([]);
  await releaseCopy(context, SYSTEM);
  await round();
  expect(written.join('')).toContain('Made on the copy');
  await passo.stop();
});

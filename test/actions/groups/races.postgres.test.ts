import type { Context } from '../../../src/context';
import type { Actor } from '../../../src/actions/deps';
import { markChanged } from '../../../src/actions/marks';
import { markGroupDeleted } from '../../../src/actions/provisioning/groups/marks';
import { record } from '../../../src/actions/record';
import { deleteGroup } from '../../../src/store/groups';
import { markGroup } from '../../../src/store/provisioning/group-marks';
import { transact } from '../../../src/store/tx';
import { newPostgresDatabase } from '../../support/database';
import type { TestPasso } from '../../support/passo';
import { openGroupsBench, startGroupsPasso } from '../../support/provisioning/groups-bench';
import { describeGroupRaces } from '../../support/provisioning/groups-race-suite';

describe('groups and admins at the same moment, on PostgreSQL', () => {
  describeGroupRaces(newPostgresDatabase);
});

describe('a turn that reads a group while another instance deletes it, on PostgreSQL', () => {
  let passo: TestPasso;
  let actor: Actor;

  beforeAll(async () => {
    ({ passo, actor } = await startGroupsPasso(await newPostgresDatabase()));
  });
  afterAll(() => passo.stop());

  /** Waits until somebody stands before the locked table, with what was read before in their hands. */
  async function turnWaits({ db }: Context): Promise<void> {
    for (let waiting = 0; waiting === 0;) {
      await new Promise((done) => setTimeout(done, 10));
      const { rows } = await db.raw<{ rows: { n: string }[] }>(
        'select count(*) as n from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database() where not l.granted',
      );
      waiting = Number(rows[0]?.n);
    }
  }

  test.each(['group_bindings', 'group_links'])(
    'M-114: it is deleted there, whatever was read before (%s is read last)',
    async (table) => {
      const at = await openGroupsBench(passo, actor);
      const group = await at.group(`Design of ${table}`);
      const members = await at.people(group, 'noor');
      await at.settle();
      expect(at.sp.groups()).toHaveLength(1);
      const { db, clock, wake } = at.context;
      const key = { applicationId: at.application.id, groupId: group.id };
      await transact(db, (tx) => markGroup(tx, key, { now: clock(), whole: true }));
      await transact(db, async (tx) => {
        await tx.raw(`lock table ${table} in access exclusive mode`);
        wake();
        await turnWaits(at.context);
        const cause = await record(at.context, tx, actor, 'group_delete', { group }, {});
        await markChanged(
          at.context,
          tx,
          members.map((user) => user.id),
          cause,
        );
        await markGroupDeleted(at.context, tx, group.id, cause);
        await deleteGroup(tx, group.id);
      });
      await at.settle();
      expect(at.sp.groups()).toEqual([]);
      expect(await at.end()).toEqual([]);
    },
  );
});

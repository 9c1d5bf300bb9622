import { makeMetrics } from '../../src/metrics/metrics';
import { newPostgresDatabase } from '../support/database';
import { addMember, integrate, startSp } from '../support/integration';
import { addAdmin, startPasso } from '../support/passo';

test('the gauges read the same on PostgreSQL: whole numbers, one row for each application', async () => {
  const passo = await startPasso({ databaseUrl: await newPostgresDatabase(), fixedClock: true });
  const { context } = passo;
  const { actor } = await addAdmin(context);
  const sp = await startSp();
  const { application, group } = await integrate(context, actor, sp, 'Robin');
  await addMember(context, actor, group, 'n.abadi');
  await context.worker.idle();
  await context.worker.stop();
  await addMember(context, actor, group, 'm.ito');
  passo.clock.now += 90_000;
  const app = application.slug;
  const { body } = await makeMetrics(context).read();
  expect(body).toContain('passo_db_up 1');
  expect(body).toContain(`passo_provisioning_people{app="${app}",status="in-sync"} 1\n`);
  expect(body).toContain(`passo_provisioning_queue_length{app="${app}"} 1\n`);
  expect(body).toContain(`passo_provisioning_oldest_task_age_seconds{app="${app}"} 90\n`);
  await passo.stop();
  await sp.stop();
});

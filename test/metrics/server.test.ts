import { createServer, type AddressInfo } from 'node:net';
import { makeMetrics } from '../../src/metrics/metrics';
import { serveMetrics } from '../../src/metrics/server';
import { serve } from '../../src/main';
import { freePort } from '../support/running-passo';
import { startPasso } from '../support/passo';

const ignore = (): void => undefined;

test('a port that is taken is named, in a sentence with its setting', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const passo = await startPasso({ env: { metricsPort: String(port) } });
  await expect(serve(passo.context)).rejects.toThrow(
    `Port ${port} is taken. Stop what uses it, or set PASSO_METRICS_PORT`,
  );
  await passo.stop();
  await new Promise((resolve) => taken.close(resolve));
});

test('when the port of the pages is taken, the port of the metrics is let go again', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const metricsPort = await freePort();
  const passo = await startPasso({ env: { port: String(port), metricsPort: String(metricsPort) } });
  await expect(serve(passo.context)).rejects.toThrow('PASSO_PORT');
  await expect(fetch(`http://127.0.0.1:${metricsPort}/metrics`)).rejects.toThrow();
  await passo.stop();
  await new Promise((resolve) => taken.close(resolve));
});

test('without a port nothing is measured', async () => {
  const passo = await startPasso();
  expect(passo.context).not.toHaveProperty('metrics');
  expect(passo.context).not.toHaveProperty('onEvent');
  await passo.stop();
});

test('while the database is away the metrics say so, and the process is measured all the same', async () => {
  const passo = await startPasso();
  const metrics = makeMetrics(passo.context);
  const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 }, ignore);
  const read = async (): Promise<string> => (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  await passo.stop();
  const text = await read();
  expect(text).toContain('passo_db_up 0');
  expect(text).toMatch(/^process_cpu_seconds_total \d/m);
  await server.stop();
});

test('labels can’t be broken out of, whatever stands in the database', async () => {
  const passo = await startPasso();
  const { db } = passo.context;
  const hostile = 'a"} 1\nevil{x="\\';
  const row = { id: '01J00000000000000000000001', connector_id: 'custom-scim', label: 'x', has_image: false };
  const rest = { show_in_portal: true, variables: '{}', sso_state: 'active', idm_state: 'active', idm: '{}' };
  await db('applications').insert({
    ...row,
    ...rest,
    slug: hostile,
    sso: '{"spCertificates":["x"]}',
    created_at: 0,
    updated_at: 0,
  });
  const { body } = await makeMetrics(passo.context).read();
  expect(body).toContain('passo_provisioning_queue_length{app="a\\"} 1\\nevil{x=\\"\\\\"} 0');
  expect(body).not.toMatch(/^evil/m);
  await passo.stop();
});

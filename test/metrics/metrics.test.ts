import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAML } from '@node-saml/node-saml';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { deleteApplications } from '../../src/actions/applications/delete';
import { createNextCertificate } from '../../src/actions/certificates/next';
import type { Actor } from '../../src/actions/deps';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import type { Application } from '../../src/core/application';
import type { User } from '../../src/core/user';
import { makeKeyPair } from '../../src/saml/key-pair';
import { listCertificates } from '../../src/store/sign-on/certificates';
import { addMember, integrate, startSp } from '../support/integration';
import { addAdmin } from '../support/passo';
import { freePort, runPasso, type RunningPasso } from '../support/running-passo';
import { BrowserSession } from '../web/browser-session';

const DAY = 86_400_000;

/** Metrics and their labels as they were promised. */
const PROMISED: Readonly<Record<string, string>> = {
  passo_build_info: 'version,revision',
  passo_http_request_duration_seconds: 'method,route,status',
  passo_sso_responses_total: 'app,binding,initiated_by,result',
  passo_login_attempts_total: 'result',
  passo_scim_requests_total: 'app,operation,result',
  passo_scim_request_duration_seconds: 'app,operation',
  passo_provisioning_queue_length: 'app',
  passo_provisioning_oldest_task_age_seconds: 'app',
  passo_provisioning_people: 'app,status',
  passo_provisioning_held: 'app,reason',
  passo_certificate_expiry_timestamp_seconds: 'app,use',
  passo_webhook_deliveries_total: 'result',
};

function balanced(query: string): boolean {
  let open = 0;
  for (const sign of query) {
    if (sign === '(') open += 1;
    if (sign === ')') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

let passo: RunningPasso;
let metricsUrl: string;
let admin: User;
let actor: Actor;
let atlas: Application;
let browser: BrowserSession;

beforeAll(async () => {
  const metricsPort = String(await freePort());
  passo = await runPasso({ metricsPort }, true);
  metricsUrl = `http://127.0.0.1:${metricsPort}`;
  ({ admin, actor } = await addAdmin(passo.context));
  atlas = await addSaml('Atlas');
  browser = new BrowserSession(passo.url);
  await browser.signIn();
});
afterAll(() => passo.stop());

async function addSaml(label: string): Promise<Application> {
  const { context } = passo;
  const added = await addApplication(context, actor, {
    connectorId: 'custom-saml',
    label,
    slug: label.toLowerCase(),
    showInPortal: true,
    variables: {},
  });
  const { certificatePem } = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 100 });
  const application = await configureSso(context, actor, added.id, {
    sso: {
      ...added.sso!,
      spEntityId: `https://${added.slug}.example/metadata`,
      acs: [{ url: `https://${added.slug}.example/acs`, isDefault: true }],
      spCertificates: [certificatePem],
    },
    active: true,
  });
  const group = await createGroup(context, actor, { name: `${label} people` });
  await setGroupsOfApplication(context, actor, application.id, [group.id]);
  await changeMembers(context, actor, group.id, { add: [admin.id], remove: [] });
  return application;
}

/** Reads the metrics anew: what is kept for a quarter of a minute is let go first. */
async function scrape(fresh = false): Promise<Map<string, number>> {
  if (fresh) passo.clock.now += 15_000;
  const response = await fetch(`${metricsUrl}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return samplesOf(await response.text());
}

/** Every line of the text format, by name and labels; a line that is none fails the test. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-z0-9_]+ ./.test(line)) continue;
    const match = /^([a-z_:][a-z0-9_:]*(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\})?) (\S+)$/i.exec(line);
    if (match === null) throw new Error(`not a line of the text format: ${line}`);
    samples.set(match[1] ?? '', Number(match[2]));
  }
  return samples;
}

const sum = (samples: Map<string, number>, start: string): number =>
  [...samples].filter(([name]) => name.startsWith(start)).reduce((total, [, value]) => total + value, 0);

async function requestUrl(application: Application): Promise<string> {
  const sp = new SAML({
    entryPoint: `${passo.url}/saml2/${application.slug}`,
    issuer: `https://${application.slug}.example/metadata`,
    callbackUrl: `https://${application.slug}.example/acs`,
    idpCert: 'unused',
  });
  const url = new URL(await sp.getAuthorizeUrlAsync('', undefined, {}));
  return `${url.pathname}${url.search}`;
}

test('the version, the process and the database are there from the start', async () => {
  const samples = await scrape();
  expect(
    [...samples.keys()].find((name) => /^passo_build_info\{version="[\d.]+",revision="\w+"\}$/.test(name)),
  ).toBeDefined();
  expect(samples.get('passo_db_up')).toBe(1);
  expect(samples.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(sum(samples, 'nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
});

test('sign-ins are counted, right and wrong', async () => {
  const before = await scrape();
  const other = new BrowserSession(passo.url);
  await expect(other.signIn('sam.okafor', 'wrong')).rejects.toThrow();
  await other.signIn();
  const after = await scrape();
  for (const result of ['success', 'failure']) {
    const name = `passo_login_attempts_total{result="${result}"}`;
    expect((after.get(name) ?? 0) - (before.get(name) ?? 0)).toBe(1);
  }
});

test('sign-ons are counted by application, binding, beginning and result, on the short way too', async () => {
  const before = await scrape();
  const delta = (after: Map<string, number>, labels: string): number =>
    (after.get(`passo_sso_responses_total{${labels}}`) ?? 0) -
    (before.get(`passo_sso_responses_total{${labels}}`) ?? 0);
  for (let round = 0; round < 3; round += 1) {
    const page = await browser.agent.get(await requestUrl(atlas));
    expect(page.text).toContain('SAMLResponse');
  }
  await browser.agent.get('/apps/atlas').expect(200);
  const issued = (await requestUrl(atlas)).replace(/SAMLRequest=[^&]+/, 'SAMLRequest=xx');
  await browser.agent.get(issued).expect(400);
  const after = await scrape();
  expect(delta(after, 'app="atlas",binding="redirect",initiated_by="sp",result="success"')).toBe(3);
  expect(delta(after, 'app="atlas",binding="none",initiated_by="idp",result="success"')).toBe(1);
  expect(delta(after, 'app="atlas",binding="redirect",initiated_by="sp",result="failure"')).toBe(1);
});

test('requests are timed by route, and what strangers ask for makes no name of its own', async () => {
  for (const path of [
    '/admin/applications/atlas',
    '/admin/applications/no-such-one',
    '/x/<script>"\n',
    '/saml2/atlas/../../etc/passwd',
    '/saml2/never-heard-of',
    `/${'a'.repeat(2_000)}`,
    '/assets/passo.css',
    '/assets/"}\\n evil{x="',
    '/livez',
  ]) {
    await browser.agent.get(encodeURI(path));
  }
  await fetch(`${passo.url}/login`, { method: 'PROPFIND' });
  const samples = await scrape();
  const routes = new Set([...samples.keys()].flatMap((name) => /route="([^"]*)"/.exec(name)?.[1] ?? []));
  expect([...routes].every((route) => route === 'none' || /^\/[a-z0-9/:.*_-]*$/i.test(route))).toBe(true);
  for (const stranger of [
    'no-such-one',
    'script',
    'passwd',
    'never-heard-of',
    'aaaa',
    'evil',
    'SAMLRequest',
    'atlas',
  ]) {
    expect([...routes].filter((route) => route.includes(stranger))).toEqual([]);
  }
  expect(routes).toContain('/saml2/:slug');
  expect(
    sum(samples, 'passo_http_request_duration_seconds_count{method="GET",route="/saml2/:slug",status="200"}'),
  ).toBe(3);
  expect(sum(samples, 'passo_http_request_duration_seconds_count{method="PROPFIND"')).toBe(1);
  const people = [admin.username, admin.email, admin.id, 'sam.okafor'];
  expect([...samples.keys()].filter((name) => people.some((one) => name.includes(one)))).toEqual([]);
});

test('S12: certificates are there with their ends, ours and those of the application', async () => {
  const { context } = passo;
  const next = await createNextCertificate(context, actor, atlas.id, 'ec-p256');
  const current = (await listCertificates(context.db, atlas.id)).find(({ state }) => state === 'current')!;
  const samples = await scrape(true);
  const end = (use: string): number | undefined =>
    samples.get(`passo_certificate_expiry_timestamp_seconds{app="atlas",use="${use}"}`);
  expect(end('signing')).toBe(Math.floor(current.notAfter / 1000));
  expect(end('next')).toBe(Math.floor(next.notAfter / 1000));
  expect(Math.abs((end('requests') ?? 0) * 1000 - (Date.now() + 100 * DAY))).toBeLessThan(DAY);
  expect(end('encryption')).toBeUndefined();
});

test('queues, people and requests of provisioning are there; what is deleted goes', async () => {
  const { context } = passo;
  const sp = await startSp();
  const { application, group } = await integrate(context, actor, sp, 'Robin');
  await addMember(context, actor, group, 'n.abadi');
  await context.worker.idle();
  await sp.stop();
  const robin = application.slug;
  const samples = await scrape(true);
  expect(samples.get(`passo_provisioning_queue_length{app="${robin}"}`)).toBe(0);
  expect(samples.get(`passo_provisioning_oldest_task_age_seconds{app="${robin}"}`)).toBe(0);
  expect(samples.get(`passo_provisioning_people{app="${robin}",status="in-sync"}`)).toBe(1);
  expect(samples.get(`passo_scim_requests_total{app="${robin}",operation="create_user",result="ok"}`)).toBe(1);
  expect(samples.get(`passo_scim_request_duration_seconds_count{app="${robin}",operation="create_user"}`)).toBe(1);
  await deleteApplications(context, actor, [application.id, atlas.id], '2');
  const after = await scrape(true);
  expect([...after.keys()].filter((name) => /^passo_(prov|cert|sso).*app=/.test(name))).toEqual([]);
});

test('the documents name what there is: every metric is explained, every alert rule looks at one', async () => {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const names = [...text.matchAll(/^# TYPE (passo_[a-z_]+) /gm)].map((match) => match[1]!).sort();
  const docs = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  const explained = new Set([...docs.matchAll(/^\| `(passo_[a-z_]+)/gm)].map((match) => match[1]!));
  expect([...explained].sort()).toEqual(names);
  // UX.md 4.3 promises these to dashboards of others.
  const labels = new Map(
    [...docs.matchAll(/^\| `(passo_[a-z_]+)(?:\{([a-z_,]+)\})?`/gm)].map((row) => [row[1]!, row[2] ?? '']),
  );
  expect([...labels]).toEqual(expect.arrayContaining(Object.entries(PROMISED)));
  const rules = readFileSync(join(__dirname, '../../docs/alerts.yml'), 'utf8');
  const board = readFileSync(join(__dirname, '../../deploy/dashboard.json'), 'utf8');
  const { panels } = JSON.parse(board) as { panels: { title: string; targets: { expr: string }[] }[] };
  const alerts = [...rules.matchAll(/expr: (?:>-\n)?([\s\S]*?)\n {8}for:/g)].map((match) => match[1]!);
  const queries = [...alerts, ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))];
  expect(alerts.length).toBeGreaterThanOrEqual(9);
  expect(panels.length).toBeGreaterThanOrEqual(20);
  for (const query of queries) {
    expect(balanced(query)).toBe(true);
    const known = [...query.matchAll(/(passo_[a-z_]+?)(?:_bucket|_count|_sum)?\b(?:\{([^}]*)\})?/g)].map((match) => {
      expect(names).toContain(match[1]);
      const asked = [...(match[2] ?? '').matchAll(/([a-z_]+)(?:=|!=|=~|!~)"/g)].map((pair) => pair[1]!);
      for (const label of asked) expect(labels.get(match[1]!)?.split(',')).toContain(label);
      return [...(labels.get(match[1]!)?.split(',') ?? []), 'le', 'instance'];
    });
    const grouped = [...query.matchAll(/by \(([a-z_, ]+)\)/g)].flatMap((match) => match[1]!.split(', '));
    for (const label of grouped) expect(known.some((one) => one.includes(label))).toBe(true);
    if (known.length === 0) expect(text).toContain(/^(?:rate\()?(\w+)/.exec(query)?.[1]);
  }
});

test('only /metrics is there, and only to be read', async () => {
  expect((await fetch(`${metricsUrl}/`)).status).toBe(404);
  expect((await fetch(`${metricsUrl}/metrics/../admin`)).status).toBe(404);
  expect((await fetch(`${metricsUrl}/metrics`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${metricsUrl}/metrics`, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(`${passo.url}/metrics`)).status).toBe(404);
});

test('however many ask at once, the answer comes', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${metricsUrl}/metrics`)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeKeyPair } from '../../src/saml/key-pair';
import { requestOf, startSignOnProbe, type Outcome, type SignOnProbe } from '../support/saml/sign-on-probe';
import type { HostileInput, Sent, Tools } from './hostile/input';
import { PROTOCOL_INPUTS } from './hostile/protocol-inputs';
import { SIGNATURE_INPUTS } from './hostile/signature-inputs';
import { TRANSPORT_INPUTS } from './hostile/transport-inputs';
import { XML_INPUTS } from './hostile/xml-inputs';

/** Every hostile input goes to the running product. A message goes by both bindings, with a person who may sign on. */
let probe: SignOnProbe;
let tools: Tools;
let listener: Server;
let asked = 0;
let setup: string | undefined;

beforeAll(async () => {
  listener = createServer((_request, response) => {
    asked += 1;
    response.end('x');
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const validity = { commonName: 'sp', now: Date.now(), validDays: 10 };
  const [own, foreign] = await Promise.all([makeKeyPair(validity), makeKeyPair(validity)]);
  tools = { listener: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`, own, foreign };
  probe = await startSignOnProbe();
});
afterAll(async () => {
  await probe.stop();
  await new Promise((done) => listener.close(done));
});

async function prepare(wanted: HostileInput['setup'] = 'plain'): Promise<void> {
  if (setup === wanted) return;
  const spCertificates = wanted === 'plain' ? [] : [tools.own.certificatePem];
  await probe.configure({ spCertificates, requireSignedRequests: wanted === 'required' });
  setup = wanted;
}

function send(sent: Sent): Promise<Outcome>[] {
  const sending = sent.slug === undefined ? {} : { slug: sent.slug };
  if ('query' in sent) return [probe.byQuery(sent.query, sending)];
  if ('body' in sent) return [probe.byBody(sent.body, sent.headers, sending)];
  return [probe.byPost(sent.xml, sending), probe.byRedirect(sent.xml, sending)];
}

const ALL = [...XML_INPUTS, ...TRANSPORT_INPUTS, ...SIGNATURE_INPUTS, ...PROTOCOL_INPUTS];
const ROWS = [...new Set(ALL.map(({ row }) => row))];

test('the table counts the inputs of every row, and has every row', () => {
  const table = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const counted = [...table.matchAll(/^\| (\w+) +\|.*?saml-hostile.*?\| +(\d+) \|$/gm)].map(
    ([, row = '', count]) => [row, Number(count)] as const,
  );
  expect(Object.fromEntries(counted)).toEqual(
    Object.fromEntries(ROWS.map((row) => [row, ALL.filter((input) => input.row === row).length])),
  );
  expect(ALL.length).toBeGreaterThanOrEqual(200);
  const upTo = (letter: string, last: number): string[] => Array.from({ length: last }, (_, n) => `${letter}${n + 1}`);
  const rows = [...table.matchAll(/^\| ([XSP]\d+) /gm)].map(([, row]) => row);
  expect(rows).toEqual([...upTo('X', 10), ...upTo('S', 14), ...upTo('P', 10)]);
});

test('every row has its tests in the files that the table names', () => {
  const table = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const tests = readdirSync(join(__dirname, '..'), { recursive: true, encoding: 'utf8' });
  for (const [, row = '', files = ''] of table.matchAll(/^\| ([XSP]\d+) +\| ([^|]+?) +\|/gm)) {
    for (const name of files.split(', ').filter((file) => file !== 'saml-hostile')) {
      const texts = tests
        .filter((path) => `/${path}`.endsWith(`/${name}`))
        .map((path) => readFileSync(join(__dirname, '..', path), 'utf8'));
      expect([row, name, texts.some((text) => new RegExp(`\\b${row}\\b`).test(text))]).toEqual([row, name, true]);
    }
  }
});

describe.each(ROWS)('%s', (row) => {
  test.each(ALL.filter((input) => input.row === row))('$name', async ({ make, expected, http, setup: wanted }) => {
    await prepare(wanted);
    const sent = make(tools);
    const began = performance.now();
    const outcomes = await Promise.all(send(sent));
    expect(performance.now() - began).toBeLessThan(2000);
    for (const outcome of outcomes) {
      if (typeof expected === 'string') {
        if (outcome.kind !== 'page') throw new Error(`not refused with a page, but ${outcome.kind}`);
        expect(outcome.code).toMatch(new RegExp(`^(?:${expected})`));
        expect(outcome.status).toBe(http ?? 400);
        expect(outcome.text).not.toMatch(/<form[^>]*action="https?:|evil\.example"/);
      } else {
        if (outcome.kind !== 'posted') throw new Error(`not answered with a status, but ${outcome.kind}`);
        expect(outcome.status.at(-1)).toBe(expected.status);
        expect(outcome.xml).not.toContain('Assertion');
      }
    }
  });

  test('leaves the product healthy, and nothing was fetched', async () => {
    await prepare('plain');
    expect((await probe.bench.shoot({ path: '/readyz' })).status).toBe(200);
    expect(await probe.byPost(requestOf())).toMatchObject({ kind: 'posted', status: ['Success'] });
    expect(asked).toBe(0);
  });
});

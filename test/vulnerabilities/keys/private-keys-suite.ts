import { createPrivateKey, createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SAML } from '@node-saml/node-saml';
import { pino } from 'pino';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { createNextCertificate } from '../../../src/actions/certificates/next';
import { revokeCertificate } from '../../../src/actions/certificates/revoke';
import { switchCertificate } from '../../../src/actions/certificates/switch';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { buildApp } from '../../../src/app';
import { makeMetrics } from '../../../src/metrics/metrics';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { unseal } from '../../../src/store/seal';
import { listAllCertificates } from '../../../src/store/sign-on/certificates';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession } from '../../web/browser-session';

const MOST_PAGES = 150;

/** Everything that can leave Passo after the life of a few keys, searched for the keys. */
export function describePrivateKeys(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let browser: BrowserSession;
  const keys: string[] = [];
  const sealed: string[] = [];
  const lines: string[] = [];
  let passphrase: string;
  /** What came out, by where it came from. */
  const outputs = new Map<string, string>();

  beforeAll(async () => {
    const databaseUrl = await database();
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    passo = await startPasso({ log, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    const { context } = passo;
    const { admin, actor } = await addAdmin(context);
    browser = new BrowserSession(buildApp(context));
    await browser.signIn();
    const naming = { connectorId: 'custom-saml', label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} };
    const added = await addApplication(context, actor, naming);
    const sso = {
      ...added.sso!,
      spEntityId: 'https://atlas.example/metadata',
      acs: [{ url: 'https://atlas.example/acs', isDefault: true }],
    };
    await configureSso(context, actor, added.id, { sso, active: true });
    const group = await createGroup(context, actor, { name: 'Atlas people' });
    await setGroupsOfApplication(context, actor, added.id, [group.id]);
    await changeMembers(context, actor, group.id, { add: [admin.id], remove: [] });
    const note = async (): Promise<void> => {
      for (const certificate of await listAllCertificates(context.db)) {
        const place = `certificate:${certificate.id}`;
        keys.push(unseal(context.secrets.sealingKey, place, certificate.sealedPrivateKey).reveal());
        sealed.push(certificate.sealedPrivateKey);
      }
    };

    await note();
    await signOn('sign-on with the first key');
    await createNextCertificate(context, actor, added.id, 'ec-p256');
    await note();
    await visitAll('with a next key');
    const next = (await listAllCertificates(context.db)).find(({ state }) => state === 'next')!;
    await switchCertificate(context, actor, added.id, next.id, true);
    await signOn('sign-on with the second key');

    const uploadPage = '/admin/applications/atlas/sso/certificate/upload';
    const now = Date.now();
    const [brought, other] = await Promise.all([
      makeKeyPair({ commonName: 'brought', now, validDays: 400 }),
      makeKeyPair({ commonName: 'other', now, validDays: 400 }),
    ]);
    keys.push(brought.privateKeyPem, other.privateKeyPem);
    passphrase = `pass-${Math.random().toString(36).slice(2)}-phrase`;
    const locked = createPrivateKey(brought.privateKeyPem)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
      .toString();
    const uploads: [string, string, string][] = [
      ['of another certificate', `${brought.certificatePem}\n${other.privateKeyPem}`, ''],
      ['with a wrong passphrase', `${brought.certificatePem}\n${locked}`, `${passphrase}x`],
      ['cut off', `${brought.certificatePem}\n${brought.privateKeyPem.slice(0, -200)}`, passphrase],
      ['alone', brought.privateKeyPem, ''],
      ['locked, with its passphrase', `${brought.certificatePem}\n${locked}`, passphrase],
    ];
    for (const [what, pem, phrase] of uploads) {
      await browser.open(uploadPage);
      const file = { name: 'file', bytes: Buffer.from(pem), filename: 'key.pem' };
      const answer = await browser.send(uploadPage, { passphrase: phrase }, file);
      outputs.set(`upload of a key ${what}`, `${answer.text}${JSON.stringify(answer.headers)}`);
    }
    expect((await listAllCertificates(context.db)).map(({ origin }) => origin)).toContain('uploaded');
    await note();
    await visitAll('with an uploaded key');
    const current = (await listAllCertificates(context.db)).find(({ state }) => state === 'current')!;
    await revokeCertificate(context, actor, added.id, current.id, { typed: 'Atlas', replaceBy: 'fresh' });
    await note();
    await signOn('sign-on with a fresh key');
    await visitAll('after a revocation');
    await context.journal.flush();
    outputs.set('metrics', (await makeMetrics(context).read()).body);
    outputs.set('configuration', JSON.stringify(context.config));
    outputs.set('log', lines.join(''));
  }, 120_000);
  afterAll(() => passo.stop());

  async function signOn(name: string): Promise<void> {
    const sp = new SAML({
      entryPoint: 'http://localhost:9999/saml2/atlas',
      issuer: 'https://atlas.example/metadata',
      callbackUrl: 'https://atlas.example/acs',
      idpCert: 'unused',
    });
    const url = new URL(await sp.getAuthorizeUrlAsync('', undefined, {}));
    const page = await browser.agent.get(`${url.pathname}${url.search}`).redirects(3).expect(200);
    const message = /name="SAMLResponse" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect(message).not.toBe('');
    outputs.set(name, `${page.text}\n${Buffer.from(message, 'base64').toString('utf8')}`);
  }

  /** Opens every address that a page leads to, beginning with the Administrator Portal and what is public. */
  async function visitAll(when: string): Promise<void> {
    const waiting = ['/admin', '/', '/saml2/atlas/metadata', '/admin/applications/atlas/sso/certificate.pem'];
    const seen = new Set(waiting);
    for (let path = waiting.shift(); path !== undefined && seen.size < MOST_PAGES; path = waiting.shift()) {
      const answer = await browser.agent.get(path).buffer(true);
      const text = answer.text ?? String(answer.body);
      outputs.set(`${path} ${when}`, `${text}${JSON.stringify(answer.headers)}`);
      for (const [, href = ''] of text.matchAll(/(?:href|action)="(\/[^"#]*)"/g)) {
        const next = href.replaceAll('&amp;', '&');
        if (seen.has(next) || /^\/(assets|apps|logout)/.test(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }

  async function dump(): Promise<string> {
    const { db } = passo.context;
    const tables = ['settings', 'users', 'applications', 'certificates', 'events', 'exchanges', 'metadata_reads'];
    const more = ['sign_on_requests', 'sso_participants', 'sessions', 'notices', 'mail_outbox', 'name_ids'];
    const rows = await Promise.all([...tables, ...more].map((table) => db(table).select('*')));
    return JSON.stringify(rows);
  }

  test('S11: the search finds a key where there is one', () => {
    expect(keys.length).toBeGreaterThanOrEqual(6);
    for (const pem of keys) {
      const needles = needlesOf(pem);
      expect(foundIn(pem, needles)).toBe(true);
      const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
      expect(foundIn(`x${der.toString('base64')}`, needles)).toBe(true);
      expect(foundIn(der.toString('hex').toUpperCase(), needles)).toBe(true);
      expect(foundIn(JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' })), needles)).toBe(true);
    }
    const certificate = createSign('sha256').update('x').sign(keys[0]!).toString('base64');
    expect(foundIn(certificate, needlesOf(keys[0]!))).toBe(false);
  });

  test('S11: no page, message, download, header, metric or log line holds a private key, open or sealed', () => {
    expect(outputs.size).toBeGreaterThan(40);
    const all = keys.flatMap(needlesOf);
    for (const [where, text] of outputs) {
      expect({ where, key: foundIn(text, all) }).toEqual({ where, key: false });
      expect({ where, sealed: sealed.some((one) => text.includes(one)) }).toEqual({ where, sealed: false });
      expect({ where, phrase: text.includes(passphrase) }).toEqual({ where, phrase: false });
    }
  });

  test('S11, A4: the database, and with it a backup, holds keys sealed only, and no passphrase', async () => {
    const text = await dump();
    expect(text).toContain(sealed.at(-1)!);
    expect(foundIn(text, keys.flatMap(needlesOf))).toBe(false);
    expect(text).not.toContain(passphrase);
    const { database: kept } = passo.context.config;
    if (kept.kind === 'sqlite') {
      await passo.context.db.raw('pragma wal_checkpoint(truncate)');
      expect(foundIn(readFileSync(kept.file, 'latin1'), keys.flatMap(needlesOf))).toBe(false);
    }
  });
}

/** Parts of the private numbers of a key, as they would stand in PEM, DER, JWK or hex, wherever they begin. */
function needlesOf(pem: string): string[] {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' }) as Record<string, string | undefined>;
  return [jwk['d'], jwk['p'], jwk['q']]
    .filter((part) => part !== undefined)
    .flatMap((part) => {
      const bytes = Buffer.from(part, 'base64url').subarray(2, 26);
      const base64 = [0, 1, 2].map((shift) => bytes.subarray(shift).toString('base64').replace(/=*$/, '').slice(0, -3));
      const url = [0, 1, 2].map((shift) => bytes.subarray(shift).toString('base64url').slice(0, -3));
      return [
        bytes.toString('hex').slice(0, 32),
        ...base64.map((one) => one.slice(0, 24)),
        ...url.map((one) => one.slice(0, 24)),
      ];
    });
}

/** Tells whether a text holds one of them; line breaks, in whatever notation, do not hide it. */
function foundIn(text: string, needles: readonly string[]): boolean {
  const joined = text.replace(/\\r|\\n|&#10;|&#xA;|\s/g, '');
  const lower = joined.toLowerCase();
  return needles.some((one) => joined.includes(one) || (/^[0-9a-f]+$/.test(one) && lower.includes(one)));
}

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { SAML } from '@node-saml/node-saml';
import { DOMParser } from '@xmldom/xmldom';
import supertest from 'supertest';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { readCertificateBoard, readRotation } from '../../../src/actions/certificates/board';
import {
  confirmCertificate,
  createNextCertificate,
  uploadNextCertificate,
} from '../../../src/actions/certificates/next';
import { revokeCertificate } from '../../../src/actions/certificates/revoke';
import {
  goBackToCertificate,
  planReadySwitches,
  planSwitch,
  settleRotations,
  switchCertificate,
} from '../../../src/actions/certificates/switch';
import type { Actor } from '../../../src/actions/deps';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { beginSignOn } from '../../../src/actions/sign-on/begin';
import { completeSignOn } from '../../../src/actions/sign-on/complete';
import { createUser } from '../../../src/actions/users/create';
import { buildApp } from '../../../src/app';
import type { Context } from '../../../src/context';
import type { Application } from '../../../src/core/application';
import type { CertificateId } from '../../../src/core/ids';
import { RETIRE_MS } from '../../../src/core/rotation';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';

jest.setTimeout(60_000);
const DAY = 86_400_000;

/** A real service provider: it knows the certificates it was told or has read, and judges with an independent library. */
interface ServiceProvider {
  readonly application: Application;
  trusted: string[];
  /** Signs somebody on from its own request; throws when it does not accept the answer. */
  signOn(): Promise<void>;
  /** Reads our metadata over HTTP, and trusts what is in it from then on. */
  readMetadata(): Promise<void>;
}

describe('beyond the articles 5, S12: rotation, judged by service providers that go on signing on', () => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let noor: User;
  let http: ReturnType<typeof supertest.agent>;
  let round = 0;

  beforeAll(async () => {
    passo = await startPasso({ fixedClock: true });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    noor = (await createUser(context, actor, profileOf('noor'), 'link')).user;
    http = supertest.agent(buildApp(context));
  });
  afterAll(() => passo.stop());
  const later = (ms: number): void => void (passo.clock.now += ms);

  const newSp = async (label: string): Promise<ServiceProvider> => {
    round += 1;
    const entity = `https://sp${round}.example/metadata`;
    const acs = `https://sp${round}.example/acs`;
    const naming = { connectorId: 'custom-saml', label: `${label} ${round}`, showInPortal: true, variables: {} };
    const added = await addApplication(context, actor, naming);
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const sso = { ...added.sso, spEntityId: entity, acs: [{ url: acs, isDefault: true }] };
    const application = await configureSso(context, actor, added.id, { sso, active: true });
    const group = await createGroup(context, actor, { name: `${label} ${round}` });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
    await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
    const sp: ServiceProvider = {
      application,
      trusted: [],
      async signOn() {
        const saml = new SAML({
          entryPoint: `http://localhost:9999/saml2/${application.slug}`,
          issuer: entity,
          callbackUrl: acs,
          audience: entity,
          idpCert: [...sp.trusted],
          wantAssertionsSigned: true,
          wantAuthnResponseSigned: true,
          disableRequestedAuthnContext: true,
          // The clock of the test runs ahead of the library's.
          acceptedClockSkewMs: -1,
        });
        const query = requestAt(await saml.getAuthorizeUrlAsync('', undefined, {}), passo.clock.now);
        const id = await beginSignOn(context, { slug: application.slug, message: { binding: 'redirect', query } });
        const person = { userId: noor.id, signedInAt: passo.clock.now, sessionIndex: '_s' };
        const step = await completeSignOn(context, id, person);
        if (step.kind !== 'post') throw new Error(`Expected a Response, got ${step.kind}.`);
        await saml.validatePostResponseAsync({ SAMLResponse: step.response.samlResponse });
      },
      async readMetadata() {
        const answer = await http
          .get(`/saml2/${application.slug}/metadata`)
          .set('User-Agent', `${label}/3`)
          .expect(200);
        await context.journal.flush();
        const xml = new DOMParser().parseFromString(String(answer.text ?? answer.body), 'text/xml');
        const found = Array.from(xml.getElementsByTagNameNS('*', 'X509Certificate'));
        sp.trusted = found.map((node) => (node.textContent ?? '').replace(/\s/g, ''));
      },
    };
    await sp.readMetadata();
    return sp;
  };
  const nextOf = async ({ application }: ServiceProvider): Promise<CertificateId> => {
    const { next } = await readRotation(context, application);
    if (next === undefined) throw new Error('There is no next certificate.');
    return next.id;
  };
  const create = ({ application }: ServiceProvider): ReturnType<typeof createNextCertificate> =>
    createNextCertificate(context, actor, application.id, 'rsa-2048');
  /** Signs on again and again while something else happens, and counts. */
  const during = async (sps: readonly ServiceProvider[], work: () => Promise<unknown>): Promise<number> => {
    let going = true;
    const counts = sps.map(async (sp) => {
      let count = 0;
      while (going || count < 3) {
        await sp.signOn();
        count += 1;
        await new Promise((done) => setImmediate(done));
      }
      return count;
    });
    const all = Promise.all(counts);
    await Promise.race([work(), all.then(() => undefined)]);
    going = false;
    return (await all).reduce((sum, count) => sum + count, 0);
  };

  test('an SP that reads metadata, one that is pasted to, and one that never reads: no failed sign-on, the third is flagged', async () => {
    const auto = await newSp('Auto');
    const manual = await newSp('Manual');
    const never = await newSp('Never');
    const all = [auto, manual, never];
    let count = await during(all, async () => {
      for (const sp of all) await create(sp);
    });
    count += await during(all, () => auto.readMetadata());
    const next = await nextOf(manual);
    const { next: shown } = await readRotation(context, manual.application);
    manual.trusted.push(shown?.pem ?? '');
    await confirmCertificate(context, actor, manual.application.id, next, true);

    const board = await readCertificateBoard(context);
    const readiness = all.map(
      ({ application }) => board.find(({ slug }) => slug === application.slug)?.next?.readiness,
    );
    expect(readiness.map((one) => one?.ready)).toEqual([true, true, false]);
    expect(readiness[0]?.read).toMatchObject({ userAgent: 'Auto/3' });
    expect(readiness[1]?.confirmed).toMatchObject({ by: 'sam.okafor' });

    const wanted = await Promise.all(
      all.map(async (sp) => ({ applicationId: sp.application.id, id: await nextOf(sp) })),
    );
    expect(await planReadySwitches(context, actor, wanted, passo.clock.now + DAY)).toBe(2);
    expect(await switchCertificate(context, actor, never.application.id, wanted[2]?.id ?? next, false)).toBe(
      'not-ready',
    );
    count += await during(all, () => Promise.resolve(later(DAY)));
    count += await during(all, () => settleRotations(context));
    count += await during(all, async () => {
      const { retiring } = await readRotation(context, auto.application);
      await goBackToCertificate(context, actor, auto.application.id, retiring[0]?.id ?? next);
      await switchCertificate(context, actor, auto.application.id, await nextOf(auto), false);
    });
    later(RETIRE_MS);
    count += await during(all, () => settleRotations(context));
    await auto.readMetadata();
    expect(auto.trusted).toHaveLength(1);
    expect((await readRotation(context, auto.application)).retiring).toEqual([]);
    for (const sp of all) await sp.signOn();
    expect(count).toBeGreaterThanOrEqual(54);
  });

  test('the order of steps where one certificate is held: only what lies between the two sides’ changes fails', async () => {
    const sp = await newSp('Single');
    await create(sp);
    const { next } = await readRotation(context, sp.application);
    await switchCertificate(context, actor, sp.application.id, await nextOf(sp), true);
    await expect(sp.signOn()).rejects.toThrow(/signature/i);
    const before = sp.trusted;
    sp.trusted = [next?.pem ?? ''];
    await sp.signOn();
    const { retiring } = await readRotation(context, sp.application);
    await goBackToCertificate(context, actor, sp.application.id, retiring[0]?.id ?? ('' as CertificateId));
    await expect(sp.signOn()).rejects.toThrow(/signature/i);
    sp.trusted = before;
    await sp.signOn();
  });

  test('an expired certificate stops no sign-on by itself, and can still be rotated', async () => {
    const sp = await newSp('Old');
    const pair = await makeKeyPair({ commonName: 'short', now: passo.clock.now, validDays: 2 });
    const file = Buffer.from(pair.certificatePem + pair.privateKeyPem);
    await uploadNextCertificate(context, actor, sp.application.id, { file, passphrase: new SecretText('') });
    await sp.readMetadata();
    await switchCertificate(context, actor, sp.application.id, await nextOf(sp), false);
    later(5 * DAY);
    await settleRotations(context);
    const { current } = await readRotation(context, sp.application);
    expect(current?.daysLeft).toBeLessThan(-2);
    await sp.signOn();
    const [first] = await readCertificateBoard(context);
    expect(first).toMatchObject({ slug: sp.application.slug, use: 'signing' });
    await create(sp);
    await sp.readMetadata();
    const at = passo.clock.now + 1000;
    await planSwitch(context, actor, sp.application.id, await nextOf(sp), at);
    later(1000);
    await sp.signOn();
  });

  test('S11: after a revocation no answer carries the old key, also of those under way; the metadata has the new one alone', async () => {
    const sp = await newSp('Leaked');
    const old = [...sp.trusted];
    const { current } = await readRotation(context, sp.application);
    const id = current?.id ?? ('' as CertificateId);
    await sp.signOn();
    let revoked = false;
    const storm = Array.from({ length: 20 }, async (_, index) => {
      await new Promise((done) => setTimeout(done, index * 4));
      const begunAfter = revoked;
      const accepted = await sp.signOn().then(
        () => true,
        () => false,
      );
      return begunAfter && accepted;
    });
    await revokeCertificate(context, actor, sp.application.id, id, { typed: sp.application.label, replaceBy: 'fresh' });
    revoked = true;
    expect((await Promise.all(storm)).filter(Boolean)).toEqual([]);
    await expect(sp.signOn()).rejects.toThrow(/signature/i);
    await sp.readMetadata();
    expect(sp.trusted).toHaveLength(1);
    expect(old).not.toContain(sp.trusted[0]);
    await sp.signOn();
  });
});

/** Sets the time of a request to the clock of the test. The library stamps its own, and nothing is signed here. */
function requestAt(url: string, now: number): string {
  const query = new URL(url).searchParams;
  const xml = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString('utf8');
  const stamped = xml.replace(/IssueInstant="[^"]*"/, `IssueInstant="${new Date(now).toISOString()}"`);
  return `SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.from(stamped)).toString('base64'))}`;
}

import { addApplication } from '../../../src/actions/applications/add';
import { deleteApplications } from '../../../src/actions/applications/delete';
import { readCertificateBoard, readRotation } from '../../../src/actions/certificates/board';
import { downloadCertificate } from '../../../src/actions/certificates/download';
import {
  confirmCertificate,
  createNextCertificate,
  discardNextCertificate,
  noteTestedCertificate,
  uploadNextCertificate,
} from '../../../src/actions/certificates/next';
import { revokeCertificate } from '../../../src/actions/certificates/revoke';
import { isSigningKeyOpen, signingKeyOf } from '../../../src/actions/certificates/signing-key';
import {
  goBackToCertificate,
  planReadySwitches,
  planSwitch,
  settleRotations,
  switchCertificate,
} from '../../../src/actions/certificates/switch';
import type { Actor } from '../../../src/actions/deps';
import type { Context } from '../../../src/context';
import type { Application } from '../../../src/core/application';
import { signingCertificateOf, type Certificate } from '../../../src/core/certificate';
import type { CertificateId } from '../../../src/core/ids';
import { RETIRE_MS } from '../../../src/core/rotation';
import { SecretText } from '../../../src/core/secret-text';
import type { DirectoryEvent } from '../../../src/events/catalog';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { listEvents } from '../../../src/store/events';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import { noteMetadataRead } from '../../../src/store/sign-on/metadata-reads';
import { transact } from '../../../src/store/tx';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { failingIds, refusal } from './support';

const DAY = 86_400_000;

/** Rotation on one database: what admins do, what the clock does, and both at once on two instances. */
export function describeRotation(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  /** Another instance on the same database; the same one where the database has one writer. */
  let other: Context;
  let stopOther: () => Promise<void> = () => Promise.resolve();
  let context: Context;
  let actor: Actor;
  let application: Application;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ fixedClock: true, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    other = context;
    if (databaseUrl !== undefined) {
      const second = await startPasso({ fixedClock: true, databaseUrl });
      other = { ...second.context, clock: context.clock, newId: context.newId, secrets: context.secrets };
      stopOther = () => second.stop();
    }
  });
  afterAll(async () => {
    await stopOther();
    await passo.stop();
  });
  beforeEach(async () => {
    round += 1;
    passo.clock.now += 60_000;
    application = await addApplication(context, actor, {
      connectorId: 'custom-saml',
      label: `Atlas ${round}`,
      showInPortal: true,
      variables: {},
    });
  });

  const create = (): Promise<Certificate> => createNextCertificate(context, actor, application.id, 'ec-p256');
  const list = (): Promise<Certificate[]> => listCertificates(context.db, application.id);
  const states = async (): Promise<string[]> => (await list()).map(({ state }) => state);
  const inState = async (state: Certificate['state']): Promise<CertificateId> => {
    const found = (await list()).find((certificate) => certificate.state === state);
    if (found === undefined) throw new Error(`No certificate is ${state}.`);
    return found.id;
  };
  const events = async (): Promise<DirectoryEvent[]> => {
    const all = await listEvents(context.db, { applicationId: application.id, take: 100 });
    return all.filter(({ name }) => name.startsWith('certificate_')).reverse();
  };
  const names = async (): Promise<string[]> =>
    (await events()).slice(1).map(({ name }) => name.replace('certificate_', ''));
  const readMetadata = (fingerprints: string[], userAgent = 'Robin/3'): Promise<void> =>
    transact(context.db, (tx) =>
      noteMetadataRead(tx, { applicationId: application.id, userAgent, fingerprints, now: passo.clock.now }),
    );
  const later = (ms: number): void => void (passo.clock.now += ms);

  test('next, confirmed, switched, gone back to, switched again, retired: one row, one event for each', async () => {
    const first = await inState('current');
    const { id, fingerprint } = await create();
    expect(await states()).toEqual(['current', 'next']);
    await confirmCertificate(context, actor, application.id, id, true);
    expect((await readRotation(context, application)).readiness).toMatchObject({
      ready: true,
      confirmed: { at: passo.clock.now, by: 'sam.okafor' },
    });
    expect(await switchCertificate(context, actor, application.id, id, false)).toBe('done');
    expect(await states()).toEqual(['current', 'retiring']);
    expect(await goBackToCertificate(context, actor, application.id, first)).toBe('done');
    expect([await inState('current'), await inState('next')]).toEqual([first, id]);
    expect(await switchCertificate(context, actor, application.id, id, false)).toBe('done');
    later(RETIRE_MS - 1);
    await settleRotations(context);
    expect(await states()).toEqual(['current', 'retiring']);
    later(1);
    await settleRotations(context);
    expect((await list()).map((one) => one.fingerprint)).toEqual([fingerprint]);
    expect(await names()).toEqual(['create', 'confirm', 'switch', 'switch', 'switch', 'retire']);
    expect((await events()).at(-1)).toMatchObject({ actor: { kind: 'system', name: 'Passo' } });
  });

  test('S12: a switch to what the application may not know has to be wanted twice', async () => {
    const { id, fingerprint } = await create();
    expect(await switchCertificate(context, actor, application.id, id, false)).toBe('not-ready');
    await transact(context.db, (tx) => noteTestedCertificate(context, tx, id));
    await readMetadata([fingerprint], 'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0');
    expect(await switchCertificate(context, actor, application.id, id, false)).toBe('not-ready');
    const { readiness, readers, next } = await readRotation(context, application);
    expect(readiness).toEqual({ ready: false, testedAt: passo.clock.now });
    expect([readers.length, next?.testedAt]).toEqual([1, passo.clock.now]);
    expect(await states()).toEqual(['current', 'next']);
    expect(await switchCertificate(context, actor, application.id, id, true)).toBe('done');
    expect((await events()).at(-1)?.payload).toHaveProperty('sentence', expect.stringContaining('Nothing showed'));
  });

  test('a date: signed with from that moment, made permanent once, whoever comes first', async () => {
    const { id } = await create();
    await readMetadata((await list()).map(({ fingerprint }) => fingerprint));
    const at = passo.clock.now + 3 * DAY;
    await planSwitch(context, actor, application.id, id, at);
    expect((await events()).at(-1)).toMatchObject({ name: 'certificate_schedule', payload: { at } });
    later(3 * DAY - 1);
    expect(signingCertificateOf(await list(), passo.clock.now)?.state).toBe('current');
    expect(await settleRotations(context)).toBe(0);
    later(1);
    expect(signingCertificateOf(await list(), passo.clock.now)?.id).toBe(id);
    expect((await readRotation(context, application)).current?.id).toBe(id);
    expect(await downloadCertificate(context, actor, application)).toBe(
      (await readRotation(context, application)).current?.pem,
    );
    await Promise.all([
      settleRotations(context),
      settleRotations(other),
      switchCertificate(other, actor, application.id, id, true),
      settleRotations(context),
    ]);
    expect(await states()).toEqual(['current', 'retiring']);
    expect(await inState('current')).toBe(id);
    expect((await names()).filter((name) => name === 'switch')).toHaveLength(1);
  });

  test('what an admin does just after the date meets the truth: going back goes back', async () => {
    const first = await inState('current');
    const { id } = await create();
    await planSwitch(context, actor, application.id, id, passo.clock.now + 1000, true);
    later(1000);
    expect((await refusal(discardNextCertificate(context, actor, application.id, id))).code).toBe('conflict');
    expect((await refusal(planSwitch(context, actor, application.id, id, undefined))).code).toBe('conflict');
    expect(await goBackToCertificate(context, actor, application.id, first)).toBe('done');
    later(DAY);
    await settleRotations(context);
    expect([await inState('current'), await inState('next')]).toEqual([first, id]);
    expect(signingCertificateOf(await list(), passo.clock.now + 1000 * DAY)?.id).toBe(first);
  });

  test('a date has to be one that can be kept; a plan can be called off', async () => {
    const { id, notAfter } = await create();
    const { now } = passo.clock;
    for (const at of [now, now - 1, now + 400 * DAY, notAfter, Number.NaN]) {
      expect((await refusal(planSwitch(context, actor, application.id, id, at, true))).fields).toHaveProperty('date');
    }
    const unready = await refusal(planSwitch(context, actor, application.id, id, now + DAY));
    expect(unready.fields).toHaveProperty('anyway', expect.stringContaining('Nothing shows'));
    await planSwitch(context, actor, application.id, id, now + DAY, true);
    await planSwitch(context, actor, application.id, id, undefined);
    await planSwitch(context, actor, application.id, id, undefined);
    later(2 * DAY);
    expect(await settleRotations(context)).toBe(0);
    expect(await states()).toEqual(['current', 'next']);
    expect(await names()).toEqual(['create', 'schedule', 'schedule']);
  });

  test('beyond the articles 5: a date for many moves the ready ones alone', async () => {
    const ready = application;
    const one = await create();
    await confirmCertificate(context, actor, ready.id, one.id, true);
    application = await addApplication(context, actor, {
      ...{ connectorId: 'custom-saml', label: `Never ${round}`, showInPortal: true, variables: {} },
    });
    const two = await create();
    const wanted = [one, two].map(({ id, applicationId }) => ({ id, applicationId }));
    expect(await planReadySwitches(context, actor, wanted, passo.clock.now + DAY)).toBe(1);
    later(DAY);
    await settleRotations(context);
    expect(await states()).toEqual(['current', 'next']);
    const board = await readCertificateBoard(context);
    expect(board.find(({ slug }) => slug === application.slug)?.next).toMatchObject({
      id: two.id,
      readiness: { ready: false },
    });
    expect(board.find(({ slug }) => slug === ready.slug)?.fingerprint).toBe(one.fingerprint);
  });

  test('S11: a revoked certificate is gone with its key at once; the next one signs', async () => {
    const first = await inState('current');
    const { id } = await create();
    const typed = ` ${application.label.toUpperCase()} `;
    expect(
      (await refusal(revokeCertificate(context, actor, application.id, first, { typed: 'x', replaceBy: 'next' })))
        .fields,
    ).toHaveProperty('typed');
    expect(await states()).toEqual(['current', 'next']);
    await revokeCertificate(context, actor, application.id, first, { typed, replaceBy: 'next' });
    expect((await list()).map((one) => [one.id, one.state])).toEqual([[id, 'current']]);
    expect(await context.db('certificates').where({ application_id: application.id })).toHaveLength(1);
    expect(await names()).toEqual(['create', 'revoke', 'switch']);
  });

  test('S11: a fresh key takes the place of a revoked one; the next and those before are left', async () => {
    const first = await inState('current');
    const second = await create();
    await switchCertificate(context, actor, application.id, second.id, true);
    const third = await create();
    const typed = application.label;
    await revokeCertificate(context, actor, application.id, second.id, { typed, replaceBy: 'fresh' });
    expect(await states()).toEqual(['current', 'next', 'retiring']);
    const current = await inState('current');
    expect([first, second.id, third.id]).not.toContain(current);
    expect([await inState('next'), await inState('retiring')]).toEqual([third.id, first]);
    const [row] = await listCertificates(context.db, application.id);
    expect(row?.algorithm).toBe('ec');
    expect(row && signingKeyOf(context, row).privateKey.type).toBe('private');
    expect(isSigningKeyOpen(context, current)).toBe(true);
    await revokeCertificate(context, actor, application.id, first, { typed, replaceBy: 'fresh' });
    await revokeCertificate(context, actor, application.id, third.id, { typed, replaceBy: 'fresh' });
    expect(await states()).toEqual(['current']);
    const gone = await refusal(revokeCertificate(context, actor, application.id, first, { typed, replaceBy: 'fresh' }));
    expect(gone.code).toBe('conflict');
    const none = await refusal(
      revokeCertificate(context, actor, application.id, current, { typed, replaceBy: 'next' }),
    );
    expect(none.code).toBe('conflict');
    expect(await inState('current')).toBe(current);
    await revokeCertificate(context, actor, application.id, current, { typed, replaceBy: 'fresh' });
    expect(isSigningKeyOpen(context, current)).toBe(false);
  });

  test('two admins at once: one next, one switch, one revocation', async () => {
    const [one, two] = await Promise.allSettled([
      create(),
      createNextCertificate(other, actor, application.id, 'ec-p256'),
    ]);
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(await states()).toEqual(['current', 'next']);
    const next = await inState('next');
    const both = await Promise.all([
      switchCertificate(context, actor, application.id, next, true),
      switchCertificate(other, actor, application.id, next, true),
    ]);
    expect([...both].sort()).toEqual(['done', 'done-before']);
    expect(await states()).toEqual(['current', 'retiring']);
    const typed = application.label;
    const revocations = await Promise.allSettled([
      revokeCertificate(context, actor, application.id, next, { typed, replaceBy: 'fresh' }),
      revokeCertificate(other, actor, application.id, next, { typed, replaceBy: 'fresh' }),
    ]);
    expect(revocations.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await states()).toEqual(['current', 'retiring']);
    expect(await names()).toEqual(['create', 'switch', 'revoke', 'create']);
  });

  test('a storm of everything, from both sides and the job: one current, at most one next, always', async () => {
    for (let turn = 0; turn < 12; turn += 1) {
      const rows = await list();
      const any = (): CertificateId => rows[Math.floor(Math.random() * rows.length)]?.id ?? ('' as CertificateId);
      const sides = [context, other];
      await Promise.allSettled(
        sides.flatMap((side) => [
          createNextCertificate(side, actor, application.id, 'ec-p256'),
          switchCertificate(side, actor, application.id, any(), true),
          goBackToCertificate(side, actor, application.id, any()),
          planSwitch(side, actor, application.id, any(), passo.clock.now + 1 + turn, true),
          discardNextCertificate(side, actor, application.id, any()),
          settleRotations(side),
          revokeCertificate(side, actor, application.id, any(), { typed: application.label, replaceBy: 'next' }),
        ]),
      );
      const now = await states();
      expect(now.filter((state) => state === 'current')).toHaveLength(1);
      expect(now.filter((state) => state === 'next').length).toBeLessThan(2);
      later(5);
    }
  });

  test('a fault at any step of a change leaves everything as it was', async () => {
    const { id } = await create();
    const before = await list();
    const count = (await events()).length;
    for (const failAt of [1, 2]) {
      const broken = { ...context, newId: failingIds(context.newId, failAt) };
      const typed = application.label;
      const first = before[0]?.id ?? id;
      const work = revokeCertificate(broken, actor, application.id, first, { typed, replaceBy: 'next' });
      await expect(work).rejects.toThrow('the process ends here');
      expect(await list()).toEqual(before);
    }
    const broken = { ...context, newId: failingIds(context.newId, 1) };
    await expect(switchCertificate(broken, actor, application.id, id, true)).rejects.toThrow();
    expect(await list()).toEqual(before);
    expect(await events()).toHaveLength(count);
  });

  test('M-055: an uploaded key is kept sealed, never twice, and no event says more than its fingerprint', async () => {
    const pair = await makeKeyPair({ commonName: 'brought', now: passo.clock.now, validDays: 30, kind: 'ec-p256' });
    const file = Buffer.from(pair.certificatePem + pair.privateKeyPem);
    const upload = { file, passphrase: new SecretText('') };
    const { certificate, warnings } = await uploadNextCertificate(context, actor, application.id, upload);
    expect(certificate).toMatchObject({ state: 'next', origin: 'uploaded', algorithm: 'ec' });
    expect(warnings).toHaveLength(1);
    const again = await refusal(uploadNextCertificate(context, actor, application.id, upload));
    expect(again.fields).toEqual({ file: 'The application has this certificate already.' });
    expect((await refusal(create())).code).toBe('conflict');
    const [, row] = await listCertificates(context.db, application.id);
    expect(row && signingKeyOf(context, row).type).toBe('ec');
    const secret = pair.privateKeyPem.split('\n')[1] ?? '';
    const everything = JSON.stringify([
      await context.db('certificates').where({ application_id: application.id }),
      await events(),
      await readRotation(context, application),
    ]);
    expect(secret.length).toBeGreaterThan(40);
    expect(everything).not.toContain(secret.slice(0, 40));
    expect(await downloadCertificate(context, actor, application, 'next')).toContain('BEGIN CERTIFICATE');
    await discardNextCertificate(context, actor, application.id, certificate.id);
    await discardNextCertificate(context, actor, application.id, certificate.id);
    expect((await refusal(downloadCertificate(context, actor, application, 'next'))).code).toBe('not_found');
    expect(await names()).toEqual(['create', 'download', 'retire']);
  });

  test('a fault with one application holds up none of the others', async () => {
    const { id } = await create();
    await planSwitch(context, actor, application.id, id, passo.clock.now + 1000, true);
    const first = application;
    const naming = { connectorId: 'custom-saml', label: `Second ${round}`, showInPortal: true, variables: {} };
    application = await addApplication(context, actor, naming);
    const second = await create();
    await planSwitch(context, actor, application.id, second.id, passo.clock.now + 1000, true);
    later(1000);
    const broken = { ...context, newId: failingIds(context.newId, 1) };
    await expect(settleRotations(broken)).rejects.toThrow('could not be settled');
    const now = await Promise.all([first, application].map(({ id: of }) => listCertificates(context.db, of)));
    expect(now.map((rows) => rows.map(({ state }) => state).join()).sort()).toEqual([
      'current,next',
      'current,retiring',
    ]);
    expect(await settleRotations(context)).toBe(1);
    expect(await settleRotations(context)).toBe(0);
  });

  test('an application that is deleted meanwhile troubles nobody', async () => {
    const { id } = await create();
    await planSwitch(context, actor, application.id, id, passo.clock.now + 1000, true);
    later(1000);
    await Promise.all([
      deleteApplications(context, actor, [application.id], '1'),
      settleRotations(other),
      settleRotations(context),
    ]);
    await settleRotations(context);
    expect(await list()).toEqual([]);
    expect((await refusal(create())).code).toBe('not_found');
  });
}

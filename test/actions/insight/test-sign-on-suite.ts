import { createNextCertificate, discardNextCertificate } from '../../../src/actions/certificates/next';
import { testSignOn } from '../../../src/actions/insight/test-sign-on';
import type { SignOnTest, TestStep } from '../../../src/actions/insight/test-steps';
import type { Application, SsoSettings } from '../../../src/core/application';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { listEvents } from '../../../src/store/events';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import { listExchanges } from '../../../src/store/sign-on/exchanges';
import { startInsightBench, type InsightBench } from './bench';

const statesOf = ({ steps }: SignOnTest): string[] => steps.map(({ state }) => state);
const failedStep = ({ steps }: SignOnTest): TestStep | undefined => steps.find(({ state }) => state === 'failed');
const PASSED = ['passed', 'remark', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed'];

/** The test sign-on, for one database. */
export function describeTestSignOn(database: () => Promise<string | undefined>): void {
  let bench: InsightBench;
  let theirs: KeyPair;
  const run = (application: Application, which: 'current' | 'next' = 'current'): Promise<SignOnTest> =>
    testSignOn(bench.context, bench.actor, application, bench.admin.id, which);

  beforeAll(async () => {
    bench = await startInsightBench(await database());
    theirs = await makeKeyPair({ commonName: 'theirs', now: Date.now(), validDays: 10 });
  });
  afterAll(() => bench.passo.stop());

  const SETTINGS: readonly (readonly [string, (pem: string) => Partial<SsoSettings>])[] = [
    ['ordinary settings', () => ({})],
    ['only the assertion signed', () => ({ sign: 'assertion' })],
    ['only the Response signed', () => ({ sign: 'response' })],
    ['SHA-512', () => ({ hash: 'sha512' })],
    ['a persistent NameID', () => ({ nameId: { format: 'persistent', from: 'email' } })],
    ['a transient NameID', () => ({ nameId: { format: 'transient', from: 'email' } })],
    ['a fixed NameID format', () => ({ nameId: { format: 'unspecified', from: 'username', fixed: true } })],
    ['signed requests required', (pem) => ({ requireSignedRequests: true, spCertificates: [pem] })],
    ['encryption with CBC', (pem) => ({ encryption: { certificate: pem, algorithm: 'aes128-cbc' } })],
    [
      'encryption with GCM',
      (pem) => ({ encryption: { certificate: pem, algorithm: 'aes256-gcm' }, sign: 'assertion' }),
    ],
    ['signed metadata', () => ({ signMetadata: true, wantRequestsSigned: true })],
  ];
  it.each(SETTINGS)('passes with %s (requirement 7)', async (_name, change) => {
    const test = await run(await bench.save(change(theirs.certificatePem)));
    expect(failedStep(test)).toBeUndefined();
    expect(statesOf(test)).toEqual(PASSED);
    expect(test.passed).toBe(true);
  });

  it('shows what was received, and of the messages nothing that could be used', async () => {
    const { steps } = await run(await bench.save({}));
    const facts = Object.fromEntries(
      steps.flatMap(({ findings = [] }) => findings.map(({ term, value }) => [term, value])),
    );
    expect(facts).toMatchObject({ NameID: bench.admin.email, mail: bench.admin.email, Audience: bench.sso.spEntityId });
    const messages = steps.flatMap(({ xml }) => xml ?? []).join('\n');
    expect(messages).toContain('<samlp:Response');
    expect(messages).toContain('AuthnRequest');
    expect(messages).not.toContain(bench.admin.email);
    expect(messages.match(/<ds:(?:SignatureValue|DigestValue)>[^…]/g)).toBeNull();
  });

  it('is recorded as a test and as nothing else', async () => {
    const application = await bench.save({});
    const before = await listEvents(bench.context.db, { applicationId: application.id, take: 100 });
    await run(application);
    await bench.context.journal.flush();
    const after = await listEvents(bench.context.db, { applicationId: application.id, take: 100 });
    expect(after.slice(0, after.length - before.length).map(({ name, result }) => `${name} ${result}`)).toEqual([
      'sso_test success',
    ]);
    expect(await listExchanges(bench.context.db, application.id)).toEqual([]);
    const names: unknown[] = await bench.context.db('name_ids').where({ application_id: application.id });
    expect(names).toEqual([]);
  });

  it('tests the next key of a rotation, and notes that it passed', async () => {
    const application = await bench.save({});
    await expect(run(application, 'next')).rejects.toThrow('no next certificate');
    await createNextCertificate(bench.context, bench.actor, application.id, 'rsa-2048');
    const tested = async (): Promise<boolean | undefined> =>
      (await listCertificates(bench.context.db, application.id)).find(({ state }) => state === 'next')?.testedAt !==
      undefined;
    await run(application);
    expect(await tested()).toBe(false);
    const test = await run(application, 'next');
    expect(statesOf(test)).toEqual(PASSED);
    expect(test.next).toBe(true);
    expect(await tested()).toBe(true);
  });

  it('tests an ECDSA key as far as judges that know RSA allow, and says so', async () => {
    const application = await bench.save({});
    const next = (await listCertificates(bench.context.db, application.id)).find(({ state }) => state === 'next');
    if (next !== undefined) await discardNextCertificate(bench.context, bench.actor, application.id, next.id);
    await createNextCertificate(bench.context, bench.actor, application.id, 'ec-p256');
    const test = await run(application, 'next');
    expect(statesOf(test)).toEqual(PASSED);
    expect(test.steps[5]?.text).toContain('ECDSA');
  });

  it('says at which step it failed, and goes no further', async () => {
    const acs: SsoSettings['acs'] = [];
    const broken: Application = { ...bench.application, sso: { ...bench.sso, acs } };
    const test = await run(broken);
    expect(test.passed).toBe(false);
    expect(statesOf(test)).toEqual(['failed', ...Array.from({ length: 7 }, () => 'not-reached')]);
    const [event] = await listEvents(bench.context.db, { applicationId: broken.id, take: 1 });
    expect(event).toMatchObject({ name: 'sso_test', result: 'failure', payload: { sentence: failedStep(test)?.text } });
  });

  it('names the property that a person has not', async () => {
    const application = await bench.save({ nameId: { format: 'unspecified', from: 'employeeIdentifier' } });
    const test = await run(application);
    expect(failedStep(test)).toMatchObject({ title: 'Passo makes the answer' });
    expect(failedStep(test)?.text).toContain('Employee ID');
  });

  it('passes for an admin who has no access, and says so', async () => {
    const test = await run(await bench.save({}));
    expect(test.steps[1]).toMatchObject({ state: 'remark' });
    expect(test.steps[1]?.text).toContain('in no user group that has Atlas');
  });
}

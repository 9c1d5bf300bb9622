import type { Application } from '../../core/application';
import { signingCertificateOf } from '../../core/certificate';
import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { SamlError } from '../../saml/errors';
import { makeKeyPair } from '../../saml/key-pair';
import { listCertificates } from '../../store/sign-on/certificates';
import { transact } from '../../store/tx';
import { ssoProblems } from '../applications/sso-settings';
import { noteTestedCertificate } from '../certificates/next';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { judgeAnswer } from './judge-answer';
import { decisionWords, readSubject } from './subject';
import { StepFailed, Steps, type SignOnTest, type TestRun } from './test-steps';

/**
 * Runs a sign-on of an admin from end to end inside Passo: an independent service provider is set up from our metadata,
 * asks, and judges the answer, and another one judges it as well. The answer is signed with the real key and never
 * leaves this function. Records `sso_test`, and on success notes that the next certificate was tested.
 * @param which the certificate that signs: the one in use, or the next one of a rotation
 * @throws AppError not_found without SAML settings or without a next certificate
 */
export async function testSignOn(
  deps: Deps,
  actor: Actor,
  application: Application,
  personId: UserId,
  which: 'current' | 'next',
): Promise<SignOnTest> {
  const { sso } = application;
  const certificates = await listCertificates(deps.db, application.id);
  const certificate =
    which === 'next'
      ? certificates.find(({ state }) => state === 'next')
      : signingCertificateOf(certificates, deps.clock());
  if (sso === undefined) throw new AppError('not_found', `${application.label} has no SAML sign-on.`);
  if (certificate === undefined) {
    throw new AppError('not_found', `${application.label} has no ${which === 'next' ? 'next ' : ''}certificate.`);
  }
  const steps = new Steps();
  const failure = await run(deps, steps, { application, sso, certificate, personId });
  const { fingerprint } = certificate;
  await transact(deps.db, async (tx) => {
    const result = failure === undefined ? ('success' as const) : ('failure' as const);
    const payload = { fingerprint, ...(failure === undefined ? {} : { sentence: failure }) };
    await record(deps, tx, actor, 'sso_test', { application, result }, payload);
    if (failure === undefined && certificate.state === 'next') await noteTestedCertificate(deps, tx, certificate.id);
  });
  const next = certificate.state === 'next';
  return { passed: failure === undefined, fingerprint, next, steps: steps.all() };
}

/** @returns why the test failed, in a sentence; undefined when it passed */
async function run(deps: Deps, steps: Steps, input: Omit<TestRun, 'theirs'>): Promise<string | undefined> {
  const { application, sso, personId } = input;
  try {
    const [problem] = Object.values(ssoProblems(sso));
    if (problem !== undefined) steps.fail(problem);
    steps.add(
      'passed',
      application.ssoState === 'active'
        ? 'SSO is active.'
        : 'SSO is not active yet, so nobody can sign on. The test goes on all the same.',
    );
    const subject = await readSubject(deps, application, personId);
    steps.add('remark', `${decisionWords(subject, application.label)} The test needs no access.`);
    const theirs = await makeKeyPair({ commonName: 'Test sign-on', now: deps.clock(), validDays: 1 });
    await judgeAnswer(deps, steps, subject, { ...input, theirs });
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed) return error.message;
    if (!(error instanceof SamlError)) throw error;
    steps.end(error.message);
    return error.message;
  }
}

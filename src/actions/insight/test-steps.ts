import type { Application, SsoSettings } from '../../core/application';
import type { UserId } from '../../core/ids';
import type { KeyPair } from '../../saml/key-pair';
import type { SigningCertificate } from '../../store/sign-on/certificates';
import type { Finding } from './review-request';

/** What the steps of a test work with. */
export interface TestRun {
  readonly application: Application;
  readonly sso: SsoSettings;
  readonly certificate: SigningCertificate;
  readonly personId: UserId;
  /** In place of the application's own keys, which only it has. */
  readonly theirs: KeyPair;
}

/** One step of a test sign-on. A remark neither passes nor fails. */
export interface TestStep {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'remark' | 'not-reached';
  readonly text: string;
  readonly findings?: readonly Finding[];
  /** A message as it was, redacted and written for reading. */
  readonly xml?: string;
}

/** What a test sign-on came to. */
export interface SignOnTest {
  readonly passed: boolean;
  /** The certificate that signed, and whether it is the next one of a rotation. */
  readonly fingerprint: string;
  readonly next: boolean;
  readonly steps: readonly TestStep[];
}

/** The steps in their order. */
export const TITLES = [
  'The settings are complete',
  'Your access',
  'A service provider reads our metadata',
  'It writes a request',
  'Passo takes the request',
  'Passo makes the answer',
  'node-saml accepts the answer',
  'samlify accepts the answer',
] as const;

/** Ends a test at the step that failed. */
export class StepFailed extends Error {}

/** Collects steps. A step that fails ends the test; what comes after it is listed as not reached. */
export class Steps {
  private readonly done: TestStep[] = [];

  add(state: 'passed' | 'remark', text: string, more: Pick<TestStep, 'findings' | 'xml'> = {}): void {
    this.done.push({ title: this.title(), state, text, ...more });
  }

  fail(text: string): never {
    this.end(text);
    throw new StepFailed(text);
  }

  end(text: string): void {
    this.done.push({ title: this.title(), state: 'failed', text });
  }

  all(): TestStep[] {
    const rest = TITLES.slice(this.done.length);
    return [...this.done, ...rest.map((title) => ({ title, state: 'not-reached' as const, text: 'Not reached.' }))];
  }

  private title(): string {
    return TITLES[this.done.length] ?? '';
  }
}

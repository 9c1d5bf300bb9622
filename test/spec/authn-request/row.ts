import type { Outcome, SignOnProbe } from '../../support/saml/sign-on-probe';

type Posted = Extract<Outcome, { kind: 'posted' }>;

/** Judges what became of requests, and notes how they were refused. */
export interface Verdict {
  readonly probe: SignOnProbe;
  /** The request was answered with an assertion. */
  readonly answered: (sent: Promise<Outcome>) => Promise<Posted>;
  /** The request was refused with a page, and nothing left for the application. */
  readonly page: (sent: Promise<Outcome>, code: string) => Promise<void>;
  /** The application was told this status, at its own address, without an assertion. */
  readonly status: (sent: Promise<Outcome>, status: string) => Promise<Posted>;
  /** The person is asked to sign in. */
  readonly signIn: (sent: Promise<Outcome>) => Promise<void>;
}

/** A row of docs/authn-requests.md. */
export interface Row {
  readonly clause: string;
  readonly field: string;
  readonly run: (verdict: Verdict) => Promise<void>;
}

/** Makes the judge of one row. `proved` collects the refusals it has seen. */
export function verdictOf(probe: SignOnProbe, proved: Set<string>): Verdict {
  return {
    probe,
    answered: async (sent) => {
      const outcome = await sent;
      expect(outcome).toMatchObject({ kind: 'posted', status: ['Success'] });
      const posted = outcome as Posted;
      expect(posted.xml).toContain('Assertion');
      return posted;
    },
    page: async (sent, code) => {
      expect(await sent).toMatchObject({ kind: 'page', status: 400, code });
      proved.add('page');
    },
    status: async (sent, status) => {
      const outcome = await sent;
      expect(outcome).toMatchObject({ kind: 'posted' });
      const posted = outcome as Posted;
      expect(posted.status.at(-1)).toBe(status);
      expect(posted.status.length).toBe(status === 'VersionMismatch' ? 1 : 2);
      expect(posted.xml).not.toContain('Assertion');
      proved.add(status);
      return posted;
    },
    signIn: async (sent) => {
      expect(await sent).toEqual({ kind: 'sign-in' });
    },
  };
}

/** A row as the table of the documentation has it. */
export interface DocumentedRow {
  readonly name: string;
  readonly refusals: readonly string[];
}

/** Reads the table of docs/authn-requests.md. */
export function readTable(markdown: string): DocumentedRow[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:-|Field )/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | ?\|$/g, '').trim()))
    .map(([field = '', , refused = '', clause = '']) => ({
      name: `${clause} ${field}`,
      refusals: refused === '—' ? [] : refused.split(/, /).map((word) => word.replaceAll('`', '')),
    }));
}

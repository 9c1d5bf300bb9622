import { nextStep, STEP_SETTINGS, type StepOutcome, type StepSituation } from '../../src/provisioning/next-step';

const NOW = 1_000_000_000;
const QUIET: StepSituation = { creates: false, attempt: 1, failures: 1, failingSince: NOW, now: NOW, random: 0 };
const LONG = { failures: 4, failingSince: NOW - 60_000 };

function outcome(kind: StepOutcome['kind'], status?: number, retryAfterMs?: number): StepOutcome {
  return {
    kind,
    exchange: status === undefined ? {} : { status },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

describe('what follows an outcome', () => {
  const rows: [string, StepOutcome, Partial<StepSituation>, object][] = [
    ['ok: done', outcome('ok', 200), {}, { kind: 'done' }],
    ['conflict on create: look for the account', outcome('conflict', 409), { creates: true }, { kind: 'find' }],
    ['conflict on update: an admin decides', outcome('conflict', 409), {}, { kind: 'park' }],
    ['gone: read it before believing it', outcome('gone', 404), {}, { kind: 'confirm-gone' }],
    ['unauthorized: hold', outcome('unauthorized', 401), {}, { kind: 'hold', reason: 'unauthorized' }],
    ['rejected: this person waits, others go on', outcome('rejected', 400), {}, { kind: 'park' }],
    ['unsupported: park', outcome('unsupported', 501), {}, { kind: 'park' }],
    ['not SCIM: again', outcome('not-scim', 200), {}, { kind: 'retry', at: NOW + 15_000, scope: 'person' }],
    ['not SCIM, for long: hold', outcome('not-scim', 200), LONG, { kind: 'hold', reason: 'unreachable' }],
    ['not SCIM, for one person: park', outcome('not-scim', 200), { attempt: 8 }, { kind: 'park' }],
    ['500: again, this person', outcome('retry', 500), {}, { kind: 'retry', at: NOW + 15_000, scope: 'person' }],
    ['500 for one person: park at last', outcome('retry', 500), { attempt: 8 }, { kind: 'park' }],
    ['500 for everybody: hold', outcome('retry', 500), LONG, { kind: 'hold', reason: 'unreachable' }],
    [
      '429: the application waits',
      outcome('retry', 429),
      {},
      { kind: 'retry', at: NOW + 15_000, scope: 'application' },
    ],
    ['429 parks nobody', outcome('retry', 429), { ...LONG, attempt: 50 }, { kind: 'retry', scope: 'application' }],
    [
      'R9 Retry-After replaces the back-off',
      outcome('retry', 503, 90_000),
      { attempt: 6 },
      { kind: 'retry', at: NOW + 90_000, scope: 'application' },
    ],
    ['silence: the application waits', outcome('unreachable'), {}, { kind: 'retry', scope: 'application' }],
    ['silence, many times: hold', outcome('unreachable'), LONG, { kind: 'hold', nextTryAt: NOW + 300_000 }],
    ['many times in one moment is not for long', outcome('unreachable'), { failures: 99 }, { kind: 'retry' }],
    ['for long but once is not many', outcome('unreachable'), { failingSince: 0 }, { kind: 'retry' }],
    ['nobody waits for the many attempts of one', outcome('unreachable'), { attempt: 10 }, { at: NOW + 15_000 }],
    ['nor after a 429', outcome('retry', 429), { attempt: 10 }, { at: NOW + 15_000 }],
    [
      'the application waits four times as long',
      outcome('unreachable'),
      { failingSince: NOW - 15_000 },
      { at: NOW + 60_000 },
    ],
    ['silence parks nobody', outcome('unreachable'), { attempt: 50 }, { kind: 'retry', scope: 'application' }],
  ];
  test.each(rows)('%s', (_, came, situation, expected) => {
    expect(nextStep(came, { ...QUIET, ...situation })).toMatchObject(expected);
  });

  test('waits grow, are spread and end at the cap, and eight attempts take about a day', () => {
    const wait = (attempt: number, random: number): number => {
      const step = nextStep(outcome('retry', 500), { ...QUIET, attempt, random });
      return step.kind === 'retry' ? step.at - NOW : 0;
    };
    expect([1, 2, 3, 4].map((attempt) => wait(attempt, 0))).toEqual([15_000, 60_000, 240_000, 960_000]);
    expect(wait(2, 0.5)).toBe(67_500);
    expect(wait(7, 0)).toBe(STEP_SETTINGS.capMs);
    const hours = [1, 2, 3, 4, 5, 6, 7].reduce((sum, attempt) => sum + wait(attempt, 0.5), 0) / 3_600_000;
    expect(hours).toBeGreaterThan(16);
    expect(hours).toBeLessThan(30);
  });

  test('R9 nobody comes back before the time an SP asked for, and not all at once', () => {
    const at = (random: number): number => {
      const step = nextStep(outcome('retry', 429, 60_000), { ...QUIET, random });
      return step.kind === 'retry' ? step.at - NOW : 0;
    };
    expect(at(0)).toBe(60_000);
    expect(at(0.5)).toBe(63_000);
  });
});

import { DEFAULT_LIMIT } from '../../src/core/idm-settings';
import { limitPassedBy, passesAlone } from '../../src/provisioning/guard';

describe('from how many people on a removal is staged (R8)', () => {
  test.each([
    [0, 1_000, undefined],
    [50, 1_000, undefined],
    [51, 1_000, '50'],
    [20, 100, undefined],
    [21, 100, '20 % of 100 accounts'],
    [5, 25, undefined],
    [6, 25, '20 % of 25 accounts'],
    [12, 24, undefined],
    [13, 24, 'half of 24 accounts'],
    [5, 5, undefined],
    [6, 6, 'half of 6 accounts'],
    [1, 1, undefined],
  ])('%i of %i', (removing, active, limit) => {
    expect(limitPassedBy({ removing, active }, DEFAULT_LIMIT)).toBe(limit);
  });

  test('a lower limit counts for small applications as well', () => {
    expect(limitPassedBy({ removing: 3, active: 4 }, { people: 2, percent: 20 })).toBe('half of 4 accounts');
    expect(limitPassedBy({ removing: 300, active: 1_000 }, { people: 500, percent: 100 })).toBeUndefined();
  });

  test('a share above half that an admin set counts for small applications as well', () => {
    expect(limitPassedBy({ removing: 8, active: 10 }, { people: 50, percent: 80 })).toBeUndefined();
    expect(limitPassedBy({ removing: 9, active: 10 }, { people: 50, percent: 80 })).toBe('80 % of 10 accounts');
    expect(limitPassedBy({ removing: 10, active: 10 }, { people: 50, percent: 100 })).toBeUndefined();
  });

  test('a single suspension, deletion or expiry passes, and a lost grant does not by that', () => {
    for (const reason of ['suspended', 'deleted', 'expired'] as const) {
      expect(passesAlone(reason, 1)).toBe(true);
      expect(passesAlone(reason, 2)).toBe(false);
    }
    expect(passesAlone('grant', 1)).toBe(false);
  });
});

import { daysLeft, noticeStepOf } from '../../src/core/certificate';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

describe('notices of a certificate that ends', () => {
  it.each([
    [400, undefined],
    [61, undefined],
    [60, 60],
    [31, 60],
    [30, 30],
    [15, 30],
    [14, 14],
    [8, 14],
    [7, 7],
    [2, 7],
    [1, 1],
    [0, 1],
    [-1, 0],
    [-500, 0],
  ])('with %d days left the step is %s', (left, step) => {
    expect(noticeStepOf(left)).toBe(step);
  });

  it('counts the last day as the last step, and a moment after the end as ended', () => {
    expect(noticeStepOf(daysLeft({ notAfter: NOW + DAY - 1 }, NOW))).toBe(1);
    expect(noticeStepOf(daysLeft({ notAfter: NOW }, NOW))).toBe(1);
    expect(noticeStepOf(daysLeft({ notAfter: NOW }, NOW + 1))).toBe(0);
  });
});

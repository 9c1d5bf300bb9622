import { describeSecondFactor } from './suite';

jest.setTimeout(60_000);

describe('W7, W10: the second step, on SQLite', () => describeSecondFactor(() => Promise.resolve({})));

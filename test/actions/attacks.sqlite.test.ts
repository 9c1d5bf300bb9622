import { describeAttacks } from '../support/attack-suite';

describe('changes under way, on SQLite', () => {
  describeAttacks(() => Promise.resolve(undefined));
});

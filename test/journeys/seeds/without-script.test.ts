import { describeArticles } from './articles';
import { World } from './world';

jest.setTimeout(120_000);

describe('the five articles, in browsers that run no script', () => {
  describeArticles(new World(false));
});

import { describeArticles } from './articles';
import { keyboardJourney } from './keyboard';
import { World } from './world';

jest.setTimeout(120_000);

describe('the five articles', () => {
  describeArticles(new World(true), (world) => describe('by the keyboard', () => keyboardJourney(world)));
});

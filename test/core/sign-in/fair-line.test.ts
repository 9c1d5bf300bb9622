import { makeFairLine, type FairLine } from '../../../src/core/sign-in/fair-line';

/** A line whose work ends when the test says so. */
function workIn(line: FairLine): {
  readonly begun: string[];
  readonly refused: string[];
  bring(of: string, name?: string): void;
  end(name: string, error?: Error): Promise<void>;
} {
  const begun: string[] = [];
  const refused: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  return {
    begun,
    refused,
    bring(of, name = of) {
      const work = (): Promise<void> => {
        begun.push(name);
        return new Promise((done, fail) => ends.set(name, (error) => (error === undefined ? done() : fail(error))));
      };
      line.inTurn(of, work).catch((error: Error) => refused.push(`${name}: ${error.message}`));
    },
    async end(name, error) {
      ends.get(name)?.(error);
      await settled();
    },
  };
}

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
const lineOf = (atOnce: number, waiting: number): FairLine =>
  makeFairLine({ atOnce, waiting, refusal: () => new Error('full') });

describe('a fair line', () => {
  test('works on so much at a time, and on the next when one ends, well or badly', async () => {
    const line = workIn(lineOf(2, 10));
    for (const name of ['a', 'b', 'c', 'd']) line.bring('one', name);
    expect(line.begun).toEqual(['a', 'b']);
    await line.end('b', new Error('broken'));
    expect(line.begun).toEqual(['a', 'b', 'c']);
    await line.end('a');
    await line.end('c');
    await line.end('d');
    expect(line.refused).toEqual(['b: broken']);
    for (const name of ['e', 'f', 'g']) line.bring('one', name);
    expect(line.begun).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('everybody has one turn in a round, however much another brings', async () => {
    const line = workIn(lineOf(1, 100));
    for (let at = 0; at < 20; at += 1) line.bring('flood', `flood ${at}`);
    line.bring('ana');
    line.bring('ben');
    line.bring('ana', 'ana again');
    for (let at = 0; at < 5; at += 1) await line.end(line.begun.at(-1) ?? '');
    expect(line.begun).toEqual(['flood 0', 'flood 1', 'ana', 'ben', 'flood 2', 'ana again']);
  });

  test('R22: a full line sends away the newest of whoever has most, and lets in who has less', async () => {
    const line = workIn(lineOf(1, 5));
    for (let at = 0; at < 7; at += 1) line.bring('flood', `flood ${at}`);
    await settled();
    expect(line.refused).toEqual(['flood 6: full']);
    line.bring('ana');
    line.bring('ben');
    await settled();
    expect(line.refused).toEqual(['flood 6: full', 'flood 5: full', 'flood 4: full']);
    for (let at = 0; at < 5; at += 1) await line.end(line.begun.at(-1) ?? '');
    expect(line.begun).toEqual(['flood 0', 'flood 1', 'ana', 'ben', 'flood 2', 'flood 3']);
  });

  test('where nobody brings more than the others, whoever came first keeps their place', async () => {
    const line = workIn(lineOf(1, 3));
    for (const name of ['at work', 'ana', 'ben', 'eva', 'kim', 'ana']) line.bring(name, name);
    await settled();
    expect(line.refused).toEqual(['kim: full', 'ana: full']);
    for (let at = 0; at < 3; at += 1) await line.end(line.begun.at(-1) ?? '');
    expect(line.begun).toEqual(['at work', 'ana', 'ben', 'eva']);
  });

  test('a line without places refuses at once, and works again when there is room', async () => {
    const line = workIn(lineOf(1, 0));
    line.bring('ana');
    line.bring('ben');
    await settled();
    expect(line.refused).toEqual(['ben: full']);
    await line.end('ana');
    line.bring('ben');
    expect(line.begun).toEqual(['ana', 'ben']);
  });
});

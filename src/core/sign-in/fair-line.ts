/** Work that is let in a few at a time, in turns between those who ask for it. */
export interface FairLine {
  /**
   * Does `work` when it is its turn.
   * @param of whose work it is: whoever brings much waits behind their own, not before the others
   * @throws what `work` throws; what `refusal` makes, when the line is full and nobody brings more than `of`
   */
  inTurn<T>(of: string, work: () => Promise<T>): Promise<T>;
}

/** How much a line does and holds. */
export interface LineLimits {
  /** How much is worked on at a time. */
  readonly atOnce: number;
  /** How much may wait. */
  readonly waiting: number;
  /** The error for what has no place. */
  readonly refusal: () => Error;
}

/** What waits for its turn. */
interface Waiter {
  readonly go: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Makes a line that is fair between those who stand in it: each has a turn in a round, however much another brings. A
 * full line sends away the newest of whoever has most in it, so that a flood from one place closes it for nobody else.
 */
export function makeFairLine({ atOnce, waiting, refusal }: LineLimits): FairLine {
  /** Who waits, in the order of their next turn, and with what. */
  const lines = new Map<string, Waiter[]>();
  let running = 0;
  let held = 0;

  function sendAwayNewest(of: string): void {
    const longest = [...lines.values()].reduce((one, other) => (other.length > one.length ? other : one), []);
    const mine = lines.get(of)?.length ?? 0;
    // Where everybody has as much, whoever came first keeps their place.
    if (mine + 1 >= longest.length) throw refusal();
    longest.pop()?.refuse(refusal());
    held -= 1;
  }

  async function wait(of: string): Promise<void> {
    if (held >= waiting) sendAwayNewest(of);
    await new Promise<void>((go, refuse) => {
      const line = lines.get(of);
      if (line === undefined) lines.set(of, [{ go, refuse }]);
      else line.push({ go, refuse });
      held += 1;
    });
  }

  /** Lets in whoever's turn it is; whoever has more waits behind all the others for the next. */
  function next(): void {
    for (const [of, line] of lines) {
      const waiter = line.shift();
      lines.delete(of);
      if (line.length > 0) lines.set(of, line);
      if (waiter === undefined) continue;
      held -= 1;
      return waiter.go();
    }
    running -= 1;
  }

  return {
    inTurn: async (of, work) => {
      if (running >= atOnce) await wait(of);
      else running += 1;
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}

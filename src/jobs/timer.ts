/** A task that is repeated. */
export interface Timer {
  /** Waits for the round under way and begins no other. */
  stop(): Promise<void>;
}

/**
 * Repeats a task, with a pause between the end of one round and the beginning of the next, so that it never overlaps.
 * @param onError told of what a round threw; the next one comes all the same
 * @param firstMs the pause before the first round
 */
export function repeat(
  pauseMs: number,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
  firstMs = pauseMs,
): Timer {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const plan = (waitMs: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      round = task()
        .catch(onError)
        .then(() => plan(pauseMs));
    }, waitMs);
    timer.unref();
  };
  plan(firstMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}

/**
 * Waits for Ctrl-C or a request to stop, then stops in order. A second Ctrl-C ends at once.
 * @param stop called once
 */
export async function untilStopped(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((done) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        done();
      });
    }
  });
  await stop();
}

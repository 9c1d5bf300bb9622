/**
 * Waits for Ctrl-C or a request to stop. A second Ctrl-C ends at once.
 * @returns kept once it has come; from the call on, a signal ends the process no more by itself. Called before anybody can
 *   see that the process is ready, because whoever sees it may stop it at once (R18)
 */
export function toldToStop(): Promise<void> {
  return new Promise<void>((done) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        done();
      });
    }
  });
}

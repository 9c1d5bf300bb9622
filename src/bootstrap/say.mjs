/** Writes one line for the person who started the command. Standard error, so that piped output stays the program's. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A duration in milliseconds as people read it: "0.4 s", "12 s", "2 min 9 s". */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A failure whose message is a complete explanation; printed without a stack. */
export class Explained extends Error {}

/** Runs `main` and ends the process: with its exit code, or with 1 after printing why it failed. */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    say(error instanceof Explained ? error.message : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}

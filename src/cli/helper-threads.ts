import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** A thread that is nicer by this much gets a third of what another gets, while both want the same core. */
const NICER_BY = 5;

/**
 * Lets the thread that answers requests go first. Its helpers (the database's, those that hash passwords, the engine's
 * that compile and collect) are many, and on a small machine it would wait for a core behind them. They lose nothing
 * where cores are free. Called once they have started; Linux keeps a priority for each thread, other systems do not.
 */
export function putHelpersBehind(): void {
  if (process.platform !== 'linux') return;
  try {
    const behind = Math.min(19, getPriority() + NICER_BY);
    for (const id of readdirSync('/proc/self/task').map(Number)) {
      if (id !== process.pid) setPriority(id, behind);
    }
  } catch {
    // A thread that has ended meanwhile, or a system that does not allow it: nothing depends on it.
  }
}

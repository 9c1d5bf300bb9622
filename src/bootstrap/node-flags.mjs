/**
 * What Node is started with wherever Passo runs: by `npm start`, in the image (the Dockerfile repeats them) and in the
 * benchmarks.
 *
 * - `--enable-source-maps`: errors name lines of the sources.
 * - `--max-semi-space-size`, `--min-semi-space-size`: the space for new objects, in megabytes. It is emptied less often
 *   than with the engine’s 16, and begins where it would only come to by being emptied dozens of times in the first second
 *   of a sync, each time with a copy of what is under way. It costs about 20 MB at the peak.
 * - `--max-inlined-bytecode-size…`: less of the program is compiled into each hot function, under half of what the engine
 *   would. A process that has just started spends a third of its CPU on compiling in threads beside; this takes a fifth
 *   of that away, and the program's own thread needs no more than before.
 * - `--interrupt-budget`: a hot function is compiled after a quarter of the work that the engine would wait for. What
 *   costs in the first second of a sync is code that still runs uncompiled: about a tenth of its time.
 * - `--v8-pool-size`: two threads compile and collect beside, not four. On two cores the program's own thread waited for
 *   one behind them a quarter of the time; with `src/cli/helper-threads.ts` a first sync takes a tenth less.
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--max-semi-space-size=24',
  '--min-semi-space-size=16',
  '--max-inlined-bytecode-size=200',
  '--max-inlined-bytecode-size-cumulative=400',
  '--interrupt-budget=30000',
  '--v8-pool-size=2',
];

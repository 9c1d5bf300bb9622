/**
 * What Node is started with wherever Passo runs: by `npm start`, in the image (the Dockerfile repeats them) and in the
 * benchmarks.
 *
 * - `--enable-source-maps`: errors name lines of the sources.
 * - `--max-inlined-bytecode-size…`: less of the program is compiled into each hot function, under half of what the engine
 *   would. A process that has just started spends a third of its CPU on compiling in threads beside; this takes a fifth
 *   of that away, and the program's own thread needs no more than before.
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--max-inlined-bytecode-size=200',
  '--max-inlined-bytecode-size-cumulative=400',
];

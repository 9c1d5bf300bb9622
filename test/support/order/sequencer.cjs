const Sequencer = require('@jest/test-sequencer').default;
const { relative, sep } = require('node:path');
const KNOWN_SECONDS = require('./seconds.json');

/** What a file takes that has not been measured, by its name: the first that fits. */
const GUESSED_SECONDS = [
  [/^test\/journeys\//, 60],
  [/browser\.test\.tsx?$/, 30],
  [/\.(?:postgres|sqlite)\.test\.ts$/, 9],
];
const BYTES_A_SECOND = 4_000;
const MOST_BY_SIZE = 8;

/**
 * Starts the longest files first, so that no worker is left with one of them at the end while the others have nothing
 * to do. jest goes by the last run, or else by size, and on a fresh clone there is no last run, and our longest files
 * are short ones: a suite with its database.
 */
module.exports = class LongestFirst extends Sequencer {
  /** Milliseconds: as measured in the last run here, else as kept in seconds.json, else guessed. */
  time(test) {
    return super.time(test) ?? 1_000 * secondsOf(test);
  }
};

function secondsOf({ path, context }) {
  const name = relative(context.config.rootDir, path).split(sep).join('/');
  const guessed = GUESSED_SECONDS.find(([pattern]) => pattern.test(name))?.[1];
  return KNOWN_SECONDS[name] ?? guessed ?? bySize(context.hasteFS.getSize(path));
}

/** Every file takes a second to load. */
function bySize(bytes) {
  return Math.min(1 + (bytes ?? 0) / BYTES_A_SECOND, MOST_BY_SIZE);
}

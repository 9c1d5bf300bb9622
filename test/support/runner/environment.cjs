const { ModuleMocker } = require('jest-mock');

/** What a test file may not leave changed, by the words of the complaint; each is read before the file and after it. */
const LEFT_AS_FOUND = {
  'process.env': () => new Map(Object.entries(process.env)),
  'the working directory': () => new Map([['cwd', process.cwd()]]),
};

/**
 * The place test files run in: the worker's own global object, one after the other, so that what they load is loaded and
 * compiled once per worker (see `runtime.cjs`). A file that leaves something changed for the next one fails.
 *
 * A file that needs a world of its own says so in its first comment: `@jest-environment node`.
 */
module.exports = class SharedEnvironment {
  shared = true;
  global = globalThis;
  fakeTimers = null;
  fakeTimersModern = null;
  moduleMocker = new ModuleMocker(globalThis);
  #found = read();
  #console = globalThis.console;
  #exit = process.exit;
  #listeners = listeners();

  async setup() {}

  /** Puts back what jest itself changes, then complains of what the file changed, which is put back too. */
  async teardown() {
    this.moduleMocker.restoreAllMocks();
    globalThis.console = this.#console;
    process.exit = this.#exit;
    process.exitCode = undefined;
    for (const [event, listener] of listeners()) {
      if (!this.#listeners.some(([name, known]) => name === event && known === listener)) process.off(event, listener);
    }
    const left = changed(this.#found, read());
    restore(this.#found);
    if (left.length > 0) throw new Error(`The file left changed for the next one: ${left.join(', ')}.`);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Never used to run code: jest asks only whether the method is there. */
  getVmContext() {
    return null;
  }
};

function listeners() {
  return process.eventNames().flatMap((event) => process.rawListeners(event).map((listener) => [event, listener]));
}

function read() {
  return Object.fromEntries(Object.entries(LEFT_AS_FOUND).map(([what, now]) => [what, now()]));
}

function changed(before, after) {
  return Object.keys(before).flatMap((what) => {
    const names = new Set([...before[what].keys(), ...after[what].keys()]);
    return [...names]
      .filter((name) => before[what].get(name) !== after[what].get(name))
      .map((name) => `${what} (${name})`);
  });
}

function restore(found) {
  const env = found['process.env'];
  for (const name of Object.keys(process.env)) if (!env.has(name)) delete process.env[name];
  for (const [name, value] of env) if (process.env[name] !== value) process.env[name] = value;
  const cwd = found['the working directory'].get('cwd');
  if (process.cwd() !== cwd) process.chdir(cwd);
}

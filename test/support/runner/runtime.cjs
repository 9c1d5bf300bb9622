const Module = require('node:module');
const { join, sep } = require('node:path');
const JestRuntime = require('jest-runtime').default;

const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
const HANDLERS = Symbol.for('EVENT_HANDLERS');
const TRANSFORM_OPTIONS = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: false,
  supportsStaticESM: false,
  supportsTopLevelAwait: false,
};

/** A server made of these keeps what a test has declared: each file gets its own. */
const STATEFUL = /[\\/]node_modules[\\/]scimmy(?:-routers)?[\\/]/;

/** Where a worker finds the source map of each file it has loaded, and the compiler of the file that runs now. */
const sourceMaps = new Map();
let transformer;

for (const extension of ['.ts', '.tsx']) {
  Module._extensions[extension] = (module, path) => {
    const { code, sourceMapPath } = transformer.transform(path, TRANSFORM_OPTIONS);
    if (sourceMapPath) sourceMaps.set(path, sourceMapPath);
    module._compile(code, path);
  };
}

/**
 * Loads the modules of a test file with Node's own `require`. The product and its packages stay loaded, and what the
 * processor has learned about them too, for all files of a worker; everything below test/ is loaded anew for each file, and
 * so is what keeps state between tests.
 */
class SharedRuntime {
  #environment;
  #jest;
  #tests;

  constructor({ rootDir }, environment, _resolver, itsTransformer, _cache, _coverage, testPath) {
    this.#environment = environment;
    this.#jest = jestObject(environment, testPath);
    this.#tests = join(rootDir, 'test') + sep;
    transformer = itsTransformer;
  }

  requireModule(path) {
    return Module.createRequire(path)(path);
  }

  /** The test framework: one copy per file, because it keeps its state in the module and on the global object. */
  requireInternalModule(path) {
    forget((loaded) => loaded === path);
    delete globalThis[HANDLERS];
    return this.requireModule(path);
  }

  setGlobalsForRuntime() {
    globalThis.jest = this.#jest;
  }

  getSourceMaps() {
    return sourceMaps;
  }

  teardown() {
    forget((loaded) => loaded.startsWith(this.#tests) || STATEFUL.test(loaded));
    delete globalThis[TIMEOUT];
    for (const key of Object.getOwnPropertySymbols(globalThis)) {
      if (key.description === 'JEST_STATE_SYMBOL') delete globalThis[key];
    }
    this.#environment.moduleMocker.restoreAllMocks();
  }

  restoreAllMocks() {
    this.#environment.moduleMocker.restoreAllMocks();
  }

  unstable_shouldLoadAsEsm(path) {
    return path.endsWith('.mjs');
  }

  unstable_importModule(path) {
    return import(path);
  }

  getAllCoverageInfoCopy() {}
  enterTestCode() {}
  leaveTestCode() {}
}

function forget(chosen) {
  for (const path of Object.keys(require.cache)) if (chosen(path)) delete require.cache[path];
}

/** The part of the `jest` object that works without a registry of modules per file; the rest says what to do instead. */
function jestObject({ moduleMocker }, testPath) {
  const known = {
    fn: moduleMocker.fn.bind(moduleMocker),
    spyOn: moduleMocker.spyOn.bind(moduleMocker),
    clearAllMocks: () => void moduleMocker.clearAllMocks(),
    resetAllMocks: () => void moduleMocker.resetAllMocks(),
    restoreAllMocks: () => void moduleMocker.restoreAllMocks(),
    requireActual: Module.createRequire(testPath),
    setTimeout: (milliseconds) => void (globalThis[TIMEOUT] = milliseconds),
  };
  return new Proxy(known, {
    get(target, name) {
      if (name in target || typeof name === 'symbol') return target[name];
      throw new Error(`jest.${name} needs a world of its own: begin the file with /** @jest-environment node */.`);
    },
  });
}

/** jest makes one of these per file. */
module.exports = function Runtime(...args) {
  const [, environment] = args;
  return environment.shared === true ? new SharedRuntime(...args) : new JestRuntime(...args);
};

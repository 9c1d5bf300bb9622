const { writeFileSync } = require('node:fs');

/** At its end the process says which packages of OpenTelemetry it has loaded. Preloaded by a test. */
process.on('exit', () => {
  const names = Object.keys(require.cache).flatMap(
    (path) => /node_modules\/(@opentelemetry\/[^/]+)/.exec(path)?.[1] ?? [],
  );
  writeFileSync(process.env.PASSO_TEST_LOADED, JSON.stringify([...new Set(names)].sort()));
});

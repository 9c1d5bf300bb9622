#!/usr/bin/env node
import { run } from './run';

const output = {
  say: (line = ''): void => void process.stdout.write(`${line}\n`),
  warn: (line: string): void => void process.stderr.write(`${line}\n`),
};

run(process.argv.slice(2), output).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    output.warn(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEvidence } from './suite';

describe('the chain of events, on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-evidence-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  describeEvidence(async () => ({ kind: 'sqlite', file: join(folder, 'evidence.sqlite') }));
});

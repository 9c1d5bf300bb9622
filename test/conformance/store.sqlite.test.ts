import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBoardRows } from './board-rows';
import { describeLogoutRows } from './logout-rows';
import { describePasswordRows } from './password-rows';
import { describeSignOnRows } from './sign-on-rows';
import { describeStandingRows } from './standing-rows';
import { describeStore } from './store';

describe('the store, on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-store-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  describe('sign-on', () => describeSignOnRows(async () => ({ kind: 'sqlite', file: join(folder, 'sign-on.sqlite') })));
  describe('signing out', () =>
    describeLogoutRows(async () => ({ kind: 'sqlite', file: join(folder, 'sign-on.sqlite') })));
  describe('passwords', () =>
    describePasswordRows(async () => ({ kind: 'sqlite', file: join(folder, 'passwords.sqlite') })));
  describe('boards', () => describeBoardRows(async () => ({ kind: 'sqlite', file: join(folder, 'boards.sqlite') })));
  describe('standings', () =>
    describeStandingRows(async () => ({ kind: 'sqlite', file: join(folder, 'standings.sqlite') })));
  describeStore(async () => ({ kind: 'sqlite', file: join(folder, 'passo.sqlite') }));
});

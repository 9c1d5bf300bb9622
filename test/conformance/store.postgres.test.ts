import { newPostgresDatabase } from '../support/database';
import { describeBoardRows } from './board-rows';
import { describeLogoutRows } from './logout-rows';
import { describePasswordRows } from './password-rows';
import { describeSignOnRows } from './sign-on-rows';
import { describeStandingRows } from './standing-rows';
import { describeStore } from './store';

describe('the store, on PostgreSQL', () => {
  describe('sign-on', () => describeSignOnRows(async () => ({ kind: 'postgres', url: await newPostgresDatabase() })));
  describe('signing out', () =>
    describeLogoutRows(async () => ({ kind: 'postgres', url: await newPostgresDatabase() })));
  describe('passwords', () =>
    describePasswordRows(async () => ({ kind: 'postgres', url: await newPostgresDatabase() })));
  describe('boards', () => describeBoardRows(async () => ({ kind: 'postgres', url: await newPostgresDatabase() })));
  describe('standings', () =>
    describeStandingRows(async () => ({ kind: 'postgres', url: await newPostgresDatabase() })));
  describeStore(async () => ({ kind: 'postgres', url: await newPostgresDatabase() }));
});

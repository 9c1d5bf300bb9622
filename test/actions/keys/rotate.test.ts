import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { demandKey } from '../../../src/actions/keys/mark';
import { rotateKey } from '../../../src/actions/keys/rotate';
import { openAddress } from '../../../src/actions/provisioning/connection';
import { hashRecoveryCode } from '../../../src/actions/second-factor/recovery';
import { secretsFrom } from '../../../src/config/secrets';
import { buildContext } from '../../../src/context';
import { listApplications } from '../../../src/store/applications';
import { SEALED_COLUMNS } from '../../../src/store/backup/sealed';
import { listCopiedTables } from '../../../src/store/backup/tables';
import { openDatabase } from '../../../src/store/db';
import { listEvents } from '../../../src/store/events';
import { configIn, install, newFolder, OPERATOR, signOn, type Installation } from '../backup/bench';

describe('a new encryption key', () => {
  let at: Installation;
  beforeAll(async () => {
    const folder = newFolder();
    at = await install(configIn(folder), folder);
    await demandKey(at.context.db, at.secrets);
  });
  afterAll(() => at.stop());

  test('every column with sealed secrets is among those that are sealed anew', async () => {
    const tables = await listCopiedTables(at.context.db);
    const named = tables.flatMap(({ name, columns }) =>
      columns.filter((column) => /sealed$/.test(column.name)).map((column) => `${name}.${column.name}`),
    );
    const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
    // Answers that are kept for a day are forgotten.
    expect(named.filter((name) => !known.includes(name))).toEqual(['api_requests.answer_sealed']);
  });

  test('A4: everything opens with the new key, nothing with the old one, and codes to recover an account stay', async () => {
    const next = secretsFrom(randomBytes(32));
    const rotation = { config: at.config, clock: Date.now, old: at.secrets, next };
    await expect(rotateKey(rotation, OPERATOR)).rejects.toThrow('A server works with this database');
    const code = hashRecoveryCode(at.context, at.person.id, 'abcd-efgh-ijkl');
    await at.quit();

    const wrong = { ...rotation, old: secretsFrom(randomBytes(32)) };
    await expect(rotateKey(wrong, OPERATOR)).rejects.toThrow('The database belongs to another encryption key');
    expect(await rotateKey(rotation, OPERATOR)).toMatchObject({ kind: 'rotated', secrets: 2 });
    expect(await rotateKey(rotation, OPERATOR)).toEqual({ kind: 'done-before' });

    await expect(buildContext(at.config, { secrets: at.secrets })).rejects.toThrow('another encryption key');
    const context = await buildContext(at.config, { secrets: next });
    try {
      await demandKey(context.db, context.secrets);
      expect(await signOn(context, at.person)).toContain('https://robin.example/acs');
      const atlas = (await listApplications(context.db)).find(({ idmState }) => idmState === 'active');
      if (atlas === undefined) throw new Error('Atlas is gone.');
      expect((await openAddress(context, context.db, atlas))?.token.reveal()).toBe(at.sp.token);
      expect(hashRecoveryCode(context, at.person.id, 'abcd-efgh-ijkl')).toBe(code);
      expect((await listEvents(context.db, { name: 'key_rotate', take: 1 }))[0]?.actor.name).toBe('command line');
    } finally {
      await context.destroy();
    }
  });

  test('a secret that does not open stops everything, and nothing is changed', async () => {
    const folder = newFolder();
    const other = await install(configIn(folder), folder);
    await other.quit();
    const db = openDatabase(other.config.database);
    try {
      await db('certificates').limit(1).update({ private_key_sealed: 'v1.AAAA.AAAA.AAAA' });
      const before = (await db('applications')
        .whereNotNull('idm_token_sealed')
        .select('idm_token_sealed')) as unknown[];
      await db.destroy();
      const rotation = {
        config: other.config,
        clock: Date.now,
        old: other.secrets,
        next: secretsFrom(randomBytes(32)),
      };
      await expect(rotateKey(rotation, OPERATOR)).rejects.toThrow(
        'can’t be opened with the old key. Nothing was changed.',
      );
      const again = openDatabase(other.config.database);
      expect(await again('applications').whereNotNull('idm_token_sealed').select('idm_token_sealed')).toEqual(before);
      await again.destroy();
    } finally {
      await other.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rotateKey } from '../../../src/actions/keys/rotate';
import { secretsFrom } from '../../../src/config/secrets';
import { SEALED_COLUMNS } from '../../../src/store/backup/sealed';
import { listCopiedTables } from '../../../src/store/backup/tables';
import { openDatabase } from '../../../src/store/db';
import { configIn, install, newFolder, OPERATOR, type Installation } from '../backup/bench';
import { describeKeys } from './keys-suite';

describe('the encryption key, on SQLite', () => {
  describeKeys(async () => undefined);
});

describe('a new encryption key', () => {
  let at: Installation;
  beforeAll(async () => {
    const folder = newFolder();
    at = await install(configIn(folder), folder);
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

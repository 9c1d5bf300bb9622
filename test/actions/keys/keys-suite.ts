import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { demandKey } from '../../../src/actions/keys/mark';
import { rotateKey } from '../../../src/actions/keys/rotate';
import { openAddress } from '../../../src/actions/provisioning/connection';
import { hashRecoveryCode } from '../../../src/actions/second-factor/recovery';
import { secretsFrom } from '../../../src/config/secrets';
import { buildContext } from '../../../src/context';
import { listApplications } from '../../../src/store/applications';
import { openDatabase } from '../../../src/store/db';
import { listEvents } from '../../../src/store/events';
import { configIn, install, newFolder, OPERATOR, signOn, type Installation } from '../backup/bench';

/** The encryption key of an installation: what happens without it, and with another one. On any database. */
export function describeKeys(database: () => Promise<string | undefined>): void {
  let at: Installation;
  beforeAll(async () => {
    const folder = newFolder();
    at = await install(configIn(folder, await database()), folder);
    await demandKey(at.context.db, at.secrets);
  });
  afterAll(() => at.stop());

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

  test('A4: a key that is missing is made for an empty database, and never beside one that belongs to a key', async () => {
    const file = at.config.encryptionKeyFile;
    expect(existsSync(file)).toBe(false);
    await expect(buildContext(at.config)).rejects.toThrow(
      /encryption key .*encryption\.key is missing.*Nothing was written\. Put the key back/,
    );
    expect(existsSync(file)).toBe(false);
    // Nobody is in it any more, and still it belongs to a key.
    const db = openDatabase(at.config.database);
    try {
      for (const table of ['events', 'applications', 'user_groups', 'users']) await db(table).delete();
      await expect(buildContext(at.config)).rejects.toThrow('is missing');
      await db('settings').whereIn('name', ['key_mark', 'recovery_key']).delete();
    } finally {
      await db.destroy();
    }
    await (await buildContext(at.config)).destroy();
    expect(existsSync(file)).toBe(true);
  });
}

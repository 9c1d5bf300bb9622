import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyObjects } from '../../../src/actions/config-file/apply';
import { readConfigFile } from '../../../src/actions/config-file/read';
import { secretReader, type OwnSecrets } from '../../../src/actions/config-file/secret-source';
import { SYSTEM } from '../../../src/actions/deps';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import { findUser } from '../../../src/store/users';
import { addAdmin, profileOf, startPasso } from '../../support/passo';

test('A9: a file that is applied can’t have Passo’s own secrets sent to an address', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-own-'));
  const at = (name: string): string => join(folder, name);
  const key = Buffer.alloc(32, 7).toString('base64');
  const old = Buffer.alloc(32, 8).toString('base64');
  writeFileSync(at('encryption.key'), `${key}\n`);
  writeFileSync(at('encryption.key.old-2026'), old);
  writeFileSync(at('copy'), `KEY=${key}`);
  writeFileSync(at('robin'), 'a token of its own');
  symlinkSync(at('encryption.key.old-2026'), at('harmless'));
  const own: OwnSecrets = { values: [key, 'postgres://passo:pw@db/passo'], keyFile: at('encryption.key') };
  const variables: Record<string, string> = {
    PASSO_ENCRYPTION_KEY: key,
    PASSO_DATABASE_URL: 'postgres://passo:pw@db/passo',
    ROBIN: 'other',
  };
  const read = secretReader((name) => variables[name], own);
  for (const env of ['PASSO_ENCRYPTION_KEY', 'PASSO_DATABASE_URL']) expect(() => read({ env })).toThrow();
  for (const name of ['encryption.key', 'encryption.key.old-2026', 'copy', 'harmless']) {
    expect(() => read({ file: at(name) })).toThrow();
  }
  expect(read({ env: 'ROBIN' }).reveal()).toBe('other');
  expect(read({ file: at('robin') }).reveal()).toBe('a token of its own');
});

test('A9: a file that is applied can’t name any file of the machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-tokens-'));
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('tokens'));
  writeFileSync(at('tokens/robin'), 'a token of its own');
  writeFileSync(at('tokens-of-others'), 'a token of others');
  symlinkSync(at('tokens-of-others'), at('tokens/harmless'));
  const read = secretReader(() => undefined, undefined, at('tokens'));
  expect(read({ file: at('tokens/robin') }).reveal()).toBe('a token of its own');
  for (const name of ['tokens-of-others', 'tokens/../tokens-of-others', 'tokens/harmless', 'tokens']) {
    expect(() => read({ file: at(name) })).toThrow();
  }
  expect(() => read({ file: '/etc/hostname' })).toThrow();
});

test('a file that was written before somebody was suspended does not let them in again', async () => {
  const passo = await startPasso();
  const { context } = passo;
  const { actor } = await addAdmin(context);
  const { user } = await createUser(context, actor, profileOf('sam.leaver'), 'later');
  await suspendUser(context, actor, user.id);
  const apply = async (more = ''): Promise<unknown> => {
    const text = `apiVersion: passo/v1\nkind: User\nusername: sam.leaver\nemail: ${user.email}\nlastname: Leaver\n${more}`;
    const { objects, problems } = readConfigFile(text);
    expect(problems).toEqual([]);
    const [report] = await applyObjects(context, SYSTEM, objects, {
      planOnly: false,
      prune: false,
      readSecret: secretReader(() => undefined),
    });
    expect(report?.fault).toBeUndefined();
    return (await findUser(context.db, user.id))?.state;
  };
  expect(await apply()).toBe('suspended');
  expect(await apply('suspended: false\n')).not.toBe('suspended');
  await passo.stop();
});

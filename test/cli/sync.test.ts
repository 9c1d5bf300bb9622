import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { demandKey } from '../../src/actions/keys/mark';
import { updateUser } from '../../src/actions/users/update';
import { buildContext } from '../../src/context';
import { listApplications } from '../../src/store/applications';
import { configIn, install, newFolder, type Installation } from '../actions/backup/bench';
import { profileOf } from '../support/passo';

const MAIN = join(process.env['PASSO_TEST_DIST'] ?? join(__dirname, '../../dist'), 'src/cli/main.js');

/** The command as an operator runs it, in a process of its own, beside no server. */
describe('passo sync against an application', () => {
  let at: Installation;
  let before = 0;
  let slug: string;
  beforeAll(async () => {
    const folder = newFolder();
    at = await install(configIn(folder), folder);
    await demandKey(at.context.db, at.secrets);
    slug = (await listApplications(at.context.db)).find(({ idmState }) => idmState === 'active')?.slug ?? '';
    await at.quit();
    before = at.sp.requests.length;
  });
  afterAll(() => at.stop());

  const passo = (...words: string[]): Promise<{ code: number; said: string; warned: string }> =>
    new Promise((done) => {
      const env = {
        ...process.env,
        PASSO_DATA_DIR: at.folder,
        PASSO_ENCRYPTION_KEY: at.key.toString('base64'),
        PASSO_ALLOWED_PRIVATE_RANGES: '127.0.0.0/8',
        PASSO_LOG_LEVEL: 'silent',
        PASSO_RETRY_BASE_MS: '20',
      };
      const child = execFile(process.execPath, [MAIN, ...words], { env, timeout: 30_000 }, (_, said, warned) =>
        done({ code: child.exitCode ?? -1, said, warned }),
      );
    });
  const sent = (): string[] => at.sp.requests.slice(before).flatMap(({ method }) => (method === 'GET' ? [] : [method]));
  /** Changes the person without a server; the change waits. */
  const rename = async (jobTitle: string): Promise<void> => {
    const context = await buildContext(at.config, { secrets: at.secrets });
    try {
      await updateUser(context, at.actor, at.person.id, profileOf('priya.nair', { jobTitle }));
    } finally {
      await context.destroy();
    }
  };

  test('says what would be sent, leaves it to the server, or sends it and waits', async () => {
    await rename('Head of Trials');
    const trial = await passo('sync', slug, '--trial', '--json');
    expect([trial.code, trial.warned]).toEqual([3, '']);
    expect(JSON.parse(trial.said)).toMatchObject({ application: slug, counts: { update: 1 } });
    const begun = await passo('sync', slug, '--person', 'priya.nair');
    expect([begun.code, begun.said]).toEqual([0, 'priya.nair is in line for Atlas.\n']);
    expect(sent()).toEqual([]);

    const waited = await passo('sync', slug, '--wait', '--json');
    expect([waited.code, waited.warned]).toEqual([0, '']);
    expect(JSON.parse(waited.said)).toMatchObject({ people: { 'in-sync': 1, waiting: 0, attention: 0 } });
    expect(sent()).toEqual(['PATCH']);
    expect(at.sp.accounts()[0]?.attributes['title']).toBe('Head of Trials');
    expect(await passo('sync', slug, '--trial')).toMatchObject({ code: 0, said: 'Nothing would be sent to Atlas.\n' });
  });

  test('says why nothing was sent, and for whom not', async () => {
    expect(await passo('sync', slug, '--person', 'nobody')).toMatchObject({
      code: 1,
      warned: expect.stringContaining('There is nobody with the username nobody.') as string,
    });
    await rename('Head of Refusals');
    at.sp.setDefects({ rejectToken: true });
    const held = await passo('sync', slug, '--wait', '--timeout', '20');
    expect(held).toMatchObject({
      code: 1,
      warned: expect.stringContaining('Changes for Atlas are held back') as string,
    });
    expect(held.warned).not.toContain(at.sp.token);
  });
});

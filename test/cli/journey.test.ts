import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run';

/** An operator at a terminal whose settings are all in one folder. */
describe('an installation from the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-cli-'));
  const NAMES = [
    'PASSO_DATA_DIR',
    'PASSO_ENCRYPTION_KEY_FILE',
    'PASSO_CONFIG_FILE',
    'PASSO_LOG_LEVEL',
    'PASSO_SMTP_URL',
    'PASSO_MAIL_FROM',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_HEADERS',
  ];
  const before = new Map(NAMES.map((name) => [name, process.env[name]]));
  const at = (name: string): string => join(folder, name);

  const speak = async (...words: string[]): Promise<{ code: number; said: string; warned: string }> => {
    const said: string[] = [];
    const warned: string[] = [];
    const code = await run(words, { say: (line = '') => void said.push(line), warn: (line) => void warned.push(line) });
    return { code, said: said.join('\n'), warned: warned.join('\n') };
  };
  const done = async (...words: string[]): Promise<string> => {
    const { code, said, warned } = await speak(...words);
    expect(`${warned}${code}`).toBe('0');
    return said;
  };
  const live = (name: string): void => {
    process.env['PASSO_DATA_DIR'] = at(name);
    process.env['PASSO_ENCRYPTION_KEY_FILE'] = at('encryption.key');
    process.env['PASSO_CONFIG_FILE'] = at('passo.env');
    process.env['PASSO_LOG_LEVEL'] = 'silent';
  };

  beforeAll(() => {
    live('data');
    delete process.env['PASSO_CONFIG_FILE'];
  });
  afterAll(() => {
    // Other files run in this process afterwards.
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test('init, create-admin, export, apply, backup, restore, rotate-key: each does what it says', async () => {
    expect(await done('init', '--yes', at('passo.env'))).toContain('Keep a copy of it elsewhere');
    expect(statSync(at('encryption.key')).mode & 0o077).toBe(0);
    expect((await speak('init', '--yes', at('passo.env'))).warned).toContain('is there already. Nothing was written.');
    expect((await speak('init', at('other.env'))).warned).toContain('With --yes it asks nothing.');
    live('data');

    expect((await speak('migrate', 'status')).warned).toContain('There is no database');
    expect((await speak('doctor')).code).toBe(1);
    const added = await done('create-admin', '--username', 'sam.okafor', '--email', 'sam@fernhill.example');
    expect(added).toMatch(/Password, shown this once: \S{10,}/);
    expect((await speak('create-admin', '--username', 'eve', '--email', 'eve@fernhill.example')).warned).toContain(
      '--recovery',
    );
    expect(await done('create-admin', '--username', 'sam.okafor', '--recovery')).toContain(
      'is an owner and may sign in',
    );
    expect(await done('migrate', 'status')).toContain('applied  001-initial');

    const doctor = await speak('doctor', '--json');
    const { checks } = JSON.parse(doctor.said) as { checks: { id: string; state: string }[] };
    expect(checks.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['settings', 'reachable', 'database', 'key', 'clock', 'disk']),
    );
    expect(doctor.code).toBe(0);
    expect(doctor.said).toContain('None are sent');
    process.env['PASSO_SMTP_URL'] = 'smtps://user:hunter2@mail.example';
    process.env['PASSO_MAIL_FROM'] = 'passo@fernhill.example';
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:4318/';
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'api-key=hunter2';
    const settings = await done('doctor', '--config');
    expect(settings).toMatch(/PASSO_DATA_DIR +environment/);
    expect(settings).toMatch(/PASSO_SMTP_URL +environment +\(hidden\)/);
    expect(settings).toMatch(/OTEL_EXPORTER_OTLP_HEADERS +environment +\(hidden\)/);
    expect(settings).toMatch(/OTEL_TRACES_SAMPLER +default +parentbased_always_on/);
    const traced = await speak('doctor');
    expect(traced.said).toContain('They are sent to http://127.0.0.1:4318/v1/traces as passo, with api-key.');
    expect(settings + traced.said).not.toContain('hunter2');
    for (const name of NAMES.slice(-4)) delete process.env[name];

    writeFileSync(at('wanted.yaml'), WANTED);
    const plan = await speak('apply', '--plan', at('wanted.yaml'));
    expect([plan.code, plan.said]).toEqual([3, expect.stringContaining('Application canteen would be created')]);
    expect(await done('apply', at('wanted.yaml'))).toContain('2 of 2 objects changed.');
    expect(await done('apply', '--plan', at('wanted.yaml'))).toBe('Nothing to change.');
    writeFileSync(at('wrong.yaml'), WANTED.replace('bookmarkUrl', 'bookmarkURL'));
    const wrong = await speak('apply', at('wrong.yaml'));
    expect(wrong.code).toBe(1);
    expect(wrong.warned).toContain(`${at('wrong.yaml')}:10: bookmarkURL: This is no field of this object.`);
    expect(await done('export', at('passo.yaml'))).toContain('3 objects');
    expect(await done('apply', '--plan', '--prune', at('passo.yaml'))).toBe('Nothing to change.');
    expect((await speak('sync', 'canteen')).warned).toContain('Identity Management is not active.');

    expect(await done('backup', at('one.passo'))).toContain('The encryption key is not in it.');
    expect(await done('restore', '--check', at('one.passo'))).toContain('is whole');
    const here = await speak('restore', at('one.passo'));
    expect([here.code, here.warned]).toEqual([
      1,
      expect.stringContaining('There is an installation in this database already.'),
    ]);
    live('elsewhere');
    expect(await done('restore', at('one.passo'))).toContain('It sends nothing until you allow it');
    expect((await speak('sync', 'canteen')).code).toBe(1);
    expect(await done('restore', '--release')).toContain('from now on');
    expect((await speak('restore', '--release')).code).toBe(1);

    const key = readFileSync(at('encryption.key'), 'utf8');
    expect(await done('rotate-key')).toContain('Everybody signs in again.');
    expect(readFileSync(at('encryption.key'), 'utf8')).not.toBe(key);
    expect(await done('export')).toContain('slug: canteen');
    // The other folder still has the old key, and is refused with the new one.
    live('data');
    const other = await speak('export');
    expect([other.code, other.warned]).toEqual([
      1,
      expect.stringContaining('The database belongs to another encryption key.'),
    ]);
  });

  test('version and openapi need no installation', async () => {
    live('nowhere');
    expect(JSON.parse(await done('version', '--json'))).toHaveProperty('version');
    expect(JSON.parse(await done('openapi'))).toMatchObject({ openapi: '3.1.0' });
  });
});

const WANTED = `apiVersion: passo/v1
kind: UserGroup
name: Everybody
---
apiVersion: passo/v1
kind: Application
slug: canteen
connector: bookmark
displayLabel: Canteen
bookmarkUrl: https://canteen.example/
userGroups: [Everybody]
`;

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncAll } from '../../src/actions/provisioning/retry';
import { startSp, writes } from '../support/integration';
import { lifeOf, randomOf } from './changes';
import { beginLife, settle } from './life';
import { heldAccounts, heldGroups, strangers, wantedAccounts, wantedGroups } from './verdict';

const CHANGES = 1_000;
const KILLS = 4;

/** The part of requests that meet a fault: 429, 409, 5xx, resets, time-outs, lost answers, slow and stale reads. */
const CHAOS = 0.12;

/**
 * Tests that a company's life ends alike here and at the SP, once for each seed. More seeds: PASSO_MODEL_SEEDS=11,12,13.
 * @param seeds unless others are asked for
 */
export function describeModel(seeds: readonly number[], database: () => Promise<string | undefined>): void {
  test.each(process.env['PASSO_MODEL_SEEDS']?.split(',').map(Number) ?? seeds)(
    `R1, R2: after ${CHANGES} random changes against an SP at its worst, killed ${KILLS} times, the SP equals the model (seed %i)`,
    async (seed) => {
      const { changes, model } = lifeOf(seed, CHANGES);
      const databaseUrl = await database();
      const sp = await startSp();
      const own = await strangersAt(sp);
      const life = await beginLife(sp, databaseUrl);
      const random = randomOf(seed + 1_000_000);
      sp.setDefects({ chaos: CHAOS, chaosSeed: seed });
      await life.live(changes, KILLS, random);
      sp.setDefects({});
      const context = await life.open();
      try {
        await settle(context, life);
        expect(heldAccounts(sp, own.ids)).toEqual(wantedAccounts(model));
        const names = new Set([...model.groups.values()].filter(({ bound }) => bound).map(({ name }) => name));
        if (model.groupsManaged) {
          expect(heldGroups(sp, names)).toEqual(wantedGroups(model));
          expect(strangers(sp, model)).toEqual([]);
        }
        // Nobody ever had two accounts: names at the SP are not unique by themselves while it forgets what it has.
        const userNames = sp.accounts().map(({ userName }) => userName);
        expect(userNames.length).toBe(new Set(userNames).size);
        expect(await own.now()).toEqual(own.before);

        const before = writes(sp).length;
        await syncAll(context, life.actor, life.application.id);
        await settle(context, life);
        expect(writes(sp).slice(before)).toEqual([]);

        const secrets = [...life.secrets(), sp.token];
        const events = JSON.stringify(await context.db('events').select('payload', 'search_text'));
        const log = readFileSync(join(life.folder, 'log'), 'utf8');
        expect(secrets.filter((secret) => events.includes(secret) || log.includes(secret))).toEqual([]);
      } finally {
        await context.destroy();
        await sp.stop();
        rmSync(life.folder, { recursive: true, force: true, maxRetries: 3 });
      }
    },
    120_000,
  );
}

/** Accounts and a group that are the SP's own: nobody here has anything to do with them. */
async function strangersAt(sp: Awaited<ReturnType<typeof startSp>>): Promise<{
  ids: ReadonlySet<string>;
  before: string;
  now(): Promise<string>;
}> {
  const post = async (path: string, body: object): Promise<string> => {
    const answer = await fetch(`${sp.scimBaseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { id: string }).id;
  };
  const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
  const ids: string[] = [];
  for (const name of ['root', 'auditor', 'person']) {
    ids.push(
      await post('/Users', {
        schemas: [user],
        userName: name,
        emails: [{ value: `${name}@sp.example` }],
        active: true,
      }),
    );
  }
  const members = ids.map((value) => ({ value }));
  await post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Owners', members });
  const now = (): Promise<string> =>
    Promise.resolve(JSON.stringify(sp.accounts().filter(({ id }) => ids.includes(id))));
  return { ids: new Set(ids), before: await now(), now };
}

import { claimForm, formHash, readClaim, settleClaim } from '../../../src/actions/forms/claim';
import { openForm, openHandOver, sealForm, sealHandOver } from '../../../src/actions/forms/keep';
import { tidy } from '../../../src/actions/housekeeping/tidy';
import type { UserId } from '../../../src/core/ids';
import { newPostgresDatabase } from '../../support/database';
import { startPasso, type TestPasso } from '../../support/passo';

const DATABASES = [
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', newPostgresDatabase],
] as const;

describe.each(DATABASES)('forms that count once, on %s', (_name, address) => {
  let passo: TestPasso;

  beforeAll(async () => {
    const databaseUrl = await address();
    passo = await startPasso({ fixedClock: true, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  }, 30_000);

  afterAll(() => passo.stop());

  test('of twenty at once one wins; what it led to is told; given back, it may be claimed again', async () => {
    const { context } = passo;
    const hash = formHash(context, ['one']);
    const won = await Promise.all(Array.from({ length: 20 }, () => claimForm(context, hash)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readClaim(context, hash)).toEqual({});
    await settleClaim(context, hash, '/admin/groups/1');
    expect(await readClaim(context, hash)).toEqual({ location: '/admin/groups/1' });
    await settleClaim(context, hash);
    expect(await readClaim(context, hash)).toBeUndefined();
    expect(await claimForm(context, hash)).toBe(true);
  });

  test('a claim is forgotten after a day and not before', async () => {
    const { context, clock } = passo;
    const hash = formHash(context, ['two']);
    await claimForm(context, hash);
    clock.now += 23 * 3_600_000;
    await tidy(context);
    expect(await claimForm(context, hash)).toBe(false);
    clock.now += 2 * 3_600_000;
    await tidy(context);
    expect(await claimForm(context, hash)).toBe(true);
  });
});

describe('what is sealed for one person', () => {
  const secrets = { cookieKey: 'a key', nameIdKey: Buffer.alloc(32), recoveryKey: Buffer.alloc(32) };
  const deps = { secrets: { ...secrets, sealingKey: Buffer.alloc(32, 7) } };
  const [sam, noor] = ['sam', 'noor'] as unknown as readonly [UserId, UserId];
  const form = { path: '/security/password', fields: { current: 'secret one', list: ['a', 'b'] }, files: false };

  test('opens for this person, and for nobody else, in no other place and not when it was changed', () => {
    const sealed = sealForm(deps, sam, form) ?? '';
    expect(sealed).not.toContain('secret one');
    expect(openForm(deps, sam, sealed)).toEqual(form);
    const middle = Math.floor(sealed.length / 2);
    const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
    for (const [who, text] of [
      [noor, sealed],
      [sam, changed],
      [sam, ''],
      [sam, sealHandOver(deps, sam, { text: 'x' })],
    ] as const) {
      expect(openForm(deps, who, text)).toBeUndefined();
    }
    expect(openHandOver(deps, noor, sealHandOver(deps, sam, { text: 'x' }))).toBeUndefined();
    expect(openHandOver(deps, sam, sealed)).toBeUndefined();
  });

  test('is refused when it is too long, and names forms without telling what is in them', () => {
    expect(sealForm(deps, sam, { ...form, fields: { text: 'x'.repeat(100_000) } })).toBeUndefined();
    expect(formHash(deps, ['a', 'b'])).toMatch(/^[0-9a-f]{64}$/);
    expect(formHash(deps, ['a', 'b'])).not.toBe(formHash(deps, ['a,b']));
    const other = { secrets: { ...deps.secrets, cookieKey: 'another key' } };
    expect(formHash(other, ['a', 'b'])).not.toBe(formHash(deps, ['a', 'b']));
  });
});

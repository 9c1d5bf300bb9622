import { sealEvents } from '../../../src/actions/evidence/seal';
import { verifyEvents, type EvidenceReport, type VerifyOptions } from '../../../src/actions/evidence/verify';
import { makeNewId } from '../../../src/core/clock';
import { ulid, type EventId } from '../../../src/core/ids';
import type { DirectoryEvent } from '../../../src/events/catalog';
import { openDatabase, type DatabaseAddress } from '../../../src/store/db';
import { insertEvents, insertEventsOnce, listEvents } from '../../../src/store/events';
import { deleteOldestEvents } from '../../../src/store/evidence/prune';
import { findChain, listSealedEvents } from '../../../src/store/evidence/seals';
import { migrate } from '../../../src/store/migrations';
import { transact, type Db } from '../../../src/store/tx';

const MINUTE = 60_000;

/** The chain of events and what finds a change of it, on one database. */
export function describeEvidence(address: () => Promise<DatabaseAddress>): void {
  let db: Db;
  let now = Date.parse('2026-03-01T08:00:00Z');
  const clock = (): number => now;
  const newId = makeNewId(clock);

  beforeAll(async () => {
    db = openDatabase(await address());
    await migrate(db);
  });

  afterAll(() => db.destroy());

  /** An empty log with six sealed events, a minute apart. */
  beforeEach(async () => {
    for (const table of ['event_queue', 'event_seals', 'events']) await db(table).delete();
    const none = '0'.repeat(64);
    await db('event_chain').update({ position: 0, hash: none, anchor_position: 0, anchor_hash: none });
    for (let count = 0; count < 6; count += 1) {
      now += MINUTE;
      await write([event(now)]);
      await sealEvents({ db, clock, newId });
    }
  });

  function event(at: number): DirectoryEvent {
    return {
      id: at === now ? newId<EventId>() : (ulid(at) as EventId),
      at,
      name: 'user_suspend',
      result: 'success',
      actor: { kind: 'admin', name: 'Sam Okafor' },
      userName: 'Zoë Wright',
      payload: { changed: ['state'], sentence: 'Left “today” \u2028 {"a":1}' },
    };
  }

  const write = (events: readonly DirectoryEvent[]): Promise<void> => transact(db, (tx) => insertEvents(tx, events));
  const verify = (options?: VerifyOptions): Promise<EvidenceReport> => verifyEvents({ db }, options);
  const idAt = async (position: number): Promise<string> => {
    const [found] = await listSealedEvents(db, position - 1, 1);
    return found?.event.id ?? '';
  };
  const kinds = ({ faults }: EvidenceReport): unknown[] =>
    faults.map(({ kind, eventId, position }) => [kind, eventId ?? position]);

  test('a log that nobody touched is intact, also with events that wait to be sealed', async () => {
    await write([event(now), event(now)]);
    const report = await verify();
    expect(report).toMatchObject({ intact: true, checked: 6, waiting: 2, removed: 0, faults: [], faultCount: 0 });
    await transact(db, (tx) => insertEventsOnce(tx, [event(now)]));
    expect(await sealEvents({ db, clock, newId })).toBe(3);
    expect(await verify()).toMatchObject({ intact: true, checked: 9, waiting: 0, head: { position: 9 } });
  });

  test('A11: words of any kind are sealed as they are read back', async () => {
    const odd = [
      '\ud800 alone',
      '\u0001\u001f\u007f',
      '"\\/\b\f\n\r\t',
      'e\u0301 é 😀 \u2028',
      "'; drop",
      'x'.repeat(99_999),
      '',
    ];
    const { client } = db as unknown as { client: { config: { client: unknown } } };
    // PostgreSQL takes no such character at all.
    if (client.config.client !== 'pg') odd.push('a\u0000b', '\u0000');
    await write(odd.map((userName) => ({ ...event(now), userName, payload: { sentence: userName } })));
    expect(await sealEvents({ db, clock, newId })).toBe(odd.length);
    expect(await verify()).toMatchObject({ intact: true, checked: 6 + odd.length, faults: [] });
  });

  test('an event that is written twice is sealed once', async () => {
    const [last] = await listEvents(db, { take: 1 });
    await transact(db, (tx) => insertEventsOnce(tx, last === undefined ? [] : [last]));
    expect(await sealEvents({ db, clock, newId })).toBe(0);
    expect(await verify()).toMatchObject({ intact: true, checked: 6, waiting: 0 });
  });

  test.each([
    ['payload', '{}'],
    ['result', 'failure'],
    ['actor_name', 'Somebody else'],
    ['at', 1],
    ['client_ip', '192.0.2.1'],
    ['search_text', ''],
    ['correlation_id', 'x'],
  ])('an event whose %s is changed is named', async (column, value) => {
    const id = await idAt(3);
    await db('events')
      .where({ id })
      .update({ [column]: value });
    expect(kinds(await verify())).toEqual([['changed', id]]);
  });

  test('A11: an event that is deleted is named, with its seal or without', async () => {
    const [third, fifth] = [await idAt(3), await idAt(5)];
    await db('events').where({ id: third }).delete();
    await db('events').where({ id: fifth }).delete();
    await db('event_seals').where({ event_id: fifth }).delete();
    const report = await verify();
    expect(kinds(report)).toEqual([
      ['missing', third],
      ['gap', 5],
    ]);
    expect(report.faults[1]?.sentence).toBe(
      `1 event was taken out with its seal: number 5 of the chain, before event ${await idAt(6)}.`,
    );
    expect(report.intact).toBe(false);
  });

  test('numbering the chain anew after a deletion does not hide it', async () => {
    const third = await idAt(3);
    await db('events').where({ id: third }).delete();
    await db('event_seals').where({ event_id: third }).delete();
    for (const position of [4, 5, 6]) {
      await db('event_seals')
        .where({ position })
        .update({ position: position - 1 });
    }
    await db('event_chain').update({ position: 5 });
    expect((await verify()).faults.map(({ kind }) => kind)).toEqual(['changed', 'changed', 'changed']);
  });

  test('two events that change places are named', async () => {
    const [second, fourth] = [await idAt(2), await idAt(4)];
    await db('event_seals').where({ position: 2 }).update({ event_id: 'x' });
    await db('event_seals').where({ position: 4 }).update({ event_id: second });
    await db('event_seals').where({ position: 2 }).update({ event_id: fourth });
    expect(kinds(await verify())).toEqual([
      ['changed', fourth],
      ['changed', second],
    ]);
  });

  test('an event that is put in is named: without a seal, and with one that was made for it', async () => {
    const inserted = event(now - 10 * MINUTE);
    await write([inserted]);
    await db('event_queue').delete();
    expect(kinds(await verify())).toEqual([['inserted', inserted.id]]);
    await db('event_seals').insert({ position: 7, event_id: inserted.id, hash: 'a'.repeat(64), sealed_at: now });
    await db('event_chain').update({ position: 7, hash: 'a'.repeat(64) });
    expect(kinds(await verify())).toEqual([['changed', inserted.id]]);
  });

  test('an event of long ago that is put in and sealed as if it was new is named', async () => {
    now += 30 * MINUTE;
    await write([event(now)]);
    await sealEvents({ db, clock, newId });
    now += 2 * MINUTE;
    const inserted = event(now - 20 * MINUTE);
    await write([inserted]);
    await sealEvents({ db, clock, newId });
    const report = await verify();
    expect(kinds(report)).toEqual([['late', inserted.id]]);
    expect(report.faults[0]?.sentence).toContain('came into the log on 2026-03-01T');
  });

  test('events that waited for a database that was away are not late, nor are those of a clock that was set back', async () => {
    const before = [event(now - 1), event(now - 2)];
    now += 3 * 60 * MINUTE;
    await write([event(now)]);
    await sealEvents({ db, clock, newId });
    now += 2_000;
    await write(before);
    await sealEvents({ db, clock, newId });
    now -= 2 * 60 * MINUTE;
    await write([event(now)]);
    await sealEvents({ db, clock, newId });
    expect(await verify()).toMatchObject({ intact: true, checked: 10 });
  });

  test('an end that is cut off is found; hidden with the chain’s own row it is found by an end that was noted', async () => {
    const noted = (await findChain(db))?.head ?? { position: 0, hash: '' };
    const [fifth] = [await idAt(5)];
    expect(await verify({ noted })).toMatchObject({ intact: true, noted: 'found' });
    await db('event_seals').where('position', '>', 4).delete();
    await db('events').where('id', '>=', fifth).delete();
    const cut = await verify();
    expect(kinds(cut)).toEqual([['gap', 5]]);
    expect(cut.faults[0]?.sentence).toContain('The last 2 events were taken out');
    await db('event_chain').update({ position: 4, hash: db('event_seals').where({ position: 4 }).select('hash') });
    expect(await verify()).toMatchObject({ intact: true });
    expect(await verify({ noted })).toMatchObject({ intact: false, noted: 'not found' });
    await db('event_chain').delete();
    expect(await verify()).toMatchObject({ intact: false });
    await db('event_chain').insert({
      ...{ id: 1, position: 0, hash: '0'.repeat(64), anchor_position: 0, anchor_hash: '0'.repeat(64), told_at: 0 },
    });
  });

  test('retention leaves a chain that is intact and begins at its anchor; what is taken beyond it is found', async () => {
    const noted = (await findChain(db))?.head;
    const [first] = [await idAt(1)];
    const before = now - 2 * MINUTE;
    expect(await transact(db, (tx) => deleteOldestEvents(tx, before, 500))).toBe(3);
    expect(await verify()).toMatchObject({ intact: true, checked: 3, removed: 3 });
    expect(await verify({ ...(noted === undefined ? {} : { noted }) })).toMatchObject({ noted: 'found' });
    expect(await verify({ noted: { position: 1, hash: 'b'.repeat(64) } })).toMatchObject({
      intact: true,
      noted: 'removed by retention',
    });
    const fourth = await idAt(4);
    expect(fourth).not.toBe(first);
    await db('events').where({ id: fourth }).delete();
    await db('event_seals').where({ event_id: fourth }).delete();
    expect(kinds(await verify())).toEqual([['gap', 4]]);
  });

  test('several that seal at once make one chain', async () => {
    const many = Array.from({ length: 1_300 }, () => event(now));
    await write(many);
    const others = Array.from({ length: 3 }, () => sealEvents({ db, clock, newId }, true));
    const counts = await Promise.all(others);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_300);
    expect(await verify()).toMatchObject({ intact: true, checked: 1_306, waiting: 0 });
  });
}

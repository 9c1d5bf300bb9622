import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../../src/actions/deps';
import { makeJournal, type Collection, type Journal } from '../../src/actions/journal';
import { AppError } from '../../src/core/errors';
import { makeNewId } from '../../src/core/clock';
import type { ApplicationId, EventId } from '../../src/core/ids';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { listEvents } from '../../src/store/events';
import { migrate } from '../../src/store/migrations';
import type { Db } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';

const newId = makeNewId(Date.now);
const noor: Actor = { kind: 'user', name: 'noor' };

describe.each([
  ['SQLite', (folder: string) => Promise.resolve<DatabaseAddress>({ kind: 'sqlite', file: join(folder, 'j.sqlite') })],
  ['PostgreSQL', async () => ({ kind: 'postgres', url: await newPostgresDatabase() }) as const],
])('the journal, on %s', (_name, address: (folder: string) => Promise<DatabaseAddress>) => {
  let folder: string;
  let db: Db;
  let journal: Journal;
  let errors: unknown[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'passo-journal-'));
    db = openDatabase(await address(folder), 500);
    await migrate(db);
  });
  afterAll(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    errors = [];
    journal = makeJournal({ db, clock: Date.now, newId }, (error) => errors.push(error));
  });
  afterEach(() => journal.close());

  const note = (): EventId => journal.event(noor, 'sso_auth', {}, { startedBy: 'sp' });
  const kept = async (): Promise<Set<EventId>> => new Set((await listEvents(db, { take: 10_000 })).map(({ id }) => id));
  /** A table the journal needs goes away for a while, as a database does that fails. */
  const without = async (work: () => Promise<void>): Promise<void> => {
    await db.raw('alter table events rename to events_away');
    try {
      await work();
    } finally {
      await db.raw('alter table events_away rename to events');
    }
  };

  test('R18: closing writes everything that was noted, in order, and then takes no more', async () => {
    const ids = Array.from({ length: 2_345 }, note);
    await journal.close();
    const all = await kept();
    expect(ids.filter((id) => !all.has(id))).toEqual([]);
    expect(note).toThrow(AppError);
  });

  test('an event is on disk within a second without anybody asking', async () => {
    const id = note();
    await new Promise((done) => setTimeout(done, 1_000));
    expect((await kept()).has(id)).toBe(true);
  });

  test('A11: what can’t be recorded must not happen: events are refused while batches fail, and nothing noted is lost', async () => {
    const first = note();
    await without(async () => {
      await expect(journal.flush()).rejects.toThrow();
      expect(note).toThrow('Passo can’t record what happens just now');
      expect(() => journal.check()).toThrow(AppError);
    });
    await journal.flush();
    const second = note();
    await journal.flush();
    const all = await kept();
    expect([all.has(first), all.has(second)]).toEqual([true, true]);
  });

  test('it recovers by itself when the database is back', async () => {
    const id = note();
    await without(async () => void (await journal.flush().catch(() => undefined)));
    await expect(
      new Promise<void>((done) => {
        const look = setInterval(() => {
          try {
            journal.check();
            clearInterval(look);
            done();
          } catch {
            /* still refused */
          }
        }, 50);
      }),
    ).resolves.toBeUndefined();
    expect((await kept()).has(id)).toBe(true);
  });

  test('a batch whose commit was not heard of is written once', async () => {
    const ids = [note(), note()];
    let told = false;
    // The rows are written, and then the answer is lost.
    const lossy = new Proxy(db, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (name !== 'transaction' || told) return value;
        return async (work: (tx: unknown) => Promise<unknown>) => {
          await target.transaction(work as never);
          told = true;
          throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
        };
      },
    });
    const doubtful = makeJournal({ db: lossy, clock: Date.now, newId }, () => undefined);
    const id = doubtful.event(noor, 'sso_auth', {}, { startedBy: 'sp' });
    await expect(doubtful.flush()).rejects.toThrow('connection lost');
    await doubtful.close();
    await journal.flush();
    const all = (await listEvents(db, { take: 10_000 })).map((event) => event.id);
    expect([id, ...ids].map((one) => all.filter((other) => other === one).length)).toEqual([1, 1, 1]);
  });

  test('an entry that can never be written is reported, and holds nothing else up', async () => {
    const gone = newId<ApplicationId>();
    const orphan: Collection<string> = {
      write: async (tx, values) => {
        for (const value of values) {
          await tx('seen_messages').insert({ application_id: gone, message_id: value, expires_at: 1 });
        }
      },
    };
    journal.exchange({ id: newId<EventId>(), applicationId: gone, at: 1, kind: 'sign-on', startedBy: 'sp' });
    journal.collect(orphan, 'a');
    const id = note();
    let written = false;
    journal.later(async (tx) => {
      await tx('settings').select().limit(1);
      written = true;
    });
    await journal.flush();
    expect((await kept()).has(id)).toBe(true);
    expect(written).toBe(true);
    expect(errors).toHaveLength(2);
    expect(note).not.toThrow();
  });

  test('only the last exchanges of an application are held, however many there are', async () => {
    const applicationId = newId<ApplicationId>();
    for (let count = 0; count < 5_000; count += 1) {
      journal.exchange({ id: newId<EventId>(), applicationId, at: 1, kind: 'sign-on', startedBy: 'sp' });
    }
    await journal.flush();
    // One by one they are refused, because the application is not there: as many as were held.
    expect(errors).toHaveLength(20);
  });
});

describe('a process that is killed', () => {
  test('R12: loses at most what it noted in the last second', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'passo-killed-'));
    const file = join(folder, 'j.sqlite');
    const db = openDatabase({ kind: 'sqlite', file }, 2_000);
    await migrate(db);
    await db.destroy();
    const child = fork(join(__dirname, '../support/children/journal-child.mjs'), [file], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = new Promise((done) => child.once('exit', done));
    const noted: { id: EventId; at: number }[] = [];
    child.on('message', (message) => noted.push(message as { id: EventId; at: number }));
    await new Promise((done) => setTimeout(done, 6_000));
    child.kill('SIGKILL');
    const killedAt = Date.now();
    await ended;
    const reopened = openDatabase({ kind: 'sqlite', file }, 2_000);
    const kept = new Set((await listEvents(reopened, { take: 100_000 })).map(({ id }) => id));
    await reopened.destroy();
    rmSync(folder, { recursive: true, force: true });
    const lost = noted.filter(({ id }) => !kept.has(id));
    expect(noted.length).toBeGreaterThan(20);
    expect(kept.size).toBeGreaterThan(0);
    expect(lost.filter(({ at }) => killedAt - at > 1_000)).toEqual([]);
  }, 30_000);
});
